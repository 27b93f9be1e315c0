//! Which requests are let in by where they come from: this server's own host, and for writes its own page.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::Response;
use contract::codes::ProblemCode;

use crate::config::{Access, Config};
use crate::error::ApiError;

/// The layer: refuses other hosts (DNS rebinding), and writes from other sites.
///
/// # Errors
/// [`ProblemCode::CrossSite`].
pub async fn layer(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let refused = |why: &str| ApiError::new(ProblemCode::CrossSite, why);
    let host = host(request.uri(), request.headers()).ok_or_else(|| refused("no host, or more than one"))?;
    if !is_ours(&host, request.uri().path(), &config) {
        return Err(refused("for another host"));
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_read && !is_same_origin(request.headers(), &host, &config) {
        return Err(refused("from another site"));
    }
    Ok(next.run(request).await)
}

/// The one host that is asked for: the target's own, or else the header's.
fn host(target: &Uri, headers: &HeaderMap) -> Option<Authority> {
    if let Some(authority) = target.authority() {
        return Some(authority.clone());
    }
    let mut values = headers.get_all(HOST).iter();
    let value = values.next()?.to_str().ok()?;
    let one = values.next().is_none() && !value.contains('@');
    one.then(|| value.parse().ok()).flatten()
}

fn is_ours(host: &Authority, path: &str, config: &Config) -> bool {
    if config.access == Access::Demo {
        return matches!(host.host(), "localhost" | "127.0.0.1" | "[::1]");
    }
    // A load balancer asks for health by address.
    matches!(path, contract::api::HEALTH | contract::api::READY)
        || config.public_origin.as_ref().is_none_or(|origin| {
            origin.split_once("://").is_some_and(|(_, ours)| ours.eq_ignore_ascii_case(host.as_str()))
        })
}

/// Whether a write comes from our own page, or from no browser at all: browsers always say where from.
fn is_same_origin(headers: &HeaderMap, host: &Authority, config: &Config) -> bool {
    let same_site =
        headers.get_all("sec-fetch-site").iter().all(|value| value == "same-origin" || value == "none");
    let same_origin = headers.get_all(ORIGIN).iter().all(|origin| match &config.public_origin {
        Some(ours) => origin == ours.as_str(),
        None => ["http", "https"].iter().any(|scheme| *origin == *format!("{scheme}://{host}")),
    });
    same_site && same_origin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
            .collect()
    }

    #[test]
    fn the_demo_answers_to_loopback_only() {
        let demo = Config::demo();
        for (host, ours) in [
            ("localhost:8080", true),
            ("localhost", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("evil.example", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.nip.io:8080", false),
            ("192.168.1.5:8080", false),
        ] {
            assert_eq!(is_ours(&host.parse().expect("an authority"), "/", &demo), ours, "{host}");
        }
    }

    #[test]
    fn a_public_origin_is_the_only_host_but_for_health() {
        let config = Config { public_origin: Some("https://hub.example".to_owned()), ..Config::default() };
        let at = |host: &str, path: &str| is_ours(&host.parse().expect("an authority"), path, &config);
        assert!(at("hub.example", "/") && at("HUB.example", "/") && at("10.0.0.7:8080", "/healthz"));
        assert!(at("10.0.0.7:8080", "/readyz"));
        assert!(!at("10.0.0.7:8080", "/") && !at("hub.example:8443", "/") && !at("evil.example", "/"));
    }

    #[test]
    fn two_hosts_are_none() {
        assert!(host(&Uri::from_static("/"), &headers(&[("host", "a")])).is_some());
        let mut two = headers(&[("host", "a")]);
        two.append(HOST, "b".parse().expect("a value"));
        assert!(host(&Uri::from_static("/"), &two).is_none());
        assert!(host(&Uri::from_static("/"), &headers(&[])).is_none());
        assert!(host(&Uri::from_static("/"), &headers(&[("host", "a@localhost")])).is_none());
    }

    #[test]
    fn writes_come_from_the_own_page_or_from_no_browser() {
        let host: Authority = "localhost:8080".parse().expect("an authority");
        for (pairs, same) in [
            (&[][..], true),
            (&[("origin", "http://localhost:8080")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:8080")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("origin", "http://localhost:8090")], false),
            (&[("origin", "null")], false),
            (&[("origin", "http://evil.example")], false),
            (&[("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")], false),
        ] {
            assert_eq!(is_same_origin(&headers(pairs), &host, &Config::demo()), same, "{pairs:?}");
        }
    }
}
