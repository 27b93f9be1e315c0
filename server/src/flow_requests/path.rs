//! Which paths a connector sends requests to. Segments are sent as they are written; what is refused is whatever some
//! reader of a path may take for another target than the next reader does.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::percent;
use crate::model::is_ignorable;

/// Where Salesforce's APIs and customers' own Apex REST classes are. Everything beside it is pages for browsers.
pub const BELOW: &str = "/services/";

/// Not for callers: `oauth2` gives out, exchanges and ends sessions, the connector's own included; `proxy` is Salesforce's
/// relay to other hosts, and would take the session there.
const REFUSED: [&str; 2] = ["oauth2", "proxy"];

/// What some server or other divides a path at, once it is decoded: slashes, and what Unicode folds into one.
const SLASHES: [char; 8] =
    ['/', '\\', '\u{2044}', '\u{2215}', '\u{2216}', '\u{29f5}', '\u{29f8}', '\u{29f9}'];

/// What some server or other ends a segment at: parameters, a query, a fragment.
const ENDS: [char; 3] = [';', '?', '#'];

/// Holds a path without its query against the rules.
///
/// # Errors
/// Why it is refused, in words that quote nothing of it.
pub fn check(path: &str) -> Result<(), String> {
    // First: who is told of a path's beginning must not see it begin as it must.
    if let Some((at, byte)) = path.bytes().enumerate().find(|&(_, byte)| !is_path_byte(byte)) {
        return Err(format!("{} at byte {} of the path, which must be encoded", what(byte), at + 1));
    }
    let below = path.strip_prefix(BELOW).ok_or_else(|| {
        let why = if path.contains("://") { ": scheme and host are the connector's" } else { "" };
        format!("the path does not begin with {BELOW}{why}")
    })?;
    let (api, rest) = below.split_once('/').map_or((below, None), |(api, rest)| (api, Some(rest)));
    if api.is_empty() && rest.is_some() {
        return Err("segment 2 of the path is empty".to_owned());
    }
    check_api(api)?;
    let mut segments = rest.into_iter().flat_map(|rest| rest.split('/')).zip(3..).peekable();
    while let Some((segment, number)) = segments.next() {
        // A slash at the end is the one place for an empty segment.
        if segment.is_empty() && segments.peek().is_some() {
            return Err(format!("segment {number} of the path is empty"));
        }
        check_segment(segment).map_err(|why| format!("segment {number} of the path {why}"))?;
    }
    Ok(())
}

/// The name of the API is one of Salesforce's, and none of those has anything to encode.
fn check_api(api: &str) -> Result<(), String> {
    if api.contains('%') {
        return Err(format!("the segment after {BELOW} is encoded"));
    }
    if !api.is_empty() && api.bytes().all(|byte| byte == b'.') {
        return Err("segment 2 of the path is made of dots".to_owned());
    }
    if REFUSED.iter().any(|refused| api.eq_ignore_ascii_case(refused)) {
        return Err("paths of sessions, and of the relay to other hosts, are not for callers".to_owned());
    }
    Ok(())
}

/// A segment may hold anything that its encoding is valid for. Read as loosely as any server may, it must not lead up.
fn check_segment(segment: &str) -> Result<(), &'static str> {
    let decoded = percent::decoded(segment).ok_or("has a % that encodes nothing")?;
    let Ok(decoded) = std::str::from_utf8(&decoded) else { return Err("has an encoding that is not UTF-8") };
    let loosely = loosely(decoded);
    if loosely.chars().any(char::is_control) {
        return Err("has an encoded control character");
    }
    let is_dots = |piece: &str| {
        let piece = piece.split(ENDS).next().unwrap_or_default().trim();
        !piece.is_empty() && piece.chars().all(|c| c == '.')
    };
    if loosely.split(SLASHES).any(is_dots) {
        return Err("leads to another path where it is read as dots");
    }
    Ok(())
}

/// A segment as the most forgiving of servers reads it: decoded until nothing is left to decode, look-alikes folded, and
/// what nobody sees left out.
fn loosely(decoded: &str) -> Cow<'_, str> {
    let plain = !decoded.contains('%');
    if plain && decoded.is_ascii() {
        return Cow::Borrowed(decoded);
    }
    let decoded = percent::decoded_throughout(decoded.as_bytes());
    let decoded = String::from_utf8_lossy(&decoded);
    let folded = ComposingNormalizerBorrowed::new_nfkc().normalize(&decoded);
    Cow::Owned(folded.chars().filter(|&c| !is_ignorable(c)).collect())
}

/// RFC 3986's `pchar` and the slash, without `;`: parameters of a segment hide dots from some servers.
const fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~')
        || matches!(
            byte,
            b'/' | b'%' | b':' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b'='
        )
}

/// What a byte that no path may hold is called.
const fn what(byte: u8) -> &'static str {
    match byte {
        b' ' => "a blank",
        b'\\' => "a backslash",
        b'#' => "a fragment",
        b';' => "a semicolon",
        b'?' => "a query",
        0..=31 | 127 => "a control character",
        128.. => "a character beyond ASCII",
        _ => "a character that no path may hold",
    }
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
            "/services/data",
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
    fn a_value_is_written_as_its_encoder_writes_it() {
        for value in [
            "a%2Fb",
            "%2Fa",
            "a%2f%2fb",
            "https%3A%2F%2Fx.example%2Fy%3Fz%23",
            "50%25",
            "%2525",
            "%252f",
            "%3Fa%23b%3Bc",
            "%C2%BD",
            "ACME%5Cann",
            "%41%2Eb%7E%2D%5F",
            "john%2Edoe%40acme%2Ecom",
            "a%EF%BC%8Fb",
            "%E2%80%A6x",
            "a%20..%20b",
            "%E6%97%A5%E6%9C%AC",
            "%F0%9F%98%80",
            "%E2%9D%A4%EF%B8%8F",
            "a%E2%80%8D.b",
            "a%E2%80%8B",
        ] {
            assert_eq!(check(&format!("/services/data/v62.0/sobjects/A/E__c/{value}")), Ok(()), "{value}");
        }
    }

    #[test]
    fn no_reading_of_a_segment_leads_up() {
        for value in [
            ".",
            "..",
            "...",
            "%2e",
            "%2E%2e",
            ".%2e",
            "%252e%252e",
            "%25252e.",
            "%25%32%65.",
            "a%2F..%2Fb",
            "..%2Fb",
            "a%2F..",
            "a%5C..%5Cb",
            "a%252f..%252fb",
            "..%3B",
            "..%3Ba%2Fb",
            "..%3F",
            "..%23x",
            "..%20",
            "%EF%BC%8E%EF%BC%8E",
            "%E2%80%A5",
            "a%EF%BC%8F%E2%80%A4.",
            "a%E2%88%95..",
            "%E2%80%8B..",
            ".%C2%AD.",
            "..%EF%BB%BF",
            "%2E%E2%81%A0%2E%E2%80%8B",
            "..%EF%B8%8F",
            "..%F3%A0%80%A0",
            "..%F0%9D%85%B3%3B",
            "a%2F..%E2%80%8D%2Fb",
            "a%E2%A7%B5..%E2%A7%B5b",
            "a%E2%A7%B9..",
            "%00",
            "%0D%0Ax",
            "%250d%250ax",
            "%C2%85",
            "%7F",
            "%C0%AE%C0%AE",
            "%FF",
            "%BD",
            "%",
            "%4",
            "%zz",
            "50%",
        ] {
            assert!(check(&format!("/services/data/{value}")).is_err(), "{value}");
            assert!(check(&format!("/services/data/{value}/x")).is_err(), "{value}");
        }
    }

    #[test]
    fn a_refusal_says_where_and_quotes_nothing() {
        for (path, why) in [
            ("services/data/", "the path does not begin with /services/"),
            (
                "\u{feff}/services/data/",
                "a character beyond ASCII at byte 1 of the path, which must be encoded",
            ),
            (" /services/data/", "a blank at byte 1 of the path, which must be encoded"),
            ("\\services\\data\\", "a backslash at byte 1 of the path, which must be encoded"),
            (
                "https://acme.my.salesforce.com/services/data/",
                "the path does not begin with /services/: scheme and host are the connector's",
            ),
            (
                "http://acme.my.salesforce.com/",
                "the path does not begin with /services/: scheme and host are the connector's",
            ),
            ("acme.my.salesforce.com/services/data/", "the path does not begin with /services/"),
            ("/services/a b", "a blank at byte 12 of the path, which must be encoded"),
            ("/services/data/é", "a character beyond ASCII at byte 16 of the path, which must be encoded"),
            ("/services/d%61ta/", "the segment after /services/ is encoded"),
            ("/services/data//x", "segment 3 of the path is empty"),
            (
                "/services/data/x/%2e%2e",
                "segment 4 of the path leads to another path where it is read as dots",
            ),
            (
                "/services/OAuth2/token",
                "paths of sessions, and of the relay to other hosts, are not for callers",
            ),
        ] {
            assert_eq!(check(path), Err(why.to_owned()), "{path}");
        }
    }
}
