//! Every problem code is reached, or the test that lists them does not compile or fails.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use connectors_server::app;
use connectors_server::config::default_try_paths;
use contract::api::{self, IDEMPOTENCY_KEY, Problem, salesforce_attempt};
use contract::codes::ProblemCode as P;
use contract::runtime;
use contract::service_token::{LIVE_MAX, SERVICE_TOKENS};
use reqwest::{Method, StatusCode};
use salesforce_sandbox::Failure;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::database::{TestDatabase, on_both_databases, run};
use crate::failures::is_reached_by;
use crate::test_server::{READ_ONLY, StaticDns, TENANT, TestServer, config, fails, succeeds};

on_both_databases!(every_code_is_reached);

async fn every_code_is_reached(database: Arc<TestDatabase>) {
    for &code in P::ALL {
        // What the sandbox's table reaches is asserted row by row over there.
        if Failure::ALL.iter().any(|&failure| is_reached_by(failure, code)) {
            continue;
        }
        let server = TestServer::new(Arc::clone(&database)).await;
        reach(&server, &database, code).await;
    }
}

async fn reach(server: &TestServer, database: &Arc<TestDatabase>, code: P) {
    let form = server.form(&format!("For {code}"));
    let post = || server.request(Method::POST, api::SALESFORCE);
    match code {
        P::Invalid => drop(fails(server.create(&server.form("")), code).await),
        P::BodyMalformed => drop(fails(server.create(&json!({})), code).await),
        P::BodyTooLarge => drop(fails(server.create(&json!("x".repeat(70_000))), code).await),
        P::UnsupportedMediaType => drop(fails(post().body("{}"), code).await),
        P::NotFound => drop(fails(server.get("/api/nowhere"), code).await),
        P::MethodNotAllowed => drop(fails(server.request(Method::PUT, api::CONNECTORS), code).await),
        P::Forbidden => drop(fails(server.create(&form).header(READ_ONLY, "1"), code).await),
        P::CrossSite => drop(fails(server.create(&form).header("origin", "null"), code).await),
        P::LimitReached => {
            let tenant = |request: reqwest::RequestBuilder| request.header(TENANT, "full");
            for n in 0..5 {
                succeeds(tenant(server.create(&server.form(&n.to_string()))), StatusCode::CREATED).await;
            }
            fails(tenant(server.create(&form)), code).await;
        }
        P::NameTaken => {
            succeeds(server.create(&form), StatusCode::CREATED).await;
            fails(server.create(&form), code).await;
        }
        P::IdempotencyKeyReused => {
            succeeds(server.create(&form).header(IDEMPOTENCY_KEY, "reused"), StatusCode::CREATED).await;
            fails(server.create(&server.form("Other")).header(IDEMPOTENCY_KEY, "reused"), code).await;
        }
        P::IdempotencyKeyMalformed => {
            drop(fails(server.create(&form).header(IDEMPOTENCY_KEY, "a b"), code).await)
        }
        P::RateLimited => {
            let mut config = config();
            config.check.rates.checks.times = 1;
            let server = TestServer::with(Arc::clone(database), config, StaticDns::default()).await;
            succeeds(server.check(&server.form("Sales")), StatusCode::OK).await;
            fails(server.check(&server.form("Sales")), code).await;
        }
        P::Canceled => {
            succeeds(server.request(Method::DELETE, &salesforce_attempt("c")), StatusCode::OK).await;
            fails(server.create(&form).header(IDEMPOTENCY_KEY, "c"), code).await;
        }
        P::StorageUnavailable => {
            server.state.store.close().await;
            fails(server.get(api::CONNECTORS), code).await;
        }
        P::ShuttingDown => {
            server.state.shutdown.leaving.cancel();
            for path in [api::SALESFORCE, api::SALESFORCE_CHECK, api::SALESFORCE_FIND_AUDIENCE] {
                let request = Request::post(path)
                    .header("host", "localhost")
                    .header("content-type", "application/json");
                let request = request.body(Body::from(form.to_string())).expect("a request");
                let response = app(server.state.clone()).oneshot(request).await.expect("an answer");
                assert_eq!(response.headers()["connection"], "close");
                let body = to_bytes(response.into_body(), 65_536).await.expect("a body");
                let problem: Problem = serde_json::from_slice(&body).expect("a problem");
                assert_eq!(problem.code, code);
            }
        }
        P::Internal => {
            let mut connection = database.connection().await;
            run(&mut connection, "ALTER TABLE connectors RENAME TO hidden").await;
            fails(server.get(api::CONNECTORS), code).await;
            run(&mut connection, "ALTER TABLE hidden RENAME TO connectors").await;
        }
        P::SalesforceForbiddenAddress => {
            let inside =
                HashMap::from([("inside.my.salesforce.com".to_owned(), vec![Ipv4Addr::LOCALHOST.into()])]);
            let server = TestServer::with(Arc::clone(database), config(), StaticDns(inside)).await;
            let mut form = server.form("Sales");
            form["url"] = json!("https://inside.my.salesforce.com");
            fails(server.check(&form), code).await;
        }
        P::SalesforcePaused => {
            let mut config = config();
            config.check.breaker.failures = 1;
            config.check.breaker.tenants = 1;
            let server = TestServer::with(Arc::clone(database), config, StaticDns::default()).await;
            let mut form = server.form("Sales");
            form["url"] = json!(server.sandbox.addresses().fault_url(salesforce_sandbox::Fault::Html503));
            fails(server.check(&form), P::SalesforceUnavailable).await;
            fails(server.check(&form), code).await;
        }
        P::Unauthenticated => drop(fails(server.get(runtime::CONNECTORS), code).await),
        P::RequestMethod => refused_in_use(server, code, "method", json!("TRACE")).await,
        P::RequestPath => refused_in_use(server, code, "requestPath", json!("//evil.example/")).await,
        P::RequestHeader => refused_in_use(server, code, "headers", json!({ "Host": "evil.example" })).await,
        P::RequestBody => {
            let create = server.create(&form).header(TENANT, code.as_str());
            let id = succeeds(create, StatusCode::CREATED).await["id"].clone();
            let created = succeeds(token(server, code, "name", json!("Flows")), StatusCode::CREATED).await;
            let request = json!({
                "method": "POST", "requestPath": "/services/data/", "body": "%", "bodyEncoding": "base64",
            });
            let path = runtime::requests(id.as_str().expect("an id"));
            let bearer = created["token"].as_str().expect("a token");
            fails(server.request(Method::POST, &path).bearer_auth(bearer).json(&request), code).await;
        }
        P::RequestLimits => refused_in_use(server, code, "retryAttempts", json!(4)).await,
        P::AnswerTooLarge => {
            let mut config = config();
            config.runtime.send.client_limits.answer_bytes = 10;
            let server = TestServer::with(Arc::clone(database), config, StaticDns::default()).await;
            refused_in_use(&server, code, "method", json!("GET")).await;
        }
        P::PreconditionRequired
        | P::ConnectorChanged
        | P::PrivateKeyNeeded
        | P::ConnectorNotes
        | P::ConnectorContact
        | P::ConnectorActive => reach_by_change(server, code).await,
        P::ConnectorDeactivated => {
            let created = succeeds(server.create(&form), StatusCode::CREATED).await;
            let id = created["id"].as_str().expect("an id");
            let deactivate = api::CONNECTOR_DEACTIVATE.replace("{id}", id);
            succeeds(server.request(Method::POST, &deactivate), StatusCode::OK).await;
            let path = runtime::test_request(id);
            let tried =
                server.request(Method::POST, &path).json(&json!({ "requestPath": default_try_paths()[0] }));
            fails(tried, code).await;
        }
        P::TryDisabled => {
            let mut config = config();
            config.try_paths.clear();
            let server = TestServer::with(Arc::clone(database), config, StaticDns::default()).await;
            let path = runtime::test_request("00000000-0000-4000-8000-000000000000");
            let request =
                server.request(Method::POST, &path).json(&json!({ "requestPath": "/services/data/" }));
            fails(request, code).await;
        }
        P::ServiceTokenName => drop(fails(token(server, code, "name", json!("a\tb")), code).await),
        P::ServiceTokenNameEmpty => drop(fails(token(server, code, "name", json!(" ")), code).await),
        P::ServiceTokenExpiry => drop(fails(token(server, code, "expiresAt", json!(0)), code).await),
        P::ServiceTokenScope => {
            drop(fails(token(server, code, "scope", json!({ "connectors": ["unknown"] })), code).await)
        }
        P::ServiceTokenScopeEmpty => {
            drop(fails(token(server, code, "scope", json!({ "connectors": [] })), code).await)
        }
        P::ServiceTokenLimit => {
            let good = || token(server, code, "name", json!("Flows"));
            for _ in 0..LIVE_MAX {
                succeeds(good(), StatusCode::CREATED).await;
            }
            fails(good(), code).await;
        }
        P::SalesforceClientId
        | P::SalesforceKeyMismatch
        | P::SalesforceAudience
        | P::SalesforceNotApproved
        | P::SalesforceNotAdminApproved
        | P::SalesforceUnknownUser
        | P::SalesforceInactiveUser
        | P::SalesforceInactiveOrg
        | P::SalesforceClock
        | P::SalesforceAppNotInstalled
        | P::SalesforceAppBlocked
        | P::SalesforceScopeMissing
        | P::SalesforcePasswordExpired
        | P::SalesforceApprovalExpired
        | P::SalesforceIpRestricted
        | P::SalesforceLoginRate
        | P::SalesforceGrantType
        | P::SalesforceInvalidClient
        | P::SalesforceRefused
        | P::SalesforceAccessRefused
        | P::SalesforceRequestLimit
        | P::SalesforceApiVersion
        | P::SalesforceAnswerIncomplete
        | P::SalesforceInstanceAddress
        | P::SalesforceInstanceUnreachable
        | P::SalesforceInstanceUnexpected
        | P::SalesforceUnknownHost
        | P::SalesforceUnreachable
        | P::SalesforceTls
        | P::SalesforceTimedOut
        | P::SalesforceUnexpected
        | P::SalesforceUnavailable => panic!("no row of the sandbox's table reaches {code}"),
    }
}

/// What only a change or a delete of a connector is refused with.
async fn reach_by_change(server: &TestServer, code: P) {
    let create = server.create(&server.form("To change")).header(TENANT, code.as_str());
    let created = succeeds(create, StatusCode::CREATED).await;
    let path = api::CONNECTOR.replace("{id}", created["id"].as_str().expect("an id"));
    let to = |method| server.request(method, &path).header(TENANT, code.as_str());
    let patch = |patch: Value| to(Method::PATCH).header("if-match", "\"1\"").json(&patch);
    let request = match code {
        P::PreconditionRequired => to(Method::PATCH).json(&json!({})),
        P::ConnectorChanged => to(Method::PATCH).header("if-match", "\"7\"").json(&json!({})),
        P::PrivateKeyNeeded => patch(json!({ "audience": "https://test.salesforce.com" })),
        P::ConnectorNotes => patch(json!({ "notes": "\u{7}" })),
        P::ConnectorContact => patch(json!({ "contact": "a\nb" })),
        _ => to(Method::DELETE).header("if-match", "*"),
    };
    fails(request, code).await;
}

/// A request to create a service token, one field of which is what the test says.
fn token(server: &TestServer, code: P, field: &str, value: Value) -> reqwest::RequestBuilder {
    let mut form =
        json!({ "name": "Flows", "expiresAt": server.state.clock.now_ms() + 60_000, "scope": "all" });
    form[field] = value;
    server.request(Method::POST, SERVICE_TOKENS).header(TENANT, code.as_str()).json(&form)
}

/// A request as a connector, one field of which is what the test says, fails with this code.
async fn refused_in_use(server: &TestServer, code: P, field: &str, value: Value) {
    let create = server.create(&server.form("In use")).header(TENANT, code.as_str());
    let connector = succeeds(create, StatusCode::CREATED).await;
    let created = succeeds(token(server, code, "name", json!("Flows")), StatusCode::CREATED).await;
    let mut request = json!({ "method": "GET", "requestPath": "/services/data/" });
    request[field] = value;
    let path = runtime::requests(connector["id"].as_str().expect("an id"));
    let bearer = created["token"].as_str().expect("a token");
    fails(server.request(Method::POST, &path).bearer_auth(bearer).json(&request), code).await;
}
