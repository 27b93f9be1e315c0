//! The happy path.

use std::sync::Arc;

use contract::api::{self, CheckResult, Connector, ConnectorList};
use contract::limits::SALESFORCE_CONNECTORS;
use reqwest::StatusCode;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, ORG_ID};
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{TestServer, send, succeeds};

on_both_databases!(
    a_check_finds_out_and_saves_nothing,
    a_create_saves_what_signs_in,
    an_audience_of_its_own_is_what_is_signed
);

async fn a_check_finds_out_and_saves_nothing(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let found = succeeds(server.check(&server.form("Sales")), StatusCode::OK).await;
    let found: CheckResult = serde_json::from_value(found).expect("a result");
    assert_eq!(found.salesforce_org_id, ORG_ID);
    assert_eq!(found.username, DEMO_EMAIL_ID);
    assert_eq!(found.instance_url, server.sandbox.base_url());
    assert_eq!(found.warnings, []);
    assert_eq!(server.count("acme").await, 0);
    let seen = server.sandbox.counters();
    assert_eq!((seen.token_requests, seen.api_requests), (1, 1));
}

async fn a_create_saves_what_signs_in(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let response = send(server.create(&server.form("  Sales "))).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    let location = response.headers()["location"].to_str().expect("text").to_owned();
    let connector: Connector = response.json().await.expect("a connector");
    assert_eq!(connector.name, "Sales");
    assert_eq!(connector.salesforce_org_id, ORG_ID);
    assert_eq!(connector.created_at, server.state.clock.now_ms());
    assert_eq!(location, format!("{}/{}", api::CONNECTORS, connector.id));

    let one: Connector =
        serde_json::from_value(succeeds(server.get(&location), StatusCode::OK).await).expect("one");
    assert_eq!(one, connector);
    let list = succeeds(server.get(api::CONNECTORS), StatusCode::OK).await;
    let list: ConnectorList = serde_json::from_value(list).expect("a list");
    assert_eq!(list.connectors, [connector]);
    assert_eq!(list.limits.salesforce, SALESFORCE_CONNECTORS);

    let claims = server.sandbox.counters().last_claims;
    let expected = json!({
        "iss": DEMO_CLIENT_ID, "sub": DEMO_EMAIL_ID, "aud": server.sandbox.base_url(),
        "exp": server.state.clock.now_ms() / 1000 + 180,
    });
    assert_eq!(serde_json::Value::Object(claims), expected);
}

async fn an_audience_of_its_own_is_what_is_signed(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let mut form = server.form("Sales");
    form["audience"] = json!("https://login.salesforce.com/");
    let connector = succeeds(server.create(&form), StatusCode::CREATED).await;
    assert_eq!(connector["audience"], "https://login.salesforce.com");
    assert_eq!(server.sandbox.counters().last_claims["aud"], "https://login.salesforce.com");
}
