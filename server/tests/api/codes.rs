//! Every problem code is reached, or the test that lists them does not compile or fails.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use connectors_server::app;
use contract::api::{self, IDEMPOTENCY_KEY, Problem, salesforce_attempt};
use contract::codes::ProblemCode as P;
use reqwest::{Method, StatusCode};
use salesforce_sandbox::Failure;
use serde_json::json;
use tower::ServiceExt as _;

use crate::database::{TestDatabase, on_both_databases, run};
use crate::failures::is_reached_by;
use crate::world::{Names, READ_ONLY, World, config, fails, succeeds};

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
            let organisation =
                |request: reqwest::RequestBuilder| request.header(crate::world::ORGANISATION, "full");
            for n in 0..5 {
                succeeds(organisation(world.create(&world.form(&n.to_string()))), StatusCode::CREATED).await;
            }
            fails(organisation(world.create(&form)), code).await;
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
        P::Cancelled => {
            succeeds(world.request(Method::DELETE, &salesforce_attempt("c")), StatusCode::OK).await;
            fails(world.create(&form).header(IDEMPOTENCY_KEY, "c"), code).await;
        }
        P::StorageUnavailable => {
            world.state.store.close().await;
            fails(world.get(api::CONNECTORS), code).await;
        }
        P::ShuttingDown => {
            world.state.shutdown.cancel();
            for path in [api::SALESFORCE, api::SALESFORCE_CHECK] {
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
        P::SalesforcePaused => {
            let mut config = config();
            config.check.breaker.failures = 1;
            config.check.breaker.organisations = 1;
            let world = World::with(Arc::clone(database), config, Names::default()).await;
            let mut form = world.form("Sales");
            form["url"] = json!(world.sandbox.addresses().fault_url(salesforce_sandbox::Fault::Html503));
            fails(world.check(&form), P::SalesforceUnavailable).await;
            fails(world.check(&form), code).await;
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
        | P::SalesforceIpRestricted
        | P::SalesforceLoginRate
        | P::SalesforceGrantType
        | P::SalesforceInvalidClient
        | P::SalesforceRefused
        | P::SalesforceAccessRefused
        | P::SalesforceUnknownHost
        | P::SalesforceForbiddenAddress
        | P::SalesforceUnreachable
        | P::SalesforceTls
        | P::SalesforceTimedOut
        | P::SalesforceUnexpected
        | P::SalesforceUnavailable => panic!("no row of the sandbox's table reaches {code}"),
    }
}
