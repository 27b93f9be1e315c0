//! Requests that are refused for what they are, and the headers of every answer.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use contract::api::{self, REQUEST_ID, salesforce_attempt};
use contract::codes::ProblemCode as P;
use contract::service_token::service_token;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{TestServer, fails, send};

on_both_databases!(
    bodies_are_small_json_of_known_fields,
    what_is_wrong_with_a_body_is_not_quoted,
    other_sites_cannot_write,
    nothing_else_is_there,
    an_id_that_is_none_is_not_found,
    every_answer_has_the_headers,
);

async fn bodies_are_small_json_of_known_fields(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let form = server.form("Sales").to_string();
    for path in [api::SALESFORCE, api::SALESFORCE_CHECK] {
        let post = || server.request(Method::POST, path);
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonx",
            "",
        ] {
            let request = post().header("content-type", media_type).body(form.clone());
            fails(request, P::UnsupportedMediaType).await;
        }
        fails(post().body(form.clone()), P::UnsupportedMediaType).await;
        let with_unknown = form.replacen('{', "{\"secret\":1,", 1);
        let twice = form.replacen('{', "{\"name\":\"a\",", 1);
        for body in [
            "",
            "{",
            "null",
            "[]",
            "\"\"",
            "{}",
            &with_unknown,
            &twice,
            &form[..form.len() - 1],
            "{\"name\":5}",
        ] {
            let request =
                post().header("content-type", "application/json; charset=utf-8").body(body.to_owned());
            fails(request, P::BodyMalformed).await;
        }
        let large = "x".repeat(64 * 1024 + 1);
        fails(post().header("content-type", "application/json").body(large.clone()), P::BodyTooLarge).await;
        let chunks = reqwest::Body::wrap(Chunked(large.into_bytes()));
        fails(post().header("content-type", "application/json").body(chunks), P::BodyTooLarge).await;
    }
    assert_eq!(server.sandbox.counters().connections, 0);
}

/// A body of unknown length.
struct Chunked(Vec<u8>);

impl http_body::Body for Chunked {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        let chunk = self.0.len().min(4096);
        let rest = self.0.split_off(chunk);
        let chunk = std::mem::replace(&mut self.0, rest);
        std::task::Poll::Ready((!chunk.is_empty()).then(|| Ok(http_body::Frame::data(chunk.into()))))
    }
}

async fn what_is_wrong_with_a_body_is_not_quoted(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    for (body, pointer) in [
        (r#"{"name":"canary-text","#, None),
        (r#"{"privateKey":"canary-text"#, None),
        (r#"{"canary-text":1}"#, None),
        (r#""canary-text""#, None),
        (r#"{"name":["canary-text"]}"#, Some("/name")),
        (r#"{"privateKey":{"canary-text":"canary-text"}}"#, Some("/privateKey")),
        (r#"{"privateKey":"canary-text","privateKey":"canary-text"}"#, Some("/privateKey")),
        (r#"{"privateKey":["canary-text, expected canary-text"]}"#, Some("/privateKey")),
        (r#"{"privateKey":"canary-text"}"#, Some("/name")),
    ] {
        let post = server.request(Method::POST, api::SALESFORCE);
        let request = post.header("content-type", "application/json").body(body);
        let problem = fails(request.try_clone().expect("a request"), P::BodyMalformed).await;
        assert_eq!(problem.pointer.as_deref(), pointer, "{body}: {problem:?}");
        let text = send(request).await.text().await.expect("text");
        assert!(!text.contains("canary-text"), "{text}");
    }
}

async fn other_sites_cannot_write(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let form = server.form("Sales");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        fails(server.create(&form).header(name, value), P::CrossSite).await;
        fails(server.check(&form).header(name, value), P::CrossSite).await;
        fails(server.request(Method::DELETE, &salesforce_attempt("k")).header(name, value), P::CrossSite)
            .await;
    }
    assert_eq!(server.count("acme").await, 0);
    let own = server.create(&form).header("sec-fetch-site", "same-origin").header("origin", &server.origin);
    assert_eq!(send(own).await.status(), StatusCode::CREATED);
}

async fn an_id_that_is_none_is_not_found(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    for id in ["x", "%FF", "%00", "..%2f", "00000000-0000-4000-8000-000000000000"] {
        fails(server.get(&api::CONNECTOR.replace("{id}", id)), P::NotFound).await;
        fails(server.request(Method::DELETE, &service_token(id)), P::NotFound).await;
    }
    for key in ["%FF", "%00", "a%20b"] {
        fails(server.request(Method::DELETE, &salesforce_attempt(key)), P::IdempotencyKeyMalformed).await;
    }
}

async fn nothing_else_is_there(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    for path in
        ["/api", "/api/", "/api/v1", "/api/v2/connectors", "/api/v1/connectors/x/y", "/api/v1/connectors/"]
    {
        fails(server.get(path), P::NotFound).await;
    }
    for (method, path, allowed) in [
        (Method::PUT, api::CONNECTORS, "GET,HEAD"),
        (Method::GET, api::SALESFORCE_CHECK, "POST"),
        (Method::DELETE, api::CONFIG, "GET,HEAD"),
        (Method::POST, "/healthz", "GET,HEAD"),
        (Method::POST, "/connectors", "GET, HEAD"),
    ] {
        let response = send(server.request(method.clone(), path)).await;
        assert_eq!(response.headers()["allow"], allowed, "{method} {path}");
        assert_eq!(crate::test_server::problem(response).await.code, P::MethodNotAllowed, "{method} {path}");
    }
}

async fn every_answer_has_the_headers(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let form = server.form("Sales");
    let page = server.get("/connectors").send().await.expect("an answer").text().await.expect("text");
    let mut ids = std::collections::HashSet::new();
    for request in [
        server.get(api::CONFIG),
        server.get(api::CONNECTORS),
        server.get("/api/nowhere"),
        server.get("/connectors"),
        server.get("/nowhere"),
        server.get("/healthz"),
        server.get(api::OPENAPI),
        server.create(&form),
        server.create(&form),
        server.check(&json!({})),
        server.request(Method::OPTIONS, api::SALESFORCE),
        server.create(&form).header("origin", "https://evil.example"),
    ] {
        let response = send(request.header(REQUEST_ID, "chosen-by-the-client")).await;
        let (url, headers) = (response.url().path().to_owned(), response.headers());
        let is = |name: &str, value: &str| assert_eq!(headers[name], value, "{url}: {name}");
        is("x-content-type-options", "nosniff");
        is("referrer-policy", "no-referrer");
        is("cross-origin-opener-policy", "same-origin");
        is("cross-origin-resource-policy", "same-origin");
        is("x-frame-options", "DENY");
        let scripts = if url == "/connectors" { hashes_of_inline_scripts(&page) } else { String::new() };
        let policy = format!(
            "default-src 'none'; script-src 'self' {scripts}'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
             object-src 'none'; frame-ancestors 'none'"
        );
        is("content-security-policy", &policy);
        assert!(headers["permissions-policy"].to_str().expect("text").contains("clipboard-write=(self)"));
        assert!(!headers.contains_key("access-control-allow-origin"), "{url}");
        if url == api::OPENAPI {
            is("cache-control", "public, no-cache");
        } else if url.starts_with("/api") {
            is("cache-control", "no-store");
        }
        let id = headers[REQUEST_ID].to_str().expect("text").to_owned();
        uuid::Uuid::try_parse(&id).expect("a UUID");
        assert!(ids.insert(id), "each has its own");
    }
}

/// As sources of a policy. There are none without a built page: the server then says how to build it.
fn hashes_of_inline_scripts(page: &str) -> String {
    let scripts = page.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(script)
    });
    scripts
        .map(|script| {
            let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, script.as_bytes());
            format!("'sha256-{}' ", BASE64_STANDARD.encode(hash))
        })
        .collect()
}
