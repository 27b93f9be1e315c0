//! A connector that is deactivated, and reactivated.

use std::sync::Arc;

use contract::api::{CONNECTOR_DEACTIVATE, CONNECTOR_REACTIVATE, ConnectorState};
use contract::codes::ProblemCode;
use contract::runtime::CONNECTORS;
use reqwest::{Method, RequestBuilder, StatusCode};
use sqlx::Row as _;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{echo, result};
use crate::world::{ORGANISATION, READ_ONLY, World, fails, succeeds};

on_both_databases!(nothing_is_sent_as_a_deactivated_connector, only_its_own_managers_deactivate_a_connector,);

fn set(world: &World, path: &str, id: &str) -> RequestBuilder {
    world.request(Method::POST, &path.replace("{id}", id))
}

async fn nothing_is_sent_as_a_deactivated_connector(database: Arc<TestDatabase>) {
    let world = World::in_use(Arc::clone(&database)).await;
    let (id, token) = (world.connector().await, world.token().await);
    let asked = || world.as_connector(&id, &token, &echo());
    assert_eq!(result(asked()).await.http_status_code, Some(200));
    let connections = world.sandbox.counters().connections;

    let deactivated = succeeds(set(&world, CONNECTOR_DEACTIVATE, &id), StatusCode::OK).await;
    assert_eq!(deactivated["state"], "deactivated");
    assert!(world.state.runtime.sessions.is_empty(), "its session is forgotten");
    fails(asked(), ProblemCode::ConnectorDeactivated).await;
    let listed = succeeds(world.get(CONNECTORS).bearer_auth(&token), StatusCode::OK).await;
    assert_eq!(listed["connectors"][0]["state"], "deactivated");
    assert_eq!(world.state.store.list("acme").await.expect("a list")[0].state, ConnectorState::Deactivated);
    assert_eq!(world.sandbox.counters().connections, connections, "Salesforce was not asked");
    assert_eq!(world.counted(&id).await, Some((2, 1)), "flows still want it");

    for _ in 0..2 {
        succeeds(set(&world, CONNECTOR_REACTIVATE, &id), StatusCode::OK).await;
    }
    assert_eq!(result(asked()).await.http_status_code, Some(200));
    let audit =
        sqlx::query("SELECT action FROM audit WHERE target = $1 AND action LIKE '%activate' ORDER BY action")
            .bind(&id)
            .fetch_all(&mut database.connection().await)
            .await
            .expect("rows");
    let actions: Vec<String> = audit.iter().map(|row| row.get("action")).collect();
    assert_eq!(actions, ["deactivate", "reactivate", "reactivate"]);
}

async fn only_its_own_managers_deactivate_a_connector(database: Arc<TestDatabase>) {
    let world = World::in_use(database).await;
    let id = world.connector().await;
    for path in [CONNECTOR_DEACTIVATE, CONNECTOR_REACTIVATE] {
        fails(set(&world, path, &id).header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
        fails(set(&world, path, &id).header(ORGANISATION, "other"), ProblemCode::NotFound).await;
        fails(set(&world, path, "nonsense"), ProblemCode::NotFound).await;
        fails(set(&world, path, &id).header("origin", "null"), ProblemCode::CrossSite).await;
    }
    assert_eq!(world.state.store.list("acme").await.expect("a list")[0].state, ConnectorState::Connected);
}
