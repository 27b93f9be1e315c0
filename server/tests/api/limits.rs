//! Five connectors, their names, and how often one may ask.

use std::sync::Arc;
use std::time::Duration;

use contract::codes::{Field, ProblemCode, RuleCode};
use reqwest::StatusCode;
use salesforce_sandbox::Fault;
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{StaticDns, TENANT, TestServer, config, fails, limits, problem, send, succeeds};

on_both_databases!(
    fifty_at_once_leave_exactly_five,
    a_name_is_taken_however_it_is_written,
    checks_have_a_budget,
    logins_of_a_user_have_a_budget,
    a_host_that_fails_for_three_tenants_is_left_alone,
);

async fn fifty_at_once_leave_exactly_five(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let requests: Vec<_> =
        (0..50).map(|n| tokio::spawn(send(server.create(&server.form(&format!("Connector {n}")))))).collect();
    let mut saved = 0;
    for request in requests {
        let response = request.await.expect("an answer");
        if response.status() == StatusCode::CREATED {
            saved += 1;
        } else {
            assert_eq!(problem(response).await.code, ProblemCode::LimitReached);
        }
    }
    assert_eq!((saved, server.count("acme").await), (5, 5));
    let asked = server.sandbox.counters().token_requests;
    fails(server.create(&server.form("One more")), ProblemCode::LimitReached).await;
    assert_eq!(server.sandbox.counters().token_requests, asked, "Salesforce is not asked in vain");
}

async fn a_name_is_taken_however_it_is_written(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    succeeds(server.create(&server.form("Straße")), StatusCode::CREATED).await;
    let asked = server.sandbox.counters().token_requests;
    for name in ["Straße", "STRASSE", " strasse ", "Ｓtrasse"] {
        let problem = fails(server.create(&server.form(name)), ProblemCode::NameTaken).await;
        assert_eq!(problem.violations.len(), 1);
        assert_eq!(
            (problem.violations[0].field, problem.violations[0].code),
            (Field::Name, RuleCode::NameTaken)
        );
    }
    assert_eq!(server.sandbox.counters().token_requests, asked, "Salesforce is not asked in vain");
    let other = server.create(&server.form("Straße")).header(TENANT, "other");
    succeeds(other, StatusCode::CREATED).await;
}

async fn checks_have_a_budget(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.rates.checks.times = 2;
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let form = server.form("Sales");
    succeeds(server.check(&form), StatusCode::OK).await;
    // A create draws on the same budget.
    succeeds(server.create(&form), StatusCode::CREATED).await;
    let problem = fails(server.check(&form), ProblemCode::RateLimited).await;
    assert_eq!(problem.retry_after, Some(60));
    assert_eq!(limits(&send(server.check(&form)).await), [("\"checks\";q=2;w=60", "\"checks\";r=0;t=60")]);
    succeeds(server.check(&form).header(TENANT, "other"), StatusCode::OK).await;
    server.state.clock.advance(Duration::from_secs(60));
    succeeds(server.check(&form), StatusCode::OK).await;
}

async fn logins_of_a_user_have_a_budget(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.rates.logins.times = 1;
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let form = server.form("Sales");
    succeeds(server.check(&form), StatusCode::OK).await;
    let problem = fails(server.check(&form), ProblemCode::RateLimited).await;
    assert_eq!(problem.retry_after, Some(3600));
    let told = send(server.check(&form)).await;
    assert_eq!(limits(&told), [("\"logins\";q=1;w=3600", "\"logins\";r=0;t=3600")]);
    assert_eq!(server.sandbox.counters().token_requests, 1);
}

async fn a_host_that_fails_for_three_tenants_is_left_alone(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.breaker.failures = 3;
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let mut form = server.form("Sales");
    form["url"] = json!(server.sandbox.addresses().fault_url(Fault::Html503));
    let check = |tenant: &str| server.check(&form).header(TENANT, tenant);
    for tenant in ["a", "a", "a", "a", "b"] {
        fails(check(tenant), ProblemCode::SalesforceUnavailable).await;
    }
    fails(check("c"), ProblemCode::SalesforceUnavailable).await;
    let asked = server.sandbox.counters().fault_connections;
    let problem = fails(check("d"), ProblemCode::SalesforcePaused).await;
    assert_eq!(problem.retry_after, Some(30));
    assert_eq!(server.sandbox.counters().fault_connections, asked);
    succeeds(server.check(&server.form("Sales")).header(TENANT, "d"), StatusCode::OK).await;
    server.state.clock.advance(Duration::from_secs(30));
    fails(check("d"), ProblemCode::SalesforceUnavailable).await;
}
