//! The `Idempotency-Key` header, and the same key in a path.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use contract::api::IDEMPOTENCY_KEY;
use contract::codes::ProblemCode;

use crate::error::ApiError;

/// Longest key: a UUID has 36 characters, a base64 SHA-512 88.
pub(in crate::api) const KEY_CHARS_MAX: usize = 128;
/// What a key is made of, as a regular expression of JSON Schema.
pub(in crate::api) const KEY_PATTERN: &str = "^[A-Za-z0-9._-]+$";

/// The request's key, where it has one.
pub(in crate::api) fn from_headers(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(malformed());
    }
    let text = value.to_str().map_err(|_| malformed())?;
    checked(text).map(Some)
}

/// The key in a path. Text that is not UTF-8 is refused before it can be read as one.
pub(in crate::api) fn from_path(path: Result<Path<String>, PathRejection>) -> Result<String, ApiError> {
    let Path(text) = path.map_err(|_| malformed())?;
    checked(&text)
}

/// A key that is plain ASCII of a sensible length.
fn checked(text: &str) -> Result<String, ApiError> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if plain && (1..=KEY_CHARS_MAX).contains(&text.len()) { Ok(text.to_owned()) } else { Err(malformed()) }
}

fn malformed() -> ApiError {
    ApiError::new(ProblemCode::IdempotencyKeyMalformed, "a malformed Idempotency-Key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_plain_and_one() {
        for good in ["a", "6f1c0a52-7d2b-4c9e-8a53-0d2f1b7c9e11", &"x".repeat(128)] {
            assert_eq!(checked(good), Ok(good.to_owned()));
        }
        for bad in ["", " ", "a b", "é", "a/b", "\"a\"", &"x".repeat(129)] {
            assert_eq!(
                checked(bad).map_err(|error| error.code),
                Err(ProblemCode::IdempotencyKeyMalformed),
                "{bad}"
            );
        }
        let mut headers = HeaderMap::new();
        assert_eq!(from_headers(&headers), Ok(None));
        headers.append(IDEMPOTENCY_KEY, "a".parse().expect("a value"));
        assert_eq!(from_headers(&headers), Ok(Some("a".to_owned())));
        headers.append(IDEMPOTENCY_KEY, "b".parse().expect("a value"));
        assert!(from_headers(&headers).is_err());
    }
}
