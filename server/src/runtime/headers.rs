//! Which headers a caller may add to a request, and which of the answer's a caller gets.

use std::collections::BTreeMap;

use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Most headers of a request.
pub const COUNT_MAX: usize = 50;
/// Largest headers of a request, names and values together, in bytes: what Salesforce's edge takes as a whole is 16 KiB.
const BYTES_MAX: usize = 8 * 1024;

/// The connector's own to set, the connection's (RFC 9110, section 7.6.1), or a way around what was checked. In lower
/// case, with `-` for `_`, since some servers do not tell the two apart.
const REFUSED: &[&str] = &[
    "accept-encoding", // the body is passed on as it comes, so it must come as text
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type", // has a place of its own
    "cookie",
    "cookie2",
    "date",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-authorization",
    "x-host",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-host",
    "x-original-url",
    "x-real-ip",
    "x-rewrite-url",
    "x-sfdc-session",
];

/// Beginnings of names that are refused likewise.
const REFUSED_PREFIXES: &[&str] = &["proxy-", "salesforceproxy-", "sec-", "x-forwarded"];

/// Answers' headers that concern the connection to Salesforce, or hold a session.
const KEPT_BACK: &[&str] = &["connection", "keep-alive", "set-cookie", "set-cookie2", "transfer-encoding"];

/// Holds a caller's headers against the rules.
///
/// # Errors
/// Why one is refused, for the log. It names no value.
pub fn check(
    headers: &BTreeMap<String, String>,
    content_type: Option<&str>,
) -> Result<HeaderMap, &'static str> {
    let bytes: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if headers.len() > COUNT_MAX || bytes > BYTES_MAX {
        return Err("too many headers, or too large ones");
    }
    let mut checked = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "a malformed name")?;
        if is_refused(name.as_str()) {
            return Err("a header that is not the caller's to set");
        }
        if checked.insert(name, plain(value)?).is_some() {
            return Err("the same header twice");
        }
    }
    if let Some(content_type) = content_type {
        checked.insert(CONTENT_TYPE, plain(content_type)?);
    }
    Ok(checked)
}

fn is_refused(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    REFUSED.contains(&name.as_str()) || REFUSED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Visible ASCII, blanks and tabs: anything else is read differently by different servers.
fn plain(value: &str) -> Result<HeaderValue, &'static str> {
    let plain = value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte));
    let value = plain.then(|| HeaderValue::from_str(value).ok()).flatten();
    value.ok_or("a value that is not plain text")
}

/// An answer's headers as the caller gets them.
pub fn shown(headers: &HeaderMap) -> BTreeMap<String, String> {
    debug_assert!(KEPT_BACK.contains(&SET_COOKIE.as_str()), "a session's cookie stays here");
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        if KEPT_BACK.contains(&name.as_str()) {
            continue;
        }
        let value = String::from_utf8_lossy(value.as_bytes());
        shown
            .entry(name.as_str().to_owned())
            .and_modify(|joined| {
                joined.push_str(", ");
                joined.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn what_flows_set_is_let_through() {
        let checked = check(&one("Sforce-Call-Options", "client=ivr"), Some("text/plain; charset=utf-8"));
        let checked = checked.expect("fine");
        assert_eq!(checked["sforce-call-options"], "client=ivr");
        assert_eq!(checked[CONTENT_TYPE], "text/plain; charset=utf-8");
        for name in ["Accept", "If-Match", "X-Correlation-Id", "Accept-Language"] {
            assert!(check(&one(name, "x"), None).is_ok(), "{name}");
        }
    }

    #[test]
    fn too_many_or_too_large_are_refused() {
        let many = |count: usize| (0..count).map(|n| (format!("x-{n}"), String::new())).collect();
        assert!(check(&many(COUNT_MAX), None).is_ok());
        assert!(check(&many(COUNT_MAX + 1), None).is_err());
        assert!(check(&one("x-a", &"x".repeat(BYTES_MAX - 3)), None).is_ok());
        assert!(check(&one("x-a", &"x".repeat(BYTES_MAX - 2)), None).is_err());
    }

    #[test]
    fn a_caller_never_sees_a_cookie() {
        let mut headers = HeaderMap::new();
        for (name, value) in
            [("set-cookie", "sid=secret"), ("vary", "a"), ("vary", "b"), ("connection", "close")]
        {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        assert_eq!(shown(&headers), one("vary", "a, b"));
    }
}
