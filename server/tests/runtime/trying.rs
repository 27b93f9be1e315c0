//! An admin tries a connector.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::config::default_try_paths;
use connectors_server::salesforce::check::PROBE_PATH;
use contract::codes::ProblemCode;
use contract::runtime::{TestRequest, test_request};
use reqwest::{Method, RequestBuilder};
use salesforce_sandbox::{DEMO_CLIENT_ID, Failure};
use serde_json::Value;
use sqlx::Row as _;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, result};
use crate::test_server::{READ_ONLY, TENANT, TestServer, fails, limits, send, until};

on_both_databases!(
    it_is_off_by_default,
    the_operators_paths_can_be_tried,
    trying_has_a_limit,
    a_try_is_noted_whatever_becomes_of_it,
);

fn attempt(server: &TestServer, connector: &str, path: &str) -> RequestBuilder {
    let request = TestRequest { request_path: path.to_owned() };
    server.request(Method::POST, &test_request(connector)).json(&request)
}

async fn it_is_off_by_default(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let id = server.connector().await;
    for path in default_try_paths() {
        fails(attempt(&server, &id, &path), ProblemCode::TryDisabled).await;
    }
    assert_eq!(server.sandbox.counters().connections, 0);
}

async fn trying_has_a_limit(database: Arc<TestDatabase>) {
    let mut config = config();
    config.try_paths = default_try_paths();
    config.runtime.rate.times = 1;
    let server = TestServer::in_use_with(database, config).await;
    let id = server.connector().await;
    let again = || attempt(&server, &id, &default_try_paths()[0]);
    result(again()).await;
    let problem = fails(again(), ProblemCode::RateLimited).await;
    assert_eq!(problem.retry_after, Some(60));
    assert_eq!(limits(&send(again()).await), [("\"default\";q=1;w=60", "\"default\";r=0;t=60")]);
    server.state.clock.advance(Duration::from_secs(60));
    result(again()).await;
}

async fn the_operators_paths_can_be_tried(database: Arc<TestDatabase>) {
    let mut config = config();
    config.try_paths = default_try_paths();
    let server = TestServer::in_use_with(Arc::clone(&database), config).await;
    let id = server.connector().await;
    for path in default_try_paths() {
        let found = result(attempt(&server, &id, &path)).await;
        assert_eq!(found.http_status_code, Some(200), "{path}: {found:?}");
        let body: Value = serde_json::from_str(&found.http_response_body).expect("JSON");
        if path.contains("query") {
            assert_eq!(body["records"][0]["Name"], "Sandbox");
        }
    }
    for path in ["/services/apexrest/x", "/services/data", "/services/data/?", ""] {
        fails(attempt(&server, &id, path), ProblemCode::RequestPath).await;
    }
    let path = &default_try_paths()[0];
    fails(attempt(&server, &id, path).header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
    fails(attempt(&server, &id, path).header(TENANT, "other"), ProblemCode::NotFound).await;

    let audit =
        sqlx::query("SELECT target, outcome FROM audit WHERE action = 'try' AND intent_id IS NOT NULL");
    let audit = audit.fetch_all(&mut database.connection().await).await.expect("rows");
    assert_eq!(audit.len(), default_try_paths().len());
    for row in audit {
        assert_eq!(
            (row.get::<String, _>("target"), row.get::<String, _>("outcome")),
            (id.clone(), "succeeded".to_owned())
        );
    }
    assert_eq!(server.counted(&id).await, Some((3, 0)));
}

async fn a_try_is_noted_whatever_becomes_of_it(database: Arc<TestDatabase>) {
    let mut config = config();
    config.try_paths = default_try_paths();
    let server = TestServer::in_use_with(Arc::clone(&database), config).await;
    let connector = async |failure: Failure| {
        let user = failure.email_id().expect("a user");
        server.connector_as(ACME, &user, DEMO_CLIENT_ID, server.sandbox.base_url()).await
    };
    let (refused, stalls) = (connector(Failure::UnknownUser).await, connector(Failure::ProbeStall).await);
    fails(attempt(&server, &refused, PROBE_PATH), ProblemCode::RequestPath).await;
    let path = &default_try_paths()[1];
    fails(attempt(&server, &refused, path), ProblemCode::SalesforceUnknownUser).await;
    let abandoned = tokio::spawn(attempt(&server, &stalls, path).send());
    until("Salesforce is asked", || server.sandbox.counters().fault_connections == 1).await;
    abandoned.abort();
    server.state.tasks.finish().await;

    let audit = sqlx::query(
        "SELECT target, outcome FROM audit WHERE action = 'try' AND intent_id IS NOT NULL ORDER BY created_at, id",
    );
    let audit = audit.fetch_all(&mut database.connection().await).await.expect("rows");
    let noted: Vec<(String, String)> =
        audit.iter().map(|row| (row.get("target"), row.get("outcome"))).collect();
    let of = |connector: String, code: ProblemCode| (connector, code.as_str().to_owned());
    assert_eq!(
        noted,
        [of(refused, ProblemCode::SalesforceUnknownUser), of(stalls.clone(), ProblemCode::Canceled)]
    );
    assert_eq!(server.counted(&stalls).await, Some((1, 1)));
}
