//! A change of a connector that is repeated, canceled, or overtaken while Salesforce is asked.

use std::sync::Arc;
use std::time::Duration;

use contract::api::{self, IDEMPOTENCY_KEY, salesforce_attempt};
use contract::codes::ProblemCode as P;
use reqwest::{Method, StatusCode};
use salesforce_sandbox::Fault;
use serde_json::{Value, json};

use crate::changing::{change, number, saved};
use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{StaticDns, TestServer, config, fails, keys, send, succeeds, until};

on_both_databases!(
    a_repeat_is_the_first_change_and_no_create_is_one,
    a_change_that_is_canceled_is_none,
    a_connector_that_is_deleted_meanwhile_stays_so,
);

async fn a_repeat_is_the_first_change_and_no_create_is_one(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let form = server.form("Sales");
    let created = succeeds(server.create(&form).header(IDEMPOTENCY_KEY, "create"), StatusCode::CREATED).await;
    let path = api::CONNECTOR.replace("{id}", created["id"].as_str().expect("an id"));
    let patch = json!({ "name": "Other", "privateKey": keys().private_key_pem() });
    let once = || change(&server, &path, 1, &patch).header(IDEMPOTENCY_KEY, "change");
    let asked = server.sandbox.counters().token_requests;
    let many: Vec<_> = (0..10).map(|_| tokio::spawn(succeeds(once(), StatusCode::OK))).collect();
    for one in many {
        assert_eq!(one.await.expect("a connector")["revision"], 2);
    }
    assert_eq!(succeeds(once(), StatusCode::OK).await["revision"], 2);
    assert_eq!(server.sandbox.counters().token_requests, asked + 1);
    let cancel = server.request(Method::DELETE, &salesforce_attempt("change"));
    assert_eq!(succeeds(cancel, StatusCode::OK).await["connector"]["revision"], 2, "it came too late");

    for (key, request) in [
        ("change", change(&server, &path, 2, &json!({ "name": "Third" }))),
        ("create", change(&server, &path, 2, &patch)),
        ("change", server.create(&form)),
    ] {
        fails(request.header(IDEMPOTENCY_KEY, key), P::IdempotencyKeyReused).await;
    }
    succeeds(server.create(&form).header(IDEMPOTENCY_KEY, "create"), StatusCode::CREATED).await;
}

/// A change whose check never ends by itself.
async fn stalling(database: Arc<TestDatabase>) -> (TestServer, Value, String, Value) {
    let mut config = config();
    config.check.budget = Duration::from_secs(30);
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let (created, path) = saved(&server, "Sales").await;
    let url = server.sandbox.addresses().fault_url(Fault::Stall);
    let patch = json!({ "name": "Other", "url": url, "privateKey": keys().private_key_pem() });
    (server, created, path, patch)
}

async fn a_change_that_is_canceled_is_none(database: Arc<TestDatabase>) {
    let (server, created, path, patch) = stalling(database).await;
    let running = change(&server, &path, 1, &patch).header(IDEMPOTENCY_KEY, "k");
    let running = tokio::spawn(fails(running, P::Canceled));
    until("the sandbox is asked", || server.sandbox.counters().fault_connections > 0).await;
    // It goes on as it was meanwhile, and can be changed by somebody else.
    assert_eq!(succeeds(server.get(&path), StatusCode::OK).await, created);
    let cancel = server.request(Method::DELETE, &salesforce_attempt("k"));
    assert_eq!(succeeds(cancel, StatusCode::OK).await, json!({ "connector": null }));
    running.await.expect("canceled");
    assert_eq!(succeeds(server.get(&path), StatusCode::OK).await, created);
}

async fn a_connector_that_is_deleted_meanwhile_stays_so(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let key = json!({ "privateKey": keys().private_key_pem() });
    let mut outcomes = Vec::new();
    for round in 0..12 {
        let (created, path) = saved(&server, "Sales").await;
        let deactivate = api::CONNECTOR_DEACTIVATE.replace("{id}", created["id"].as_str().expect("an id"));
        succeeds(server.request(Method::POST, &deactivate), StatusCode::OK).await;
        // While Salesforce is asked.
        let asked = server.sandbox.counters().token_requests;
        let asking = if round % 2 == 0 {
            change(&server, &path, 1, &key)
        } else {
            server.request(Method::POST, &format!("{path}/check"))
        };
        let asking = tokio::spawn(send(asking));
        until("the sandbox is asked", || server.sandbox.counters().token_requests > asked).await;
        let deleted = send(server.request(Method::DELETE, &path).header("if-match", "*")).await;
        assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
        // Either it came in time, or it finds nothing.
        outcomes.push(asking.await.expect("an answer").status().as_u16());
        fails(server.get(&path), P::NotFound).await;
        for sql in [
            "SELECT COUNT(*) FROM connectors",
            "SELECT COUNT(*) FROM private_keys",
            "SELECT COUNT(*) FROM connector_history",
            "SELECT COUNT(*) FROM connector_failures",
        ] {
            assert_eq!(number(&database, sql).await, 0, "{sql}");
        }
    }
    assert!(outcomes.iter().all(|status| matches!(status, 200 | 404)), "{outcomes:?}");
    eprintln!("{:?}: changed or checked, and deleted meanwhile: {outcomes:?}", database.backend);
}
