//! Which headers a caller may add to a request, and which of the answer's a caller gets.

use std::collections::BTreeMap;

use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Culprit;

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
/// Which one is refused, and why. Its value is not quoted.
pub fn check(headers: &BTreeMap<String, String>, content_type: Option<&str>) -> Result<HeaderMap, Culprit> {
    let all = |why: String| Culprit::new(why, &[MEMBER]);
    if headers.len() > COUNT_MAX {
        return Err(all(format!("more than {COUNT_MAX} headers")));
    }
    let bytes: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > BYTES_MAX {
        return Err(all(format!("the headers have {bytes} bytes, more than {BYTES_MAX}")));
    }
    let mut checked = HeaderMap::new();
    for (written, value) in headers {
        let one = |why: &'static str| Culprit::new(why, &[MEMBER, written]);
        let name = HeaderName::from_bytes(written.as_bytes()).map_err(|_| one("no name of a header"))?;
        if name == CONTENT_TYPE {
            return Err(one("the media type has a member of its own: contentType"));
        }
        if is_refused(name.as_str()) {
            return Err(one("the connector or the connection sets this header"));
        }
        if checked.insert(name, plain(value).ok_or_else(|| one(NOT_PLAIN))?).is_some() {
            return Err(one("the header stands twice; upper and lower case are the same"));
        }
    }
    if let Some(content_type) = content_type {
        let value = plain(content_type).ok_or_else(|| Culprit::new(NOT_PLAIN, &["contentType"]))?;
        checked.insert(CONTENT_TYPE, value);
    }
    Ok(checked)
}

/// The member that has the headers.
const MEMBER: &str = "headers";
const NOT_PLAIN: &str = "the value is not plain ASCII text on one line";

fn is_refused(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    REFUSED.contains(&name.as_str()) || REFUSED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Visible ASCII, blanks and tabs: anything else is read differently by different servers.
fn plain(value: &str) -> Option<HeaderValue> {
    let plain = value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte));
    plain.then(|| HeaderValue::from_str(value).ok()).flatten()
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
    fn a_refusal_names_the_header_and_quotes_no_value() {
        for (headers, content_type, pointer) in [
            (one("Host", "x"), None, "/headers/Host"),
            (one("x_forwarded_for", "x"), None, "/headers/x_forwarded_for"),
            (one("Content-Type", "x"), None, "/headers/Content-Type"),
            (one("a/b~", "x"), None, "/headers/a~1b~0"),
            (one(&"(".repeat(1_000), "x"), None, "/headers"),
            (one("X-A", "canary\n"), None, "/headers/X-A"),
            (one("X-A", "x"), Some("canary\u{e9}"), "/contentType"),
        ] {
            let culprit = check(&headers, content_type).expect_err(pointer);
            assert_eq!(culprit.pointer, pointer);
            assert!(!culprit.detail.is_empty() && !culprit.detail.contains("canary"), "{culprit:?}");
        }
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
