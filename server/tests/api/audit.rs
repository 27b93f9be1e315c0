//! What becomes of requests while the audit log cannot be written.

use std::sync::Arc;

use contract::codes::ProblemCode;
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases, run};
use crate::world::{World, fails, other_key};

on_both_databases!(a_failure_is_told_though_it_cannot_be_noted, nothing_is_done_that_cannot_be_noted,);

async fn a_failure_is_told_though_it_cannot_be_noted(database: Arc<TestDatabase>) {
    let world = without_an_audit_log(&database).await;
    let mut form = world.form("Sales");
    form["privateKey"] = json!(other_key());
    fails(world.check(&form), ProblemCode::SalesforceKeyMismatch).await;
    fails(world.create(&form), ProblemCode::SalesforceKeyMismatch).await;
}

async fn nothing_is_done_that_cannot_be_noted(database: Arc<TestDatabase>) {
    let world = without_an_audit_log(&database).await;
    let form = world.form("Sales");
    fails(world.check(&form), ProblemCode::Internal).await;
    fails(world.create(&form), ProblemCode::Internal).await;
    run(&mut database.connection().await, "ALTER TABLE away RENAME TO audit").await;
    assert_eq!(world.count("acme").await, 0);
    assert_eq!(world.create(&form).send().await.expect("an answer").status(), 201);
}

async fn without_an_audit_log(database: &Arc<TestDatabase>) -> World {
    let world = World::new(Arc::clone(database)).await;
    run(&mut database.connection().await, "ALTER TABLE audit RENAME TO away").await;
    world
}
