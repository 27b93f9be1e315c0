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
use crate::world::{Names, World, config, fails, nobody_listens, succeeds, until};

on_both_databases!(
    a_hundred_requests_in_flight_are_all_answered,
    who_waits_for_the_store_at_the_drain_deadline_is_told,
);

async fn a_hundred_requests_in_flight_are_all_answered(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.host_concurrency = 100;
    config.check.budget = Duration::from_secs(4);
    let world = World::with(database, config, Names::default()).await;
    let mut form = world.form("Sales");
    form["url"] = json!(world.sandbox.addresses().fault_url(Fault::Stall));
    let requests: Vec<_> =
        (0..100).map(|_| tokio::spawn(fails(world.check(&form), ProblemCode::SalesforceTimedOut))).collect();
    until("all are in flight", || world.sandbox.counters().fault_connections == 100).await;
    let told = Instant::now();
    world.state.shutdown.cancel();
    for request in requests {
        request.await.expect("answered");
    }
    world.server.await.expect("no panic").expect("a clean end");
    assert!(told.elapsed() < Duration::from_secs(12), "{:?}", told.elapsed());
    nobody_listens(&world.origin).await;
}

async fn who_waits_for_the_store_at_the_drain_deadline_is_told(database: Arc<TestDatabase>) {
    let mut config = config();
    config.drain = Duration::from_secs(3);
    // Far longer than the server may take to leave.
    let patient = StoreOptions { wait: Duration::from_secs(300), ..StoreOptions::default() };
    let world = World::with_store(Arc::clone(&database), config, Names::default(), &patient).await;
    let saved = succeeds(world.create(&world.form("Before")), StatusCode::CREATED).await;
    let mut operator = database.connection().await;
    let others_may_read = match database.backend {
        Backend::Sqlite => "BEGIN IMMEDIATE",
        Backend::Postgres => "BEGIN; LOCK TABLE connectors IN SHARE MODE",
    };
    run(&mut operator, others_may_read).await;
    let form = world.form("Sales");
    let waiting = tokio::spawn(fails(world.create(&form), ProblemCode::StorageUnavailable));
    until("Salesforce let it in", || world.sandbox.counters().api_requests == 2).await;

    world.state.shutdown.cancel();
    // On a connection of its own: those that wait for their next request are closed on leaving.
    let newcomer = reqwest::Client::builder().no_proxy().build().expect("a client");
    let id = saved["id"].as_str().expect("an id");
    let late = newcomer.post(format!("{}{}", world.origin, CONNECTOR_DEACTIVATE.replace("{id}", id)));
    let late = tokio::spawn(fails(late, ProblemCode::StorageUnavailable));
    let told = timeout(Duration::from_secs(60), waiting).await.expect("before the store answers");
    let problem = told.expect("told");
    let told = timeout(Duration::from_secs(60), late).await.expect("though it came after the word to leave");
    told.expect("told as well");
    assert_eq!(problem.retry_after, Some(5), "whether it was saved is open, and the same key asks again");
    let left = timeout(Duration::from_secs(60), world.server).await.expect("before the store answers");
    left.expect("no panic").expect("a clean end");
    run(&mut operator, "ROLLBACK").await;
}
