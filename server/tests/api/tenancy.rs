//! Another tenant's ids, and roles that may only look.

use std::sync::Arc;

use contract::api::{self, IDEMPOTENCY_KEY, salesforce_attempt};
use contract::codes::ProblemCode;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{READ_ONLY, TENANT, TestServer, fails, succeeds};

on_both_databases!(another_tenants_connector_is_not_there, looking_is_not_managing);

async fn another_tenants_connector_is_not_there(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let create = server.create(&server.form("Sales")).header(IDEMPOTENCY_KEY, "k");
    let connector = succeeds(create, StatusCode::CREATED).await;
    let path = format!("{}/{}", api::CONNECTORS, connector["id"].as_str().expect("an id"));
    let missing = format!("{}/{}", api::CONNECTORS, "00000000-0000-4000-8000-000000000000");
    let mut theirs = fails(server.get(&path).header(TENANT, "other"), ProblemCode::NotFound).await;
    let nobodys = fails(server.get(&missing).header(TENANT, "other"), ProblemCode::NotFound).await;
    theirs.request_id.clone_from(&nobodys.request_id);
    assert_eq!(theirs, nobodys, "they cannot be told apart");
    fails(server.get(&format!("{}/no-uuid", api::CONNECTORS)), ProblemCode::NotFound).await;
    let list = succeeds(server.get(api::CONNECTORS).header(TENANT, "other"), StatusCode::OK).await;
    assert_eq!(list["connectors"], json!([]));
    let cancel = server.request(Method::DELETE, &salesforce_attempt("k")).header(TENANT, "other");
    assert_eq!(succeeds(cancel, StatusCode::OK).await, json!({ "connector": null }));
}

async fn looking_is_not_managing(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let form = server.form("Sales");
    for request in
        [server.create(&form), server.check(&form), server.request(Method::DELETE, &salesforce_attempt("k"))]
    {
        fails(request.header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
    }
    assert_eq!(server.sandbox.counters().connections, 0);
    let config = succeeds(server.get(api::CONFIG).header(READ_ONLY, "1"), StatusCode::OK).await;
    assert_eq!(config["canManage"], json!(false));
    succeeds(server.get(api::CONNECTORS).header(READ_ONLY, "1"), StatusCode::OK).await;
}
