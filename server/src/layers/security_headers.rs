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
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Everything that browsers let a policy turn off, but for writing to the clipboard: the page copies openssl lines.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(self), \
     display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), \
     idle-detection=(), keyboard-map=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), \
     xr-spatial-tracking=()";

/// How long browsers ask for this host, and for hosts below it, by https alone.
const ONE_YEAR: &str = "max-age=31536000; includeSubDomains";

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
    headers.insert(CORP, HeaderValue::from_static("same-origin"));
    headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(PERMISSIONS));
    if ancestors.is_empty() {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    if config.public_origin.as_ref().is_some_and(|origin| origin.starts_with("https:")) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONE_YEAR));
    }
    if is_api {
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::middleware::from_fn_with_state;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn only_where_browsers_know_it_by_https_they_are_told_to_stay_there() {
        for (origin, told) in [
            (None, None),
            (Some("http://hub.example"), None),
            (Some("https://hub.example"), Some("max-age=31536000; includeSubDomains")),
        ] {
            let config = Config { public_origin: origin.map(str::to_owned), ..Config::default() };
            let app: Router = Router::new().layer(from_fn_with_state(Arc::new(config), layer));
            let answer = app.oneshot(Request::new(Body::empty())).await.expect("an answer");
            let header = answer.headers().get(STRICT_TRANSPORT_SECURITY);
            assert_eq!(header.map(|value| value.to_str().expect("text")), told, "{origin:?}");
        }
    }

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
