//! Entity tags (RFC 9110, section 8.8.3) of what is served as it is.

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::HeaderMap;
use axum::http::header::IF_NONE_MATCH;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The strong tag of a content: a part of its hash.
pub fn of(content: &[u8]) -> String {
    let hash = URL_SAFE_NO_PAD.encode(&digest(&SHA256, content).as_ref()[..18]);
    format!("\"{hash}\"")
}

/// Whether the one who asks has it already.
pub fn is_known(asked: &HeaderMap, etag: &str) -> bool {
    let known = asked.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known
        .split(',')
        .any(|one| matches!(one.trim().trim_start_matches("W/"), one if one == etag || one == "*"))
}
