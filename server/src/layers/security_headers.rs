//! The headers that every answer carries.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::Config;
use crate::site::content_security_policy::policy;

const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Everything that browsers let a policy turn off, but for writing to the clipboard: the page copies openssl lines.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(self), \
     display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), \
     idle-detection=(), keyboard-map=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), \
     xr-spatial-tracking=()";

/// The layer. What a handler set already (the page's own policy, an asset's caching) stays.
pub async fn layer(State(config): State<Arc<Config>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_api = path == "/api"
        || path.starts_with("/api/")
        || matches!(path, contract::api::HEALTH | contract::api::READY);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let ancestors = &config.frame_ancestors;
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| policy(&[], ancestors));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(COOP, HeaderValue::from_static("same-origin"));
    headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(PERMISSIONS));
    if ancestors.is_empty() {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    if config.public_origin.as_ref().is_some_and(|origin| origin.starts_with("https:")) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if is_api {
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{PERMISSIONS, policy};

    #[test]
    fn trunk_serves_the_page_under_the_same_policy() {
        let trunk = include_str!("../../../Trunk.toml");
        let policy = policy(&["nonce-{{NONCE}}".to_owned()], &[]);
        for directive in policy.to_str().expect("text").split("; ") {
            assert!(trunk.contains(&format!("    \"{directive}\",\n")), "{directive}");
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("permissions-policy", PERMISSIONS),
        ] {
            assert!(trunk.contains(&format!("\n{name} = \"{value}\"\n")), "{name}");
        }
    }
}
