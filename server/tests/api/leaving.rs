//! Told to leave: what runs is finished, nothing new is accepted.

use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::codes::ProblemCode;
use salesforce_sandbox::Fault;
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::world::{World, fails, nobody_listens, until};

on_both_databases!(a_hundred_requests_in_flight_are_all_answered);

async fn a_hundred_requests_in_flight_are_all_answered(database: Arc<TestDatabase>) {
    let mut config = crate::world::config();
    config.check.host_concurrency = 100;
    config.check.budget = Duration::from_secs(4);
    let world = World::with(database, config, crate::world::Names::default()).await;
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
