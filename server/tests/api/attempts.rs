//! Canceling, vanishing, repeating.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::model::TenantId;
use contract::api::{CancelResult, IDEMPOTENCY_KEY, salesforce_attempt};
use contract::codes::ProblemCode;
use reqwest::{Method, StatusCode};
use salesforce_sandbox::Fault;
use serde_json::{Value, json};

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{TENANT, TestServer, fails, succeeds, until};

on_both_databases!(
    a_cancel_before_the_save_leaves_nothing,
    a_client_that_vanishes_cancels,
    a_cancel_that_comes_too_late_finds_what_was_saved,
    a_cancel_that_comes_first_counts,
    a_repeat_returns_the_first_result,
    duplicates_at_the_same_time_are_one,
    a_duplicate_goes_on_when_the_first_client_vanishes,
    a_key_is_a_tenants_own,
);

/// A form whose sign-in never ends by itself.
fn stalling(server: &TestServer) -> Value {
    let mut form = server.form("Sales");
    form["url"] = json!(server.sandbox.addresses().fault_url(Fault::Stall));
    form
}

async fn patient(database: Arc<TestDatabase>) -> TestServer {
    let mut config = crate::test_server::config();
    config.check.budget = Duration::from_secs(30);
    TestServer::with(database, config, crate::test_server::StaticDns::default()).await
}

async fn cancel(server: &TestServer, key: &str) -> CancelResult {
    let answer = succeeds(server.request(Method::DELETE, &salesforce_attempt(key)), StatusCode::OK).await;
    serde_json::from_value(answer).expect("an attempt")
}

async fn a_cancel_before_the_save_leaves_nothing(database: Arc<TestDatabase>) {
    let server = patient(database).await;
    let create = tokio::spawn(fails(
        server.create(&stalling(&server)).header(IDEMPOTENCY_KEY, "k"),
        ProblemCode::Canceled,
    ));
    until("the sandbox is asked", || server.sandbox.counters().fault_connections > 0).await;
    assert_eq!(cancel(&server, "k").await, CancelResult { connector: None });
    create.await.expect("canceled");
    assert_eq!(server.count("acme").await, 0);
}

async fn a_client_that_vanishes_cancels(database: Arc<TestDatabase>) {
    let server = patient(database).await;
    let create = tokio::spawn(server.create(&stalling(&server)).header(IDEMPOTENCY_KEY, "k").send());
    until("the sandbox is asked", || server.sandbox.counters().fault_connections > 0).await;
    create.abort();
    // The attempt ends long before its budget would; the same key then runs anew.
    tokio::time::timeout(Duration::from_secs(5), async {
        loop {
            let response = server.create(&server.form("Sales")).header(IDEMPOTENCY_KEY, "k").send().await;
            if response.expect("an answer").status() == StatusCode::CREATED {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("the attempt ended");
    assert_eq!(server.count("acme").await, 1);
}

async fn a_cancel_that_comes_too_late_finds_what_was_saved(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let request = || server.create(&server.form("Sales")).header(IDEMPOTENCY_KEY, "k");
    let saved = succeeds(request(), StatusCode::CREATED).await;
    let attempt = cancel(&server, "k").await;
    assert_eq!(json!(attempt.connector), saved);
    assert_eq!(succeeds(request(), StatusCode::CREATED).await, saved, "and it may still be repeated");
}

async fn a_cancel_that_comes_first_counts(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    assert_eq!(cancel(&server, "k").await, CancelResult { connector: None });
    fails(server.create(&server.form("Sales")).header(IDEMPOTENCY_KEY, "k"), ProblemCode::Canceled).await;
    assert_eq!(server.sandbox.counters().token_requests, 0);
    cancel(&server, "old").await;
    server.state.clock.advance(Duration::from_secs(60));
    succeeds(server.create(&server.form("Sales")).header(IDEMPOTENCY_KEY, "old"), StatusCode::CREATED).await;
}

async fn a_repeat_returns_the_first_result(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let mut form = server.form("Sales");
    let first = succeeds(server.create(&form).header(IDEMPOTENCY_KEY, "k"), StatusCode::CREATED).await;
    // The same in substance: blanks and line ends do not make another request.
    form["name"] = json!(" Sales ");
    form["privateKey"] = json!(form["privateKey"].as_str().expect("text").replace('\n', "\r\n"));
    let again = succeeds(server.create(&form).header(IDEMPOTENCY_KEY, "k"), StatusCode::CREATED).await;
    assert_eq!(again, first);
    assert_eq!(server.sandbox.counters().token_requests, 1);
    form["name"] = json!("Service");
    fails(server.create(&form).header(IDEMPOTENCY_KEY, "k"), ProblemCode::IdempotencyKeyReused).await;
    for key in ["", "a b", &"x".repeat(129)] {
        fails(server.create(&form).header(IDEMPOTENCY_KEY, key), ProblemCode::IdempotencyKeyMalformed).await;
    }
    assert_eq!(server.count("acme").await, 1);
}

async fn duplicates_at_the_same_time_are_one(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let form = server.form("Sales");
    let requests: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn(succeeds(server.create(&form).header(IDEMPOTENCY_KEY, "k"), StatusCode::CREATED))
        })
        .collect();
    let mut ids = Vec::new();
    for request in requests {
        ids.push(request.await.expect("saved")["id"].clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(server.count("acme").await, 1);
    assert_eq!(server.sandbox.counters().token_requests, 1);
}

async fn a_duplicate_goes_on_when_the_first_client_vanishes(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let request = || server.create(&stalling(&server)).header(IDEMPOTENCY_KEY, "k");
    let first = tokio::spawn(request().send());
    until("the sandbox is asked", || server.sandbox.counters().fault_connections > 0).await;
    let second = tokio::spawn(fails(request(), ProblemCode::SalesforceTimedOut));
    until("both wait", || server.state.attempts.waiting(&TenantId::new("acme"), "k") == 2).await;
    first.abort();
    second.await.expect("it ended by its budget, not by the first one's going");
    assert_eq!(server.sandbox.counters().fault_connections, 1);
}

async fn a_key_is_a_tenants_own(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let create = |tenant: &str| {
        let request = server.create(&server.form("Sales")).header(IDEMPOTENCY_KEY, "k");
        succeeds(request.header(TENANT, tenant), StatusCode::CREATED)
    };
    assert_ne!(create("acme").await["id"], create("other").await["id"]);
    let cancel = server.request(Method::DELETE, &salesforce_attempt("k")).header(TENANT, "third");
    assert_eq!(succeeds(cancel, StatusCode::OK).await, json!({ "connector": null }));
}
