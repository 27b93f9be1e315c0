//! Who may do what: generated from the API's description of itself, so that no endpoint is left out.

use std::sync::Arc;

use connectors_server::api::document;
use contract::api;
use contract::codes::ProblemCode;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json;
use uuid::Uuid;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{NOBODY, READ_ONLY, StaticDns, TENANT, TestServer, config, fails, limits, send};

on_both_databases!(
    who_has_not_signed_in_is_told_so,
    who_may_only_look_changes_nothing,
    nobody_makes_changes_without_end,
);

/// Every operation of an admin, its path filled in with ids that nobody has.
fn admin_operations() -> Vec<(Method, String)> {
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("operations") {
            if operation["tags"] == json!(["Admin"]) {
                let path = path.replace("{id}", &Uuid::new_v4().to_string()).replace("{key}", "k");
                let method = method.to_uppercase().parse().expect("a method");
                operations.push((method, path));
            }
        }
    }
    assert!(operations.len() >= 14, "{operations:?}");
    operations
}

fn ask(server: &TestServer, (method, path): &(Method, String)) -> RequestBuilder {
    let request = server.request(method.clone(), path);
    if method == Method::POST { request.json(&json!({})) } else { request }
}

async fn who_has_not_signed_in_is_told_so(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    for operation in admin_operations() {
        let request = ask(&server, &operation).header(TENANT, NOBODY);
        let again = request.try_clone().expect("no stream");
        fails(request, ProblemCode::Unauthenticated).await;
        assert_eq!(send(again).await.headers()["www-authenticate"], "Bearer", "{operation:?}");
    }
}

async fn who_may_only_look_changes_nothing(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    for operation in admin_operations() {
        let (method, path) = &operation;
        let request = ask(&server, &operation).header(READ_ONLY, "");
        // The demo's form holds a key: it is for those who may use it.
        if *method == Method::GET && path != api::DEMO_FORM {
            let status = send(request).await.status();
            assert!(matches!(status, StatusCode::OK | StatusCode::NOT_FOUND), "{operation:?}: {status}");
        } else {
            fails(request, ProblemCode::Forbidden).await;
        }
    }
}

async fn nobody_makes_changes_without_end(database: Arc<TestDatabase>) {
    let mut config = config();
    config.writes.times = 1;
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let changes = admin_operations().into_iter().filter(|(method, _)| *method != Method::GET);
    for (number, operation) in changes.enumerate() {
        let of = |tenant: &str| ask(&server, &operation).header(TENANT, format!("{tenant}-{number}"));
        let first = send(of("busy")).await;
        assert_ne!(first.status(), StatusCode::TOO_MANY_REQUESTS, "{operation:?}");
        let refused = fails(of("busy"), ProblemCode::RateLimited).await;
        assert_eq!(refused.retry_after, Some(60), "{operation:?}");
        let told = send(of("busy")).await;
        assert_eq!(limits(&told), [("\"writes\";q=1;w=60", "\"writes\";r=0;t=60")], "{operation:?}");
        let reads = server.get(api::CONNECTORS).header(TENANT, format!("busy-{number}"));
        assert_eq!(send(reads).await.status(), StatusCode::OK, "looking costs nothing");
        assert_ne!(send(of("other")).await.status(), StatusCode::TOO_MANY_REQUESTS, "{operation:?}");
        // Who may only look takes nothing from it.
        fails(of("busy").header(READ_ONLY, ""), ProblemCode::Forbidden).await;
    }
}
