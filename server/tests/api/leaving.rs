//! Told to leave: what runs is finished, nothing new is accepted.

use std::sync::Arc;
use std::time::{Duration, Instant};

use connectors_server::store::StoreOptions;
use contract::api::CONNECTOR_DEACTIVATE;
use contract::codes::ProblemCode;
use reqwest::StatusCode;
use salesforce_sandbox::Fault;
use serde_json::json;
use tokio::time::timeout;

use crate::database::{Backend, TestDatabase, on_both_databases, run};
use crate::test_server::{StaticDns, TestServer, config, fails, nobody_listens, succeeds, until};

on_both_databases!(
    a_hundred_requests_in_flight_are_all_answered,
    who_waits_for_the_store_at_the_drain_deadline_is_told,
);

async fn a_hundred_requests_in_flight_are_all_answered(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.host_concurrency = 100;
    // Long enough for a busy machine to send the last request before the first one gives up.
    config.check.budget = Duration::from_secs(8);
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let mut form = server.form("Sales");
    form["url"] = json!(server.sandbox.addresses().fault_url(Fault::Stall));
    let requests: Vec<_> =
        (0..100).map(|_| tokio::spawn(fails(server.check(&form), ProblemCode::SalesforceTimedOut))).collect();
    until("all are in flight", || server.sandbox.counters().fault_connections == 100).await;
    let told = Instant::now();
    server.state.shutdown.leaving.cancel();
    for request in requests {
        request.await.expect("answered");
    }
    server.serving.await.expect("no panic").expect("a clean end");
    assert!(told.elapsed() < Duration::from_secs(12), "{:?}", told.elapsed());
    nobody_listens(&server.origin).await;
}

async fn who_waits_for_the_store_at_the_drain_deadline_is_told(database: Arc<TestDatabase>) {
    let mut config = config();
    config.drain = Duration::from_secs(3);
    // Far longer than the server may take to leave.
    let patient = StoreOptions { wait: Duration::from_secs(300), ..StoreOptions::default() };
    let server = TestServer::with_store(Arc::clone(&database), config, StaticDns::default(), &patient).await;
    let saved = succeeds(server.create(&server.form("Before")), StatusCode::CREATED).await;
    let mut operator = database.connection().await;
    let others_may_read = match database.backend {
        Backend::Sqlite => "BEGIN IMMEDIATE",
        Backend::Postgres => "BEGIN; LOCK TABLE connectors IN SHARE MODE",
    };
    run(&mut operator, others_may_read).await;
    let form = server.form("Sales");
    let waiting = tokio::spawn(fails(server.create(&form), ProblemCode::StorageUnavailable));
    until("Salesforce let it in", || server.sandbox.counters().api_requests == 2).await;

    server.state.shutdown.leaving.cancel();
    // On a connection of its own: those that wait for their next request are closed on leaving.
    let newcomer = reqwest::Client::builder().no_proxy().build().expect("a client");
    let id = saved["id"].as_str().expect("an id");
    let late = newcomer.post(format!("{}{}", server.origin, CONNECTOR_DEACTIVATE.replace("{id}", id)));
    let late = tokio::spawn(fails(late, ProblemCode::StorageUnavailable));
    let told = timeout(Duration::from_secs(60), waiting).await.expect("before the store answers");
    let problem = told.expect("told");
    let told = timeout(Duration::from_secs(60), late).await.expect("though it came after the word to leave");
    told.expect("told as well");
    assert_eq!(problem.retry_after, Some(5), "whether it was saved is open, and the same key asks again");
    let left = timeout(Duration::from_secs(60), server.serving).await.expect("before the store answers");
    left.expect("no panic").expect("a clean end");
    run(&mut operator, "ROLLBACK").await;
}
