//! From bytes that arrive in pieces to the inside of a JSON string.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::runtime::BodyEncoding;

/// What remains of the last piece until the next one comes: a character's or a triple's first bytes.
#[derive(Debug)]
pub(super) struct Encoder {
    encoding: BodyEncoding,
    held: Vec<u8>,
}

impl Encoder {
    /// Decides how a body is written, once, before its first byte: as text where its media type and its bytes both say
    /// so. Where its beginning is not the `whole`, the type alone vouches for the rest, and must name the charset or
    /// have but one. Should that turn out to be untrue, each fault becomes U+FFFD, as in browsers.
    pub(super) fn of(headers: &HeaderMap, beginning: &[u8], whole: bool) -> Self {
        let is_utf8 = match std::str::from_utf8(beginning) {
            Ok(_) => true,
            // A character that the piece's end cuts in two is no fault.
            Err(error) => !whole && error.error_len().is_none(),
        };
        let says_text = match text_by_type(headers) {
            Some(Charset::Utf8) => true,
            Some(Charset::Unnamed) => whole,
            None => false,
        };
        let is_text = beginning.is_empty() || is_utf8 && says_text;
        let encoding = if is_text { BodyEncoding::Text } else { BodyEncoding::Base64 };
        Self { encoding, held: Vec::new() }
    }

    pub(super) fn encoding(&self) -> BodyEncoding {
        self.encoding
    }

    /// A body of one piece, not yet as JSON.
    pub(super) fn whole(&self, body: &[u8]) -> String {
        match self.encoding {
            BodyEncoding::Text => String::from_utf8_lossy(body).into_owned(),
            BodyEncoding::Base64 => STANDARD.encode(body),
        }
    }

    /// Writes the next piece, as the inside of a JSON string.
    pub(super) fn push(&mut self, piece: &[u8], out: &mut String) {
        self.held.extend_from_slice(piece);
        let held = std::mem::take(&mut self.held);
        let rest = match self.encoding {
            BodyEncoding::Text => push_text(&held, out),
            BodyEncoding::Base64 => {
                let (whole, rest) = held.split_at(held.len() - held.len() % 3);
                STANDARD.encode_string(whole, out);
                rest
            }
        };
        self.held.extend_from_slice(rest);
    }

    /// Writes what is still held.
    pub(super) fn finish(&mut self, out: &mut String) {
        let held = std::mem::take(&mut self.held);
        match self.encoding {
            BodyEncoding::Text => push_escaped(&String::from_utf8_lossy(&held), out),
            BodyEncoding::Base64 => STANDARD.encode_string(held, out),
        }
    }
}

/// Writes the text and gives back the beginning of a character whose rest is still to come.
fn push_text<'a>(mut bytes: &'a [u8], out: &mut String) -> &'a [u8] {
    loop {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => {
                push_escaped(text, out);
                return &[];
            }
            Err(error) => error,
        };
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        push_escaped(&String::from_utf8_lossy(valid), out);
        let Some(fault) = error.error_len() else { return rest };
        out.push(char::REPLACEMENT_CHARACTER);
        bytes = &rest[fault..];
    }
}

fn push_escaped(text: &str, out: &mut String) {
    let quoted = serde_json::Value::from(text).to_string();
    out.push_str(&quoted[1..quoted.len() - 1]);
}

/// What a media type says of a text's charset.
enum Charset {
    /// UTF-8, or a part of it.
    Utf8,
    /// Nothing.
    Unnamed,
}

/// The charset of a body that is text by its headers, unless it is one that is not passed on as text.
fn text_by_type(headers: &HeaderMap) -> Option<Charset> {
    if headers.get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return None;
    }
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let value = value.to_ascii_lowercase();
    let (essence, parameters) = value.split_once(';').unwrap_or((&value, ""));
    let charset = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("charset="));
    let essence = essence.trim();
    // Always UTF-8 (RFC 8259, section 8.1).
    let is_json = essence == "application/json" || essence.ends_with("+json");
    let is_text = essence.starts_with("text/")
        || essence.ends_with("+xml")
        || matches!(
            essence,
            "application/xml" | "application/javascript" | "application/x-www-form-urlencoded"
        );
    match charset.map(|charset| charset.trim_matches('"')) {
        Some("utf-8" | "utf8" | "us-ascii") if is_json || is_text => Some(Charset::Utf8),
        None if is_json => Some(Charset::Utf8),
        None if is_text => Some(Charset::Unnamed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(content_type: &str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_str(content_type).expect("a value"))])
    }

    /// The body, written in pieces of `size` bytes, as JSON reads it again.
    fn in_pieces(encoder: &mut Encoder, body: &[u8], size: usize) -> String {
        let mut out = String::from("\"");
        for piece in body.chunks(size) {
            encoder.push(piece, &mut out);
        }
        encoder.finish(&mut out);
        out.push('"');
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    #[test]
    fn pieces_of_any_size_make_the_same_text() {
        let body = "a\"\\\n\u{1}\u{2028}é会😀</script>".as_bytes();
        let broken = [body, b"\xff\xe4\xbc", body, b"\xf0\x9f"].concat();
        for body in [body, &broken] {
            for size in 1..=body.len() {
                let mut text = Encoder { encoding: BodyEncoding::Text, held: Vec::new() };
                assert_eq!(in_pieces(&mut text, body, size), String::from_utf8_lossy(body), "{size}");
                let mut base64 = Encoder { encoding: BodyEncoding::Base64, held: Vec::new() };
                assert_eq!(in_pieces(&mut base64, body, size), STANDARD.encode(body), "{size}");
            }
        }
    }

    #[test]
    fn text_is_what_both_the_type_and_the_bytes_call_text() {
        for (content_type, body, encoding) in [
            ("application/json", &b"{}"[..], BodyEncoding::Text),
            ("application/json;charset=UTF-8", b"{}", BodyEncoding::Text),
            ("application/vnd.x+json", "é".as_bytes(), BodyEncoding::Text),
            ("text/html; charset=\"utf-8\"", b"a\xc3", BodyEncoding::Base64),
            ("text/plain", b"a", BodyEncoding::Text),
            ("text/html; charset=iso-8859-1", b"a", BodyEncoding::Base64),
            ("text/plain", b"\xff", BodyEncoding::Base64),
            ("application/pdf", b"%PDF", BodyEncoding::Base64),
            ("application/octet-stream", b"", BodyEncoding::Text),
        ] {
            let encoder = Encoder::of(&headers(content_type), body, true);
            assert_eq!(encoder.encoding(), encoding, "{content_type}");
        }
        let mut zipped = headers("application/json");
        zipped.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(Encoder::of(&zipped, b"x", true).encoding(), BodyEncoding::Base64);
    }

    #[test]
    fn what_has_not_been_seen_is_text_only_where_its_type_vouches_for_it() {
        for (content_type, beginning, encoding) in [
            ("application/json", &b"["[..], BodyEncoding::Text),
            ("text/csv; charset=UTF-8", b"a\xc3", BodyEncoding::Text),
            ("text/csv; charset=UTF-8", b"a\xff", BodyEncoding::Base64),
            ("text/plain", b"a", BodyEncoding::Base64),
            ("application/xml", b"<?xml", BodyEncoding::Base64),
        ] {
            let encoder = Encoder::of(&headers(content_type), beginning, false);
            assert_eq!(encoder.encoding(), encoding, "{content_type}");
        }
    }
}
