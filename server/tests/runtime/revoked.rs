//! Sessions that nobody uses any more are ended at Salesforce, in the background, and nothing else is disturbed by that.

use std::sync::Arc;
use std::time::Duration;

use contract::api::CONNECTOR_DEACTIVATE;
use contract::codes::ProblemCode;
use reqwest::{Method, StatusCode};
use salesforce_sandbox::Failure;
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::requests::at;
use crate::salesforce::{Instance, answer};
use crate::test_server::{TestServer, fails, succeeds, until};

on_both_databases!(
    the_token_of_a_check_is_revoked_whatever_becomes_of_it,
    a_deactivated_connectors_session_is_ended,
    a_login_that_ends_after_the_deactivation_leaves_no_session,
    a_session_that_another_connector_uses_goes_on,
    nobody_waits_for_a_revocation,
);

/// Tokens that are good at the sandbox: with all others it answers 401.
fn live(server: &TestServer) -> usize {
    server.sandbox.sandbox().live_tokens()
}

async fn deactivate(server: &TestServer, id: &str) {
    let request = server.request(Method::POST, &CONNECTOR_DEACTIVATE.replace("{id}", id));
    assert_eq!(succeeds(request, StatusCode::OK).await["state"], "deactivated");
}

async fn the_token_of_a_check_is_revoked_whatever_becomes_of_it(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let revoked = || server.sandbox.counters().tokens_revoked;
    let mut form = server.form("Sales");
    succeeds(server.check(&form), StatusCode::OK).await;
    until("the token is revoked", || revoked() == 1).await;
    // A save checks first; the connector signs in anew when it is used.
    succeeds(server.create(&form), StatusCode::CREATED).await;
    until("the token is revoked", || revoked() == 2).await;
    // After the sign-in, something else fails: at the instance, or its address.
    for (failure, code) in [
        (Failure::RequestLimit, ProblemCode::SalesforceRequestLimit),
        (Failure::InstanceMetadata, ProblemCode::SalesforceInstanceAddress),
    ] {
        let before = revoked();
        form["emailId"] = json!(failure.email_id());
        fails(server.check(&form), code).await;
        until("the token is revoked", || revoked() == before + 1).await;
    }
    // A search signs in until it is let in.
    let before = revoked();
    let mut form = server.form("Sales");
    form["audience"] = json!("https://test.salesforce.com");
    succeeds(server.find_audience(&form), StatusCode::OK).await;
    until("the token is revoked", || revoked() == before + 1).await;
    assert_eq!(live(&server), 0);
    assert_eq!(server.sandbox.counters().revoke_requests, revoked(), "each once");
    let text = server.state.metrics.text().expect("text");
    assert!(text.contains("connectors_revocations_total{outcome=\"succeeded\"} 5"), "{text}");
}

async fn a_deactivated_connectors_session_is_ended(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, other, token) = (server.connector().await, server.connector().await, server.token().await);
    for id in [&id, &other] {
        result(server.as_connector(id, &token, &echo())).await;
    }
    assert_eq!(live(&server), 2);
    deactivate(&server, &id).await;
    until("the session has ended", || live(&server) == 1).await;
    assert_eq!(result(server.as_connector(&other, &token, &echo())).await.attempts, 1, "the other goes on");
}

async fn a_login_that_ends_after_the_deactivation_leaves_no_session(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    server.sandbox.sandbox().delay_tokens(Duration::from_secs(1));
    let request = server.as_connector(&id, &token, &echo());
    let waiting = tokio::spawn(async move { request.send().await });
    until("it signs in", || server.sandbox.counters().token_requests == 1).await;
    deactivate(&server, &id).await;
    waiting.await.expect("no panic").expect("an answer");
    until("the session has ended", || server.sandbox.counters().tokens_revoked == 1).await;
    assert_eq!(live(&server), 0);
}

async fn a_session_that_another_connector_uses_goes_on(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "application/json", "{}")).await;
    instance.repeat_token();
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    let (user, app) = (salesforce_sandbox::DEMO_EMAIL_ID, salesforce_sandbox::DEMO_CLIENT_ID);
    let other = server.connector_as(ACME, user, app, &instance.url).await;
    for id in [&id, &other] {
        result(server.as_connector(id, &token, &echo())).await;
    }
    let mut form = server.form("Sales");
    form["url"] = json!(instance.url);
    succeeds(server.check(&form), StatusCode::OK).await;
    deactivate(&server, &id).await;
    deactivate(&server, &other).await;
    // Nothing is on its way any more.
    server.state.tasks.finish().await;
    assert_eq!(instance.revoked(), ["token=00Dxx%210"], "by the last one that had it");
}

async fn nobody_waits_for_a_revocation(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.revocation = Duration::from_secs(3_600);
    let server = TestServer::in_use_with(database, config).await;
    server.sandbox.sandbox().hold_revocations(true);
    let form = server.form("Sales");
    // Whoever waited for it would wait for an hour.
    let minute = Duration::from_secs(60);
    succeeds(server.check(&form).timeout(minute), StatusCode::OK).await;
    let (id, token) = (server.connector().await, server.token().await);
    result(server.as_connector(&id, &token, &echo())).await;
    deactivate(&server, &id).await;
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::ConnectorDeactivated).await;
    until("both wait", || server.sandbox.counters().revoke_requests == 2).await;
    assert_eq!(live(&server), 2);
    // A server that leaves gives them time, so that what can be ended is.
    server.state.shutdown.leaving.cancel();
    server.sandbox.sandbox().hold_revocations(false);
    server.serving.await.expect("no panic").expect("a clean end");
    assert_eq!(server.sandbox.sandbox().live_tokens(), 0);
}
