//! A connector that is deactivated, and reactivated.

use std::sync::{Arc, OnceLock};

use connectors_server::model::TenantId;
use contract::api::{CONNECTOR_DEACTIVATE, CONNECTOR_REACTIVATE, ConnectorState};
use contract::codes::ProblemCode;
use contract::runtime::{CONNECTORS, RuntimeRequest};
use reqwest::{Method, RequestBuilder, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};
use sqlx::Row as _;
use tokio::runtime::Handle;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, echo, result};
use crate::salesforce::{Instance, answer};
use crate::test_server::{READ_ONLY, StaticDns, TENANT, TestServer, config, fails, succeeds};

on_both_databases!(
    nothing_is_sent_as_a_deactivated_connector,
    a_request_is_not_repeated_as_a_connector_that_is_deactivated_meanwhile,
    only_its_own_managers_deactivate_a_connector,
);

fn set(server: &TestServer, path: &str, id: &str) -> RequestBuilder {
    server.request(Method::POST, &path.replace("{id}", id))
}

async fn nothing_is_sent_as_a_deactivated_connector(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let (id, token) = (server.connector().await, server.token().await);
    let request = || server.as_connector(&id, &token, &echo());
    assert_eq!(result(request()).await.http_status_code, Some(200));
    // The end of its session is told to Salesforce; nothing else is.
    let asked = || {
        let counters = server.sandbox.counters();
        (counters.token_requests, counters.api_requests)
    };
    let before = asked();

    let deactivated = succeeds(set(&server, CONNECTOR_DEACTIVATE, &id), StatusCode::OK).await;
    assert_eq!(deactivated["state"], "deactivated");
    assert!(server.state.sessions.is_empty(), "its session is forgotten");
    fails(request(), ProblemCode::ConnectorDeactivated).await;
    let listed = succeeds(server.get(CONNECTORS).bearer_auth(&token), StatusCode::OK).await;
    assert_eq!(listed["connectors"][0]["state"], "deactivated");
    assert_eq!(state_of(&server).await, ConnectorState::Deactivated);
    assert_eq!(asked(), before, "Salesforce was not asked");
    assert_eq!(server.counted(&id).await, Some((2, 1)), "flows still want it");

    for _ in 0..2 {
        succeeds(set(&server, CONNECTOR_REACTIVATE, &id), StatusCode::OK).await;
    }
    assert_eq!(result(request()).await.http_status_code, Some(200));
    let audit =
        sqlx::query("SELECT action FROM audit WHERE target = $1 AND action LIKE '%activate' ORDER BY action")
            .bind(&id)
            .fetch_all(&mut database.connection().await)
            .await
            .expect("rows");
    let actions: Vec<String> = audit.iter().map(|row| row.get("action")).collect();
    assert_eq!(
        actions,
        ["deactivate", "reactivate", "reactivate"],
        "it is begun, and ends; the second time there is nothing to do"
    );
}

async fn a_request_is_not_repeated_as_a_connector_that_is_deactivated_meanwhile(database: Arc<TestDatabase>) {
    let deactivation = Arc::new(OnceLock::<RequestBuilder>::new());
    let on_request = Arc::clone(&deactivation);
    // By the time that the first attempt is answered, the connector is deactivated.
    let instance = Instance::start(move |_| {
        let request = on_request.get().and_then(RequestBuilder::try_clone).expect("it is known by now");
        tokio::task::block_in_place(|| Handle::current().block_on(succeeds(request, StatusCode::OK)));
        answer(503, "text/plain", "")
    })
    .await;
    let mut config = config();
    config.allowed_authorities.push(instance.url.clone());
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
    let token = server.token().await;
    assert!(deactivation.set(set(&server, CONNECTOR_DEACTIVATE, &id)).is_ok());
    let request = RuntimeRequest { retry_attempts: 3, ..echo() };
    fails(server.as_connector(&id, &token, &request), ProblemCode::ConnectorDeactivated).await;
    assert_eq!((instance.requests(), instance.logins()), (1, 1));
    assert!(server.state.sessions.is_empty(), "nor is its key read again");
}

async fn only_its_own_managers_deactivate_a_connector(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let id = server.connector().await;
    for path in [CONNECTOR_DEACTIVATE, CONNECTOR_REACTIVATE] {
        fails(set(&server, path, &id).header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
        fails(set(&server, path, &id).header(TENANT, "other"), ProblemCode::NotFound).await;
        fails(set(&server, path, "nonsense"), ProblemCode::NotFound).await;
        fails(set(&server, path, &id).header("origin", "null"), ProblemCode::CrossSite).await;
    }
    assert_eq!(state_of(&server).await, ConnectorState::Connected);
}

/// How the one connector of [`ACME`]'s stands.
async fn state_of(server: &TestServer) -> ConnectorState {
    server.state.store.for_tenant(&TenantId::new(ACME)).list().await.expect("a list")[0].state
}
