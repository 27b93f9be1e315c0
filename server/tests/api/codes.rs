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
use crate::world::{Names, READ_ONLY, TENANT, World, config, fails, succeeds};

on_both_databases!(every_code_is_reached);

async fn every_code_is_reached(database: Arc<TestDatabase>) {
    for &code in P::ALL {
        // What the sandbox's table reaches is asserted row by row over there.
        if Failure::ALL.iter().any(|&failure| is_reached_by(failure, code)) {
            continue;
        }
        let world = World::new(Arc::clone(&database)).await;
        reach(&world, &database, code).await;
    }
}

async fn reach(world: &World, database: &Arc<TestDatabase>, code: P) {
    let form = world.form(&format!("For {code}"));
    let post = || world.request(Method::POST, api::SALESFORCE);
    match code {
        P::Invalid => drop(fails(world.create(&world.form("")), code).await),
        P::BodyMalformed => drop(fails(world.create(&json!({})), code).await),
        P::BodyTooLarge => drop(fails(world.create(&json!("x".repeat(70_000))), code).await),
        P::UnsupportedMediaType => drop(fails(post().body("{}"), code).await),
        P::NotFound => drop(fails(world.get("/api/nowhere"), code).await),
        P::MethodNotAllowed => drop(fails(world.request(Method::PUT, api::CONNECTORS), code).await),
        P::Forbidden => drop(fails(world.create(&form).header(READ_ONLY, "1"), code).await),
        P::CrossSite => drop(fails(world.create(&form).header("origin", "null"), code).await),
        P::LimitReached => {
            let tenant = |request: reqwest::RequestBuilder| request.header(TENANT, "full");
            for n in 0..5 {
                succeeds(tenant(world.create(&world.form(&n.to_string()))), StatusCode::CREATED).await;
            }
            fails(tenant(world.create(&form)), code).await;
        }
        P::NameTaken => {
            succeeds(world.create(&form), StatusCode::CREATED).await;
            fails(world.create(&form), code).await;
        }
        P::IdempotencyKeyReused => {
            succeeds(world.create(&form).header(IDEMPOTENCY_KEY, "reused"), StatusCode::CREATED).await;
            fails(world.create(&world.form("Other")).header(IDEMPOTENCY_KEY, "reused"), code).await;
        }
        P::IdempotencyKeyMalformed => {
            drop(fails(world.create(&form).header(IDEMPOTENCY_KEY, "a b"), code).await)
        }
        P::RateLimited => {
            let mut config = config();
            config.check.rates.checks.times = 1;
            let world = World::with(Arc::clone(database), config, Names::default()).await;
            succeeds(world.check(&world.form("Sales")), StatusCode::OK).await;
            fails(world.check(&world.form("Sales")), code).await;
        }
        P::Canceled => {
            succeeds(world.request(Method::DELETE, &salesforce_attempt("c")), StatusCode::OK).await;
            fails(world.create(&form).header(IDEMPOTENCY_KEY, "c"), code).await;
        }
        P::StorageUnavailable => {
            world.state.store.close().await;
            fails(world.get(api::CONNECTORS), code).await;
        }
        P::ShuttingDown => {
            world.state.shutdown.cancel();
            for path in [api::SALESFORCE, api::SALESFORCE_CHECK, api::SALESFORCE_FIND_AUDIENCE] {
                let request = Request::post(path)
                    .header("host", "localhost")
                    .header("content-type", "application/json");
                let request = request.body(Body::from(form.to_string())).expect("a request");
                let response = app(world.state.clone()).oneshot(request).await.expect("an answer");
                assert_eq!(response.headers()["connection"], "close");
                let body = to_bytes(response.into_body(), 65_536).await.expect("a body");
                let problem: Problem = serde_json::from_slice(&body).expect("a problem");
                assert_eq!(problem.code, code);
            }
        }
        P::Internal => {
            let mut connection = database.connection().await;
            run(&mut connection, "ALTER TABLE connectors RENAME TO hidden").await;
            fails(world.get(api::CONNECTORS), code).await;
            run(&mut connection, "ALTER TABLE hidden RENAME TO connectors").await;
        }
        P::SalesforceForbiddenAddress => {
            let inside =
                HashMap::from([("inside.my.salesforce.com".to_owned(), vec![Ipv4Addr::LOCALHOST.into()])]);
            let world = World::with(Arc::clone(database), config(), Names(inside)).await;
            let mut form = world.form("Sales");
            form["url"] = json!("https://inside.my.salesforce.com");
            fails(world.check(&form), code).await;
        }
        P::SalesforcePaused => {
            let mut config = config();
            config.check.breaker.failures = 1;
            config.check.breaker.tenants = 1;
            let world = World::with(Arc::clone(database), config, Names::default()).await;
            let mut form = world.form("Sales");
            form["url"] = json!(world.sandbox.addresses().fault_url(salesforce_sandbox::Fault::Html503));
            fails(world.check(&form), P::SalesforceUnavailable).await;
            fails(world.check(&form), code).await;
        }
        P::Unauthenticated => drop(fails(world.get(runtime::CONNECTORS), code).await),
        P::RequestMethod => refused_in_use(world, code, "method", json!("TRACE")).await,
        P::RequestPath => refused_in_use(world, code, "requestPath", json!("//evil.example/")).await,
        P::RequestHeader => refused_in_use(world, code, "headers", json!({ "Host": "evil.example" })).await,
        P::RequestBody => {
            let create = world.create(&form).header(TENANT, code.as_str());
            let id = succeeds(create, StatusCode::CREATED).await["id"].clone();
            let created = succeeds(token(world, code, "name", json!("Flows")), StatusCode::CREATED).await;
            let request = json!({
                "method": "POST", "requestPath": "/services/data/", "body": "%", "bodyEncoding": "base64",
            });
            let path = runtime::requests(id.as_str().expect("an id"));
            let bearer = created["token"].as_str().expect("a token");
            fails(world.request(Method::POST, &path).bearer_auth(bearer).json(&request), code).await;
        }
        P::RequestLimits => refused_in_use(world, code, "retryAttempts", json!(4)).await,
        P::AnswerTooLarge => {
            let mut config = config();
            config.runtime.send.client_limits.answer_bytes = 10;
            let world = World::with(Arc::clone(database), config, Names::default()).await;
            refused_in_use(&world, code, "method", json!("GET")).await;
        }
        P::ConnectorDeactivated => {
            let created = succeeds(world.create(&form), StatusCode::CREATED).await;
            let id = created["id"].as_str().expect("an id");
            let deactivate = api::CONNECTOR_DEACTIVATE.replace("{id}", id);
            succeeds(world.request(Method::POST, &deactivate), StatusCode::OK).await;
            let path = runtime::test_request(id);
            let tried =
                world.request(Method::POST, &path).json(&json!({ "requestPath": default_try_paths()[0] }));
            fails(tried, code).await;
        }
        P::TryDisabled => {
            let mut config = config();
            config.try_paths.clear();
            let world = World::with(Arc::clone(database), config, Names::default()).await;
            let path = runtime::test_request("00000000-0000-4000-8000-000000000000");
            let request =
                world.request(Method::POST, &path).json(&json!({ "requestPath": "/services/data/" }));
            fails(request, code).await;
        }
        P::ServiceTokenName => drop(fails(token(world, code, "name", json!("a\tb")), code).await),
        P::ServiceTokenNameEmpty => drop(fails(token(world, code, "name", json!(" ")), code).await),
        P::ServiceTokenExpiry => drop(fails(token(world, code, "expiresAt", json!(0)), code).await),
        P::ServiceTokenScope => {
            drop(fails(token(world, code, "scope", json!({ "connectors": ["unknown"] })), code).await)
        }
        P::ServiceTokenScopeEmpty => {
            drop(fails(token(world, code, "scope", json!({ "connectors": [] })), code).await)
        }
        P::ServiceTokenLimit => {
            let good = || token(world, code, "name", json!("Flows"));
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

/// A request to create a service token, one field of which is what the test says.
fn token(world: &World, code: P, field: &str, value: Value) -> reqwest::RequestBuilder {
    let mut form =
        json!({ "name": "Flows", "expiresAt": world.state.clock.now_ms() + 60_000, "scope": "all" });
    form[field] = value;
    world.request(Method::POST, SERVICE_TOKENS).header(TENANT, code.as_str()).json(&form)
}

/// A request as a connector, one field of which is what the test says, fails with this code.
async fn refused_in_use(world: &World, code: P, field: &str, value: Value) {
    let create = world.create(&world.form("In use")).header(TENANT, code.as_str());
    let connector = succeeds(create, StatusCode::CREATED).await;
    let created = succeeds(token(world, code, "name", json!("Flows")), StatusCode::CREATED).await;
    let mut request = json!({ "method": "GET", "requestPath": "/services/data/" });
    request[field] = value;
    let path = runtime::requests(connector["id"].as_str().expect("an id"));
    let bearer = created["token"].as_str().expect("a token");
    fails(world.request(Method::POST, &path).bearer_auth(bearer).json(&request), code).await;
}
