//! `/metrics`: true counts, and nothing of a customer's.

use std::sync::Arc;

use connectors_server::config::default_try_paths;
use connectors_server::metrics::{
    Call, Caller, Checked, LimitKind, Purpose, Revocation, SessionLookup, listener,
};
use connectors_server::serve::serve_metrics;
use contract::api::{CONNECTORS, SALESFORCE, SALESFORCE_CHECK, salesforce_attempt};
use contract::codes::ProblemCode;
use contract::runtime::{TEST_REQUEST, TestRequest, requests, test_request};
use contract::service_token::ServiceTokenScope;
use reqwest::{Method, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Fault, ORG_ID};
use serde_json::json;
use tokio::net::TcpListener;

use crate::database::{TestDatabase, on_both_databases};
use crate::exposition::Exposition;
use crate::in_use::{echo, result};
use crate::test_server::{StaticDns, TENANT, TestServer, config, fails, other_key, send, succeeds};

on_both_databases!(
    what_happened_is_counted,
    nothing_of_a_customers_is_a_metric,
    pauses_and_budgets_are_counted,
    the_listener_knows_nothing_else
);

fn scrape(server: &TestServer) -> Exposition {
    Exposition::read(&server.state.metrics.text().expect("a text"))
}

async fn what_happened_is_counted(database: Arc<TestDatabase>) {
    let mut config = config();
    config.runtime.rate.times = 4;
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let form = server.form("Sales");
    for _ in 0..2 {
        succeeds(server.check(&form), StatusCode::OK).await;
    }
    let created = succeeds(server.create(&form), StatusCode::CREATED).await;
    fails(server.create(&form), ProblemCode::NameTaken).await;
    let mut other = server.form("Other");
    other["privateKey"] = json!(other_key());
    fails(server.check(&other), ProblemCode::SalesforceKeyMismatch).await;

    let id = created["id"].as_str().expect("an id");
    let token = server.token().await;
    let mut missing = echo();
    for _ in 0..3 {
        result(server.as_connector(id, &token, &echo())).await;
    }
    missing.request_path = "/services/data/v62.0/nothing".to_owned();
    assert_eq!(result(server.as_connector(id, &token, &missing)).await.http_status_code, Some(404));
    fails(server.as_connector(id, &token, &echo()), ProblemCode::RateLimited).await;
    let mut refused = server.request(Method::POST, &test_request(id));
    refused = refused.json(&TestRequest { request_path: "/services/data/none".to_owned() });
    fails(refused, ProblemCode::RequestPath).await;
    let tried = TestRequest { request_path: default_try_paths().remove(0) };
    result(server.request(Method::POST, &test_request(id)).json(&tried)).await;

    let found = scrape(&server);
    for (name, labels, value) in [
        ("checks_total", "outcome=checked", 2.0),
        ("checks_total", "outcome=saved", 1.0),
        ("checks_total", "outcome=name_taken", 1.0),
        ("checks_total", "outcome=salesforce_key_mismatch", 1.0),
        ("check_duration_seconds_count", "", 5.0),
        ("sign_ins_total", "purpose=check,outcome=succeeded", 3.0),
        ("sign_ins_total", "purpose=check,outcome=salesforce_key_mismatch", 1.0),
        ("sign_ins_total", "purpose=runtime,outcome=succeeded", 1.0),
        ("salesforce_call_duration_seconds_count", "purpose=check,call=token", 4.0),
        ("salesforce_call_duration_seconds_count", "purpose=check,call=probe", 3.0),
        ("salesforce_call_duration_seconds_count", "purpose=runtime,call=token", 1.0),
        ("salesforce_call_duration_seconds_count", "purpose=runtime,call=request", 5.0),
        ("session_lookups_total", "result=miss", 1.0),
        ("session_lookups_total", "result=hit", 4.0),
        ("sessions", "", 1.0),
        ("runtime_requests_total", "caller=service_token,outcome=2xx", 3.0),
        ("runtime_requests_total", "caller=service_token,outcome=4xx", 1.0),
        ("runtime_requests_total", "caller=try,outcome=request_path", 1.0),
        ("runtime_requests_total", "caller=try,outcome=2xx", 1.0),
        ("runtime_request_duration_seconds_count", "caller=service_token", 4.0),
        ("rate_limit_refusals_total", "limit=service_token", 1.0),
        ("http_requests_total", &route(Method::POST, SALESFORCE, 201), 1.0),
        ("http_requests_total", &route(Method::POST, SALESFORCE, 409), 1.0),
        ("http_requests_total", &route(Method::POST, SALESFORCE_CHECK, 200), 2.0),
        ("http_requests_total", &route(Method::POST, &requests("{id}"), 200), 4.0),
        ("http_requests_total", &route(Method::POST, &requests("{id}"), 429), 1.0),
        ("http_requests_total", &route(Method::POST, TEST_REQUEST, 200), 1.0),
        ("breaker_pauses_total", "", 0.0),
    ] {
        assert_eq!(found.value(&format!("connectors_{name}"), labels), value, "{name} {labels}");
    }
    let sum = |name: &str, labels: &str| found.value(&format!("connectors_{name}_seconds_sum"), labels);
    let salesforce = sum("salesforce_call_duration", "purpose=check,call=token")
        + sum("salesforce_call_duration", "purpose=check,call=probe");
    assert!(
        salesforce > 0.0 && salesforce < sum("check_duration", ""),
        "Salesforce's time is part of a check's"
    );
}

fn route(method: Method, route: &str, status: u16) -> String {
    format!("route={route},method={method},status={status}")
}

async fn nothing_of_a_customers_is_a_metric(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let canary = |request: reqwest::RequestBuilder| request.header(TENANT, "canary-tenant");
    let created = succeeds(canary(server.create(&server.form("canary-name"))), StatusCode::CREATED).await;
    let id = created["id"].as_str().expect("an id");
    let form = server.token_form(ServiceTokenScope::All);
    let form = server.request(Method::POST, contract::service_token::SERVICE_TOKENS).json(&form);
    let token = succeeds(canary(form), StatusCode::CREATED).await;
    let token = token["token"].as_str().expect("a token");
    let mut request = echo();
    request.request_path = "/services/apexrest/canary-path".to_owned();
    request.headers.insert("X-Canary-Header".to_owned(), "canary-value".to_owned());
    send(server.as_connector(id, token, &request)).await;
    send(server.as_connector("canary-id", "canary-token", &request)).await;
    send(server.request(Method::from_bytes(b"CANARY").expect("a method"), CONNECTORS)).await;
    send(server.get("/canary-page?canary-query")).await;
    send(server.get("/api/v1/canary")).await;
    send(server.request(Method::DELETE, &salesforce_attempt("canary-key"))).await;
    let mut failing = server.form("canary-failing");
    failing["url"] = json!(server.sandbox.addresses().fault_url(Fault::Html503));
    send(server.check(&failing)).await;

    let text = server.state.metrics.text().expect("a text");
    let lower = text.to_lowercase();
    let authorities = server.sandbox.addresses().authorities();
    let hosts = authorities.iter().filter_map(|authority| authority.split_once("://").map(|(_, host)| host));
    let prefix = token.rsplit_once('_').map_or(token, |(prefix, _)| prefix);
    for customers in [id, token, prefix, DEMO_CLIENT_ID, DEMO_EMAIL_ID, ORG_ID, "canary", "localhost"]
        .into_iter()
        .chain(hosts)
    {
        assert!(!lower.contains(&customers.to_lowercase()), "{customers} in\n{text}");
    }
    let found = Exposition::read(&text);
    assert!(found.0.len() > 50, "{text}");
    for sample in &found.0 {
        for (label, value) in &sample.labels {
            assert!(is_closed(label, value), "{label}={value} in {sample:?}");
        }
    }
    assert_eq!(found.value("connectors_http_requests_total", "route=/{*path},method=GET,status=404"), 1.0);
    let invented = format!("route={CONNECTORS},method=_OTHER,status=405");
    assert_eq!(found.value("connectors_http_requests_total", &invented), 1.0);
}

/// Whether a label's value comes from the set that belongs to it.
fn is_closed(label: &str, value: &str) -> bool {
    let code = || value.parse::<ProblemCode>().is_ok();
    match label {
        "version" => value == env!("CARGO_PKG_VERSION"),
        "le" => value == "+Inf" || value.parse::<f64>().is_ok(),
        "outcome" => {
            let classes = ["1xx", "2xx", "3xx", "4xx", "5xx", "other", "succeeded"];
            let revocation = || Revocation::ALL.iter().any(|ended| ended.as_str() == value);
            code()
                || revocation()
                || classes.contains(&value)
                || Checked::ALL.iter().any(|ended| ended.as_str() == value)
        }
        "purpose" => Purpose::ALL.iter().any(|purpose| purpose.as_str() == value),
        "call" => Call::ALL.iter().any(|call| call.as_str() == value),
        "result" => SessionLookup::ALL.iter().any(|found| found.as_str() == value),
        "caller" => Caller::ALL.iter().any(|caller| caller.as_str() == value),
        "limit" => LimitKind::ALL.iter().any(|limit| limit.as_str() == value),
        "method" => ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "_OTHER"].contains(&value),
        "status" => value.parse().is_ok_and(|status: u16| (200..600).contains(&status)),
        "route" => [
            "/{*path}",
            "/api/{*rest}",
            CONNECTORS,
            SALESFORCE,
            SALESFORCE_CHECK,
            contract::api::SALESFORCE_ATTEMPT,
            contract::runtime::REQUESTS,
            contract::service_token::SERVICE_TOKENS,
        ]
        .contains(&value),
        _ => false,
    }
}

async fn pauses_and_budgets_are_counted(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.breaker.failures = 2;
    config.check.breaker.tenants = 2;
    config.check.rates.checks.times = 2;
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let mut form = server.form("Sales");
    form["url"] = json!(server.sandbox.addresses().fault_url(Fault::Html503));
    let check = |tenant: &str| server.check(&form).header(TENANT, tenant);
    for tenant in ["a", "b"] {
        fails(check(tenant), ProblemCode::SalesforceUnavailable).await;
    }
    for tenant in ["a", "b"] {
        fails(check(tenant), ProblemCode::SalesforcePaused).await;
    }
    fails(check("a"), ProblemCode::RateLimited).await;
    let found = scrape(&server);
    assert_eq!(found.value("connectors_breaker_pauses_total", ""), 1.0);
    assert_eq!(found.value("connectors_breaker_refusals_total", ""), 2.0);
    assert_eq!(found.value("connectors_rate_limit_refusals_total", "limit=check"), 1.0);
    let refused = found.value("connectors_sign_ins_total", "purpose=check,outcome=salesforce_paused");
    assert_eq!(refused, 2.0);
}

async fn the_listener_knows_nothing_else(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(serve_metrics(listener, server.state.clone()));
    let get = |path: &str| server.client.get(format!("{origin}{path}"));
    let response = send(get(listener::PATH)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(response.headers()["content-type"], content_type);
    let found = Exposition::read(&response.text().await.expect("text"));
    let version = concat!("version=", env!("CARGO_PKG_VERSION"));
    assert_eq!(found.value("connectors_build_info", version), 1.0);
    let started = found.value("process_start_time_seconds", "");
    assert_eq!(started, 1_767_225_600.0, "the test's clock");
    for path in ["/", CONNECTORS, contract::api::READY] {
        assert_eq!(send(get(path)).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        send(server.get(listener::PATH)).await.status(),
        StatusCode::NOT_FOUND,
        "not on the API's port"
    );
    serving.abort();
}
