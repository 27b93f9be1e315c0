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

/// Whether the one who asks has it already. Tags are compared weakly (RFC 9110, section 13.1.2); `*`, which is any, stands
/// alone. There is no comma in a tag of ours.
pub fn is_known(asked: &HeaderMap, etag: &str) -> bool {
    let of_etag = |one: &str| one.trim().strip_prefix("W/").unwrap_or(one.trim()) == etag;
    let mut values = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.any(|value| value.trim() == "*" || value.split(',').any(of_etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_known() {
        let etag = of(b"content");
        let other = of(b"another");
        for (lines, known) in [
            (vec![etag.clone()], true),
            (vec![format!("W/{etag}")], true),
            (vec![format!("{other} , {etag}")], true),
            (vec![other.clone(), etag.clone()], true),
            (vec!["*".to_owned()], true),
            (vec![], false),
            (vec![other.clone()], false),
            (vec![etag.replace('"', "")], false),
            (vec![format!("W/W/{etag}")], false),
            (vec!["\"a, *, b\"".to_owned()], false),
        ] {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append(IF_NONE_MATCH, line.parse().expect("a value"));
            }
            assert_eq!(is_known(&headers, &etag), known, "{lines:?}");
        }
    }
}
