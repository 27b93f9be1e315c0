//! Which paths a connector sends requests to. Two readers of one path must never see two targets in it, so whatever
//! some server forgives is refused: the caller writes the path that is meant.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Longest path, in bytes: what common servers take as a whole request line is 8 KiB, and the query has its share.
pub const BYTES_MAX: usize = 2_048;

/// Where Salesforce's APIs and customers' own Apex REST classes are. Everything beside it is pages for browsers.
pub const BELOW: &str = "/services/";

/// Not for callers: `oauth2` gives out, exchanges and ends sessions, the connector's own included; `proxy` is Salesforce's
/// relay to other hosts, and would take the session there.
const REFUSED: [&str; 2] = ["oauth2", "proxy"];

/// Holds a path against the rules.
///
/// # Errors
/// Why it is refused, for the log.
pub fn check(path: &str) -> Result<(), &'static str> {
    if path.len() > BYTES_MAX {
        return Err("too long");
    }
    if !path.bytes().all(is_path_byte) {
        return Err(
            "a character that is no path's: a scheme, a query, a backslash, a blank, a control character",
        );
    }
    let below = path.strip_prefix(BELOW).ok_or("not below /services/")?;
    let mut segments = below.split('/').peekable();
    let first = segments.peek().copied().unwrap_or_default();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        check_segment(segment, is_last)?;
    }
    let first = decoded(first)?;
    if REFUSED.iter().any(|refused| first.eq_ignore_ascii_case(refused)) {
        return Err("a path of sessions, or the relay to other hosts");
    }
    Ok(())
}

/// A slash at the end is the one place for an empty segment.
fn check_segment(segment: &str, is_last: bool) -> Result<(), &'static str> {
    if segment.is_empty() {
        return if is_last { Ok(()) } else { Err("an empty segment") };
    }
    let decoded = decoded(segment)?;
    if decoded.chars().any(char::is_control) {
        return Err("an encoded control character");
    }
    // What some servers make of full-width and other look-alikes.
    let folded = ComposingNormalizerBorrowed::new_nfkc().normalize(&decoded);
    if folded.chars().all(|c| c == '.') {
        return Err("a segment of dots");
    }
    if folded.contains(['/', '\\', '%', '?', '#', ';', '\u{2044}', '\u{2215}', '\u{29f8}', '\u{2216}']) {
        return Err("an encoded slash, or another character that divides");
    }
    // Only what needs it is encoded: else the same path has many spellings, and a filter knows one.
    if segment.len() != decoded.len()
        && decoded.bytes().filter(|&byte| is_plain(byte)).count() != plain_bytes(segment)
    {
        return Err("an encoded character that needs no encoding");
    }
    Ok(())
}

fn decoded(segment: &str) -> Result<Cow<'_, str>, &'static str> {
    if !segment.contains('%') {
        return Ok(Cow::Borrowed(segment));
    }
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (Some(high), Some(low)) = (digit(), digit()) else { return Err("a broken percent-encoding") };
        bytes.push(high << 4 | low);
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| "an encoding that is not UTF-8")
}

/// RFC 3986's `pchar` and the slash, without `;`: parameters of a segment hide dots from some servers.
const fn is_path_byte(byte: u8) -> bool {
    is_plain(byte)
        || matches!(
            byte,
            b'/' | b'%' | b':' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b'='
        )
}

/// RFC 3986's `unreserved`: never in need of encoding.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Plain bytes of a segment as written, its encodings left out.
fn plain_bytes(segment: &str) -> usize {
    let bytes = segment.as_bytes();
    let mut count = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            at += 3;
        } else {
            count += usize::from(is_plain(bytes[at]));
            at += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_flows_ask_for_is_let_through() {
        for path in [
            "/services/apexrest/Case/500DK00000abc",
            "/services/apexrest/ivr/v1.2/lookup/",
            "/services/data/v62.0/sobjects/Account/Ext__c/A%20B%C3%A9",
            "/services/data/",
            "/services/data/v62.0/query",
            "/services/apexrest/a:b@c,d=e+f(g)*h!i$j&k'l~m",
            "/services/apexrest/..a/a../...a",
            "/services/Soap/u/62.0",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn a_long_path_is_refused() {
        let path = |length: usize| format!("/services/{}", "a".repeat(length - 10));
        assert_eq!(check(&path(BYTES_MAX)), Ok(()));
        assert!(check(&path(BYTES_MAX + 1)).is_err());
    }
}
