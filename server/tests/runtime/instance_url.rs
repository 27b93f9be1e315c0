//! Where a sign-in may send to: what Salesforce's answer names as its instance is untrusted.

use std::sync::Arc;

use connectors_server::salesforce::instance::AllowedInstance;
use contract::codes::{ProblemCode, Step};
use reqwest::StatusCode;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::salesforce::{Instance, answer};
use crate::test_server::{StaticDns, TestServer, fails, succeeds};

on_both_databases!(an_authority_sends_to_no_other_of_the_operators, who_is_paired_is_sent_on);

async fn instance() -> Instance {
    Instance::start(|_| answer(200, "application/json", "{}")).await
}

/// A server whose operator allows both: each for itself.
async fn server(database: Arc<TestDatabase>, asked: &Instance, other: &Instance, paired: bool) -> TestServer {
    let mut config = config();
    config.allowed_authorities.extend([asked.url.clone(), other.url.clone()]);
    if paired {
        config.instances.push(AllowedInstance { authority: asked.url.clone(), instance: other.url.clone() });
    }
    TestServer::with(database, config, StaticDns::default()).await
}

async fn an_authority_sends_to_no_other_of_the_operators(database: Arc<TestDatabase>) {
    let other = instance().await;
    let asked = Instance::start_for(Some(&other.url), |_| answer(200, "application/json", "{}")).await;
    let server = server(database, &asked, &other, false).await;
    let mut form = server.form("Sales");
    form["url"] = json!(asked.url);
    for request in [server.check(&form), server.create(&form)] {
        let problem = fails(request, ProblemCode::SalesforceInstanceAddress).await;
        assert_eq!(problem.step, Some(Step::CheckAccess), "the sign-in itself has worked");
    }
    // Nor is a connector that was saved before.
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &asked.url).await;
    let token = server.token().await;
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::SalesforceInstanceAddress).await;
    assert_eq!((asked.logins(), other.requests(), other.logins()), (3, 0, 0));
}

async fn who_is_paired_is_sent_on(database: Arc<TestDatabase>) {
    let other = instance().await;
    let asked = Instance::start_for(Some(&other.url), |_| answer(200, "application/json", "{}")).await;
    let server = server(database, &asked, &other, true).await;
    let mut form = server.form("Sales");
    form["url"] = json!(asked.url);
    let found = succeeds(server.check(&form), StatusCode::OK).await;
    assert_eq!(found["instanceUrl"], json!(other.url));
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &asked.url).await;
    let token = server.token().await;
    assert_eq!(result(server.as_connector(&id, &token, &echo())).await.http_status_code, Some(200));
    assert_eq!((asked.requests(), other.requests(), other.logins()), (0, 2, 0));
}
