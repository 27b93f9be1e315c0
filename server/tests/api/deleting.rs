//! A connector that is deleted: nothing of it is left but what the audit log says, and its place is free.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use contract::api::{self, IDEMPOTENCY_KEY, Kind};
use contract::audit::AUDIT;
use contract::codes::ProblemCode as P;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::changing::{change, saved};
use crate::database::{TestDatabase, on_both_databases, run};
use crate::test_server::{TENANT, TestServer, fails, succeeds};

on_both_databases!(
    only_a_deactivated_one_as_it_was_seen_is_deleted,
    its_slot_is_free_and_its_id_is_gone_for_ever
);

/// What has rows of connectors.
const TABLES: [&str; 7] = [
    "connectors",
    "salesforce_connectors",
    "private_keys",
    "connector_usage",
    "connector_history",
    "connector_failures",
    "idempotency",
];

async fn deactivate(server: &TestServer, id: &str) {
    let path = api::CONNECTOR_DEACTIVATE.replace("{id}", id);
    succeeds(server.request(Method::POST, &path), StatusCode::OK).await;
}

async fn only_a_deactivated_one_as_it_was_seen_is_deleted(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let create = server.create(&server.form("Sales")).header(IDEMPOTENCY_KEY, "k");
    let created = succeeds(create, StatusCode::CREATED).await;
    let id = created["id"].as_str().expect("an id");
    let path = api::CONNECTOR.replace("{id}", id);
    let delete = |tag: &'static str| server.request(Method::DELETE, &path).header("if-match", tag);
    succeeds(change(&server, &path, 1, &json!({ "notes": "New" })), StatusCode::OK).await;
    let mut connection = database.connection().await;
    run(
        &mut connection,
        &format!(
            "INSERT INTO connector_failures (connector_id, since, code) VALUES ('{id}', 1, 'salesforce_client_id'); \
             INSERT INTO connector_usage (organisation, connector_id, day, requests, failures, last_used_at) \
             VALUES ('acme', '{id}', 1, 1, 1, 1)"
        ),
    )
    .await;

    fails(delete("\"2\""), P::ConnectorActive).await;
    deactivate(&server, id).await;
    fails(server.request(Method::DELETE, &path), P::PreconditionRequired).await;
    fails(delete("*").header(TENANT, "other"), P::NotFound).await;
    let problem = fails(delete("\"1\""), P::ConnectorChanged).await;
    assert_eq!((problem.changes.len(), problem.current.map(|current| current.revision)), (1, Some(2)));
    for table in TABLES {
        let rows: i64 = count(&database, table).await;
        // It was changed, and deactivated.
        let expected = if table == "connector_history" { 2 } else { 1 };
        assert_eq!(rows, expected, "{table}");
    }
    succeeds(delete("\"2\""), StatusCode::NO_CONTENT).await;
    for table in TABLES {
        assert_eq!(count(&database, table).await, 0, "{table}");
    }
    fails(delete("\"2\""), P::NotFound).await;
    fails(server.get(&path), P::NotFound).await;
    let log = succeeds(server.get(&format!("{AUDIT}?target={id}")), StatusCode::OK).await;
    let actions = log["entries"].as_array().expect("entries").iter().map(|entry| entry["action"].clone());
    assert_eq!(actions.collect::<Vec<Value>>(), ["delete", "deactivate", "update", "create"]);
}

async fn count(database: &TestDatabase, table: &str) -> i64 {
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    sqlx::query_scalar(sql).fetch_one(&mut database.connection().await).await.expect("a number")
}

async fn its_slot_is_free_and_its_id_is_gone_for_ever(database: Arc<TestDatabase>) {
    const ROUNDS: usize = 20;
    let server = TestServer::new(Arc::clone(&database)).await;
    for n in 1..Kind::Salesforce.limit() {
        saved(&server, &format!("Stays {n}")).await;
    }
    let (mut ids, started) = (BTreeSet::new(), Instant::now());
    for _ in 0..ROUNDS {
        let (created, path) = saved(&server, "Comes and goes").await;
        fails(server.create(&server.form("One too many")), P::LimitReached).await;
        let id = created["id"].as_str().expect("an id");
        assert!(ids.insert(id.to_owned()), "{id} was given before");
        deactivate(&server, id).await;
        succeeds(server.request(Method::DELETE, &path).header("if-match", "*"), StatusCode::NO_CONTENT).await;
    }
    let rate = ROUNDS as f64 / started.elapsed().as_secs_f64();
    eprintln!("{:?}: {rate:.0} connectors a second saved, deactivated and deleted", database.backend);
    saved(&server, "The fifth").await;
    assert_eq!(server.count("acme").await, usize::from(Kind::Salesforce.limit()));
}
