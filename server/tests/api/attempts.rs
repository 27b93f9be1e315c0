//! Canceling, vanishing, repeating.

use std::sync::Arc;
use std::time::Duration;

use contract::api::{CancelResult, IDEMPOTENCY_KEY, salesforce_attempt};
use contract::codes::ProblemCode;
use reqwest::{Method, StatusCode};
use salesforce_sandbox::Fault;
use serde_json::{Value, json};

use crate::database::{TestDatabase, on_both_databases};
use crate::world::{TENANT, World, fails, succeeds, until};

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
fn stalling(world: &World) -> Value {
    let mut form = world.form("Sales");
    form["url"] = json!(world.sandbox.addresses().fault_url(Fault::Stall));
    form
}

async fn patient(database: Arc<TestDatabase>) -> World {
    let mut config = crate::world::config();
    config.check.budget = Duration::from_secs(30);
    World::with(database, config, crate::world::Names::default()).await
}

async fn cancel(world: &World, key: &str) -> CancelResult {
    let answer = succeeds(world.request(Method::DELETE, &salesforce_attempt(key)), StatusCode::OK).await;
    serde_json::from_value(answer).expect("an attempt")
}

async fn a_cancel_before_the_save_leaves_nothing(database: Arc<TestDatabase>) {
    let world = patient(database).await;
    let create = tokio::spawn(fails(
        world.create(&stalling(&world)).header(IDEMPOTENCY_KEY, "k"),
        ProblemCode::Canceled,
    ));
    until("the sandbox is asked", || world.sandbox.counters().fault_connections > 0).await;
    assert_eq!(cancel(&world, "k").await, CancelResult { connector: None });
    create.await.expect("canceled");
    assert_eq!(world.count("acme").await, 0);
}

async fn a_client_that_vanishes_cancels(database: Arc<TestDatabase>) {
    let world = patient(database).await;
    let create = tokio::spawn(world.create(&stalling(&world)).header(IDEMPOTENCY_KEY, "k").send());
    until("the sandbox is asked", || world.sandbox.counters().fault_connections > 0).await;
    create.abort();
    // The attempt ends long before its budget would; the same key then runs anew.
    tokio::time::timeout(Duration::from_secs(5), async {
        loop {
            let response = world.create(&world.form("Sales")).header(IDEMPOTENCY_KEY, "k").send().await;
            if response.expect("an answer").status() == StatusCode::CREATED {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("the attempt ended");
    assert_eq!(world.count("acme").await, 1);
}

async fn a_cancel_that_comes_too_late_finds_what_was_saved(database: Arc<TestDatabase>) {
    let world = World::new(database).await;
    let request = || world.create(&world.form("Sales")).header(IDEMPOTENCY_KEY, "k");
    let saved = succeeds(request(), StatusCode::CREATED).await;
    let attempt = cancel(&world, "k").await;
    assert_eq!(json!(attempt.connector), saved);
    assert_eq!(succeeds(request(), StatusCode::CREATED).await, saved, "and it may still be repeated");
}

async fn a_cancel_that_comes_first_counts(database: Arc<TestDatabase>) {
    let world = World::new(database).await;
    assert_eq!(cancel(&world, "k").await, CancelResult { connector: None });
    fails(world.create(&world.form("Sales")).header(IDEMPOTENCY_KEY, "k"), ProblemCode::Canceled).await;
    assert_eq!(world.sandbox.counters().token_requests, 0);
    cancel(&world, "old").await;
    world.state.clock.advance(Duration::from_secs(60));
    succeeds(world.create(&world.form("Sales")).header(IDEMPOTENCY_KEY, "old"), StatusCode::CREATED).await;
}

async fn a_repeat_returns_the_first_result(database: Arc<TestDatabase>) {
    let world = World::new(database).await;
    let mut form = world.form("Sales");
    let first = succeeds(world.create(&form).header(IDEMPOTENCY_KEY, "k"), StatusCode::CREATED).await;
    // The same in substance: blanks and line ends do not make another request.
    form["name"] = json!(" Sales ");
    form["privateKey"] = json!(form["privateKey"].as_str().expect("text").replace('\n', "\r\n"));
    let again = succeeds(world.create(&form).header(IDEMPOTENCY_KEY, "k"), StatusCode::CREATED).await;
    assert_eq!(again, first);
    assert_eq!(world.sandbox.counters().token_requests, 1);
    form["name"] = json!("Service");
    fails(world.create(&form).header(IDEMPOTENCY_KEY, "k"), ProblemCode::IdempotencyKeyReused).await;
    for key in ["", "a b", &"x".repeat(129)] {
        fails(world.create(&form).header(IDEMPOTENCY_KEY, key), ProblemCode::IdempotencyKeyMalformed).await;
    }
    assert_eq!(world.count("acme").await, 1);
}

async fn duplicates_at_the_same_time_are_one(database: Arc<TestDatabase>) {
    let world = World::new(database).await;
    let form = world.form("Sales");
    let requests: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn(succeeds(world.create(&form).header(IDEMPOTENCY_KEY, "k"), StatusCode::CREATED))
        })
        .collect();
    let mut ids = Vec::new();
    for request in requests {
        ids.push(request.await.expect("saved")["id"].clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(world.count("acme").await, 1);
    assert_eq!(world.sandbox.counters().token_requests, 1);
}

async fn a_duplicate_goes_on_when_the_first_client_vanishes(database: Arc<TestDatabase>) {
    let world = World::new(database).await;
    let request = || world.create(&stalling(&world)).header(IDEMPOTENCY_KEY, "k");
    let first = tokio::spawn(request().send());
    until("the sandbox is asked", || world.sandbox.counters().fault_connections > 0).await;
    let second = tokio::spawn(fails(request(), ProblemCode::SalesforceTimedOut));
    until("both wait", || world.state.attempts.waiting("acme", "k") == 2).await;
    first.abort();
    second.await.expect("it ended by its budget, not by the first one's going");
    assert_eq!(world.sandbox.counters().fault_connections, 1);
}

async fn a_key_is_a_tenants_own(database: Arc<TestDatabase>) {
    let world = World::new(database).await;
    let create = |tenant: &str| {
        let request = world.create(&world.form("Sales")).header(IDEMPOTENCY_KEY, "k");
        succeeds(request.header(TENANT, tenant), StatusCode::CREATED)
    };
    assert_ne!(create("acme").await["id"], create("other").await["id"]);
    let cancel = world.request(Method::DELETE, &salesforce_attempt("k")).header(TENANT, "third");
    assert_eq!(succeeds(cancel, StatusCode::OK).await, json!({ "connector": null }));
}
