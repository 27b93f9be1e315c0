//! The `If-Match` header (RFC 9110, section 13.1.1): which states of a connector its client has seen.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::IF_MATCH;
use axum::http::request::Parts;
use contract::codes::ProblemCode;

use crate::error::{ApiError, Culprit};
use crate::model::Unchanged;

/// What the request is to be done on the condition of. A request without it is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::api) struct IfMatch(pub(in crate::api) Unchanged);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        from_headers(&parts.headers).map(Self)
    }
}

fn from_headers(headers: &HeaderMap) -> Result<Unchanged, ApiError> {
    let needed = |why: &str| ApiError::because(ProblemCode::PreconditionRequired, Culprit::new(why, &[]));
    let mut values = headers.get_all(IF_MATCH).iter().peekable();
    if values.peek().is_none() {
        return Err(needed("the header If-Match is missing"));
    }
    let mut revisions = Vec::new();
    for value in values {
        let value = value.as_bytes().trim_ascii();
        if value == b"*" {
            return Ok(Unchanged::Whatever);
        }
        let tags =
            entity_tags(value).ok_or_else(|| needed("the header If-Match is no list of entity tags"))?;
        revisions.extend(tags.into_iter().filter_map(revision));
    }
    Ok(Unchanged::Since(revisions))
}

/// The opaque parts of the strong tags in a list; weak ones match nothing. `None`: it is no such list.
fn entity_tags(mut list: &[u8]) -> Option<Vec<&[u8]>> {
    let mut strong = Vec::new();
    loop {
        list = list.trim_ascii_start();
        let (is_weak, quoted) = match list.strip_prefix(b"W/") {
            Some(quoted) => (true, quoted),
            None => (false, list),
        };
        let opaque = quoted.strip_prefix(b"\"")?;
        // A tag may have commas in it.
        let end = opaque.iter().position(|&byte| byte == b'"')?;
        if !is_weak {
            strong.push(&opaque[..end]);
        }
        list = opaque[end + 1..].trim_ascii_start();
        if list.is_empty() {
            return Some(strong);
        }
        list = list.strip_prefix(b",")?;
    }
}

/// The revision that a tag of ours names. Tags are compared as they are written: `"01"` is none.
fn revision(tag: &[u8]) -> Option<i64> {
    let revision: i64 = std::str::from_utf8(tag).ok()?.parse().ok()?;
    (revision.to_string().as_bytes() == tag).then_some(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&'static str]) -> Result<Unchanged, ProblemCode> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(IF_MATCH, line.parse().expect("a value"));
        }
        from_headers(&headers).map_err(|error| error.code)
    }

    #[test]
    fn all_strong_tags_of_ours_are_read() {
        let since = |revisions: &[i64]| Ok(Unchanged::Since(revisions.to_vec()));
        for (lines, read) in [
            (&["\"3\""][..], since(&[3])),
            (&["\"3\", \"4\"", " \"5\""], since(&[3, 4, 5])),
            (&["*"], Ok(Unchanged::Whatever)),
            (&["\"a, \", \"7\""], since(&[7])),
            // None of these is what an ETag of ours says.
            (&["W/\"3\""], since(&[])),
            (&["W/\"3\", \"4\""], since(&[4])),
            (&["\"03\""], since(&[])),
            (&["\"+3\""], since(&[])),
            (&["\"\""], since(&[])),
        ] {
            assert_eq!(of(lines), read, "{lines:?}");
        }
    }

    #[test]
    fn what_says_nothing_is_as_good_as_missing() {
        for lines in
            [&[][..], &[""], &["3"], &["\"3"], &["\"3\" \"4\""], &["\"3\","], &["w/\"3\""], &["*, \"3\""]]
        {
            assert_eq!(of(lines), Err(ProblemCode::PreconditionRequired), "{lines:?}");
        }
    }
}
