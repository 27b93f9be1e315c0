//! How the document is served.

use std::sync::Arc;

use connectors_server::api::document;
use contract::api::OPENAPI;
use reqwest::StatusCode;
use serde_json::Value;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{READ_ONLY, TestServer, send};

on_both_databases!(it_is_there_for_everybody_and_is_not_sent_twice);

async fn it_is_there_for_everybody_and_is_not_sent_twice(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let response = send(server.get(OPENAPI).header(READ_ONLY, "1")).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers()["cache-control"], "public, no-cache");
    let etag = response.headers()["etag"].clone();
    assert_eq!(response.json::<Value>().await.expect("JSON"), document());

    let again = send(server.get(OPENAPI).header("if-none-match", &etag)).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.headers()["etag"], etag);
    assert_eq!(again.bytes().await.expect("a body").len(), 0);
    let other = send(server.get(OPENAPI).header("if-none-match", "\"other\"")).await;
    assert_eq!(other.status(), StatusCode::OK);
}
