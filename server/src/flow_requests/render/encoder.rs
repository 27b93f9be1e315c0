//! From bytes that arrive in pieces to the inside of a JSON string.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::runtime::BodyEncoding;

/// What a text may begin with to say that it is UTF-8. It is no part of the text (RFC 3629, section 6).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes a body, by and by.
#[derive(Debug)]
pub(super) struct Encoder {
    encoding: BodyEncoding,
    /// What remains of the last piece until the next one comes: a character's or a triple's first bytes.
    held: Vec<u8>,
    /// Whether nothing was written yet.
    begins: bool,
    lossy: bool,
}

impl Encoder {
    /// Decides how a body is written, once, before its first byte: by its media type alone, so that an answer is read
    /// alike however large it is. What is not UTF-8 in a text becomes U+FFFD, as in browsers.
    pub(super) fn of(headers: &HeaderMap, is_empty: bool) -> Self {
        let is_text = is_empty || is_text_by_type(headers);
        Self::new(if is_text { BodyEncoding::Text } else { BodyEncoding::Base64 })
    }

    fn new(encoding: BodyEncoding) -> Self {
        Self { encoding, held: Vec::new(), begins: true, lossy: false }
    }

    pub(super) fn encoding(&self) -> BodyEncoding {
        self.encoding
    }

    /// Whether something of what was written so far was not UTF-8.
    pub(super) fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// A body of one piece, not yet as JSON. What is UTF-8 is not copied.
    pub(super) fn whole(&mut self, mut body: Vec<u8>) -> String {
        if self.encoding == BodyEncoding::Base64 {
            return STANDARD.encode(body);
        }
        if body.starts_with(BYTE_ORDER_MARK) {
            body.drain(..BYTE_ORDER_MARK.len());
        }
        String::from_utf8(body).unwrap_or_else(|error| {
            self.lossy = true;
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        })
    }

    /// Writes the next piece, as the inside of a JSON string.
    pub(super) fn push(&mut self, piece: &[u8], out: &mut String) {
        self.held.extend_from_slice(piece);
        if self.begins && self.held.len() < BYTE_ORDER_MARK.len() {
            return;
        }
        let held = std::mem::take(&mut self.held);
        let held = self.without_mark(&held);
        let rest = match self.encoding {
            BodyEncoding::Text => push_text(held, out, &mut self.lossy),
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
            BodyEncoding::Text => {
                let rest = push_text(self.without_mark(&held), out, &mut self.lossy);
                if !rest.is_empty() {
                    self.lossy = true;
                    out.push(char::REPLACEMENT_CHARACTER);
                }
            }
            BodyEncoding::Base64 => STANDARD.encode_string(held, out),
        }
    }

    /// The bytes that come next, without the mark that a text may begin with.
    fn without_mark<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let begins = std::mem::take(&mut self.begins) && self.encoding == BodyEncoding::Text;
        bytes.strip_prefix(BYTE_ORDER_MARK).filter(|_| begins).unwrap_or(bytes)
    }
}

/// Writes the text and gives back the beginning of a character whose rest is still to come.
fn push_text<'a>(mut bytes: &'a [u8], out: &mut String, lossy: &mut bool) -> &'a [u8] {
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
        *lossy = true;
        bytes = rest.get(fault..).unwrap_or_default();
    }
}

fn push_escaped(text: &str, out: &mut String) {
    let quoted = serde_json::Value::from(text).to_string();
    out.push_str(&quoted[1..quoted.len() - 1]);
}

/// Whether a body is text by its headers, in UTF-8 or a part of it. A charset that is not named is taken for UTF-8; a text
/// in any other is passed on byte for byte, for its reader to decode.
fn is_text_by_type(headers: &HeaderMap) -> bool {
    if headers.get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return false;
    }
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let value = value.to_ascii_lowercase();
    let (essence, parameters) = value.split_once(';').unwrap_or((&value, ""));
    let charset = parameters.split(';').find_map(|parameter| {
        let (name, charset) = parameter.split_once('=')?;
        (name.trim() == "charset").then(|| charset.trim().trim_matches(['"', '\'']))
    });
    let essence = essence.trim();
    // Always UTF-8 (RFC 8259, section 8.1).
    let is_json = matches!(essence, "application/json" | "application/x-ndjson" | "application/jsonl")
        || essence.ends_with("+json");
    let is_text = essence.starts_with("text/")
        || essence.ends_with("+xml")
        || matches!(
            essence,
            "application/xml" | "application/javascript" | "application/x-www-form-urlencoded"
        );
    // Some name it by names that it does not have.
    let is_utf8 = charset
        .is_none_or(|charset| matches!(charset, "" | "utf-8" | "utf8" | "utf_8" | "us-ascii" | "ascii"));
    is_utf8 && (is_json || is_text)
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
        let marked = [BYTE_ORDER_MARK, body, BYTE_ORDER_MARK].concat();
        for body in [body, &broken, &marked, BYTE_ORDER_MARK, b"\xef\xbb", b"a"] {
            for size in 1..=body.len() {
                let mut text = Encoder::new(BodyEncoding::Text);
                let without_mark = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
                let expected = String::from_utf8_lossy(without_mark);
                assert_eq!(in_pieces(&mut text, body, size), expected, "{size}");
                assert_eq!(text.is_lossy(), expected.contains(char::REPLACEMENT_CHARACTER), "{size}");
                let mut base64 = Encoder::new(BodyEncoding::Base64);
                assert_eq!(in_pieces(&mut base64, body, size), STANDARD.encode(body), "{size}");
                let whole = Encoder::new(BodyEncoding::Text).whole(body.to_vec());
                assert_eq!(whole, expected);
            }
        }
    }

    #[test]
    fn the_media_type_alone_says_what_is_text() {
        for (content_type, encoding) in [
            ("application/json", BodyEncoding::Text),
            ("application/json;charset=UTF-8", BodyEncoding::Text),
            ("application/vnd.x+json", BodyEncoding::Text),
            ("text/html; charset=\"utf-8\"", BodyEncoding::Text),
            ("text/plain", BodyEncoding::Text),
            ("text/csv; header=present; charset=us-ascii", BodyEncoding::Text),
            ("text/plain; charset=ascii", BodyEncoding::Text),
            ("text/plain; charset=", BodyEncoding::Text),
            ("text/plain; charset='UTF-8'", BodyEncoding::Text),
            ("text/plain; charset = UTF-8", BodyEncoding::Text),
            ("text/plain; charset = ISO-8859-1", BodyEncoding::Base64),
            ("text/plain; Charset=\"ISO-8859-1\"", BodyEncoding::Base64),
            ("text/plain; format=flowed; charset=utf_8", BodyEncoding::Text),
            ("application/x-ndjson", BodyEncoding::Text),
            ("application/jsonl", BodyEncoding::Text),
            ("application/xml", BodyEncoding::Text),
            ("application/soap+xml; charset=utf-8", BodyEncoding::Text),
            ("text/html; charset=iso-8859-1", BodyEncoding::Base64),
            ("text/csv;charset=UTF-16", BodyEncoding::Base64),
            ("application/json; charset=windows-1252", BodyEncoding::Base64),
            ("application/pdf", BodyEncoding::Base64),
            ("application/octet-stream", BodyEncoding::Base64),
            ("textual/plain", BodyEncoding::Base64),
            ("", BodyEncoding::Base64),
        ] {
            assert_eq!(Encoder::of(&headers(content_type), false).encoding(), encoding, "{content_type}");
            assert_eq!(Encoder::of(&headers(content_type), true).encoding(), BodyEncoding::Text);
        }
        let mut zipped = headers("application/json");
        zipped.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(Encoder::of(&zipped, false).encoding(), BodyEncoding::Base64);
    }

    #[test]
    fn what_is_no_utf8_is_said() {
        for (body, text, lossy) in [
            (&b"a\xc3\xa9"[..], "aé", false),
            (b"a\xe9b", "a\u{fffd}b", true),
            (b"a\xc3", "a\u{fffd}", true),
            (b"\xef\xbb\xbf\xef\xbf\xbd", "\u{fffd}", false),
            (b"\xff\xfea\0", "\u{fffd}\u{fffd}a\0", true),
        ] {
            let mut encoder = Encoder::new(BodyEncoding::Text);
            assert_eq!((encoder.whole(body.to_vec()).as_str(), encoder.is_lossy()), (text, lossy));
            let mut encoder = Encoder::new(BodyEncoding::Text);
            assert_eq!((in_pieces(&mut encoder, body, 1).as_str(), encoder.is_lossy()), (text, lossy));
        }
    }
}
