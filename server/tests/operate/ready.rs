//! `/readyz`, beside `/healthz`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use connectors_server::app;
use connectors_server::readiness::Readiness;
use connectors_server::state::{AppState, Shared};
use connectors_server::vault::{MasterKey, Vault};
use contract::api::{HEALTH, Problem, READY};
use contract::codes::ProblemCode;
use reqwest::{RequestBuilder, Response, StatusCode};
use salesforce_sandbox::Fault;
use serde_json::json;
use tower::ServiceExt as _;

use crate::database::{Backend, TestDatabase, on_both_databases, run, with_database};
use crate::test_server::{TestServer, config, fails, nobody_listens, problem, succeeds, until};

on_both_databases!(
    it_is_ready_while_the_store_answers,
    a_schema_that_is_broken_is_not_ready_until_it_is_mended,
    another_master_key_than_what_is_stored_was_sealed_under_is_not_ready,
    it_says_that_it_leaves_until_it_has_left,
);

async fn it_is_ready_while_the_store_answers(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let response = server.get(READY).send().await.expect("an answer");
    assert_eq!(
        (response.status(), &response.headers()["cache-control"]),
        (StatusCode::OK, &"no-store".parse().unwrap())
    );
    assert_eq!(response.text().await.expect("text"), "ready\n");
    succeeds(server.create(&server.form("Sales")), StatusCode::CREATED).await;
    succeeds(server.get(READY), StatusCode::OK).await;

    server.state.store.close().await;
    let problem = fails(server.get(READY), ProblemCode::StorageUnavailable).await;
    assert_eq!(problem.retry_after, Some(5));
    succeeds(server.get(HEALTH), StatusCode::OK).await;
}

async fn a_schema_that_is_broken_is_not_ready_until_it_is_mended(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let mut operator = database.connection().await;
    run(&mut operator, "ALTER TABLE private_keys RENAME TO hidden").await;
    fails(server.get(READY), ProblemCode::StorageUnavailable).await;
    run(&mut operator, "ALTER TABLE hidden RENAME TO private_keys").await;
    succeeds(server.get(READY), StatusCode::OK).await;
}

async fn another_master_key_than_what_is_stored_was_sealed_under_is_not_ready(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let vault = Vault::new(&MasterKey::from_text(&"b2".repeat(32)).expect("a master key"));
    let (store, shutdown) = (server.state.store.clone(), server.state.shutdown.clone());
    let readiness = Readiness::new(store, vault, shutdown, server.state.config.readiness);
    let state = AppState::from(Shared { readiness, ..Shared::clone(&server.state) });
    let ask = async || {
        let request = Request::get(READY).header("host", "localhost").body(Body::empty()).expect("a request");
        app(state.clone()).oneshot(request).await.expect("an answer")
    };
    succeeds(server.create(&server.form("Sales")), StatusCode::CREATED).await;
    let body = to_bytes(ask().await.into_body(), 65_536).await.expect("a body");
    let problem: Problem = serde_json::from_slice(&body).expect("a problem");
    assert_eq!(problem.code, ProblemCode::StorageUnavailable);
    succeeds(server.get(READY), StatusCode::OK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_keeps_us_waiting_is_not_ready_until_it_answers() {
    with_database(Backend::Postgres, |database| async move {
        let mut config = config();
        // Also what the answer after the wait must fit in, on a busy machine.
        config.readiness = Duration::from_secs(3);
        let server =
            TestServer::with(Arc::clone(&database), config, crate::test_server::StaticDns::default()).await;
        let mut operator = database.connection().await;
        run(&mut operator, "BEGIN; LOCK TABLE private_keys IN ACCESS EXCLUSIVE MODE").await;
        fails(server.get(READY), ProblemCode::StorageUnavailable).await;
        run(&mut operator, "ROLLBACK").await;
        succeeds(server.get(READY), StatusCode::OK).await;
    })
    .await;
}

async fn it_says_that_it_leaves_until_it_has_left(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.budget = Duration::from_secs(4);
    let server = TestServer::with(database, config, crate::test_server::StaticDns::default()).await;
    let mut form = server.form("Sales");
    form["url"] = json!(server.sandbox.addresses().fault_url(Fault::Stall));
    let running = tokio::spawn(fails(server.check(&form), ProblemCode::SalesforceTimedOut));
    until("a check runs", || server.sandbox.counters().fault_connections == 1).await;

    server.state.shutdown.leaving.cancel();
    let answer = answered(&server.get(READY)).await;
    assert_eq!(answer.headers()["connection"], "close");
    assert_eq!(problem(answer).await.code, ProblemCode::ShuttingDown);
    let answer = answered(&server.check(&server.form("Late"))).await;
    assert_eq!(problem(answer).await.code, ProblemCode::ShuttingDown);
    assert_eq!(answered(&server.get(HEALTH)).await.status(), StatusCode::OK, "it lives while it leaves");
    assert!(!running.is_finished(), "all that was while it left");

    running.await.expect("what ran was answered");
    server.serving.await.expect("no panic").expect("a clean end");
    nobody_listens(&server.origin).await;
}

/// An answer, also where a connection was closed before it carried a request, as the old ones are on leaving.
async fn answered(request: &RequestBuilder) -> Response {
    let mut last = None;
    for _ in 0..100 {
        match request.try_clone().expect("its body is in memory").send().await {
            Ok(response) => return response,
            Err(error) => last = Some(error),
        }
    }
    panic!("no answer: {last:?}");
}
