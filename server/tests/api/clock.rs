//! The server's clock, held against Salesforce's.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::store::StoreOptions;
use contract::codes::{ProblemCode as P, WarningCode};
use reqwest::StatusCode;
use salesforce_sandbox::Failure;
use serde_json::{Value, json};

use crate::database::{Backend, TestDatabase, with_database};
use crate::test_server::{StaticDns, TestServer, config, fails, keys, succeeds};

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_told_by_how_much() {
    with_database(Backend::Sqlite, async |database| {
        // An assertion is good for 180 s, and as many are let pass.
        for (off, told) in [
            (Off::Behind(0), None),
            (Off::Behind(59), None),
            (Off::Behind(60), Some(-60)),
            (Off::Behind(359), Some(-359)),
            (Off::Ahead(59), None),
            (Off::Ahead(300), Some(300)),
        ] {
            let server = server(&database, off).await;
            let found = succeeds(server.check(&server.form("Sales")), StatusCode::OK).await;
            let warnings = told.map(|_| WarningCode::ServerClock);
            assert_eq!(found["warnings"], json!(Vec::from_iter(warnings)), "{off:?}");
            assert_eq!(found.get("clockOffset").and_then(Value::as_i64), told.map(i64::from), "{off:?}");
            // Beside another failure, of the token endpoint or after a good sign-in, it is told as well.
            for (failure, code) in [
                (Failure::UnknownUser, P::SalesforceUnknownUser),
                (Failure::RequestLimit, P::SalesforceRequestLimit),
            ] {
                let mut form = server.form("Sales");
                form["emailId"] = json!(failure.email_id());
                assert_eq!(fails(server.check(&form), code).await.clock_offset, told, "{off:?} {failure:?}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_too_far_behind_is_what_fails() {
    with_database(Backend::Sqlite, async |database| {
        let server = server(&database, Off::Behind(7 * 60)).await;
        for request in [server.check(&server.form("Sales")), server.create(&server.form("Sales"))] {
            assert_eq!(fails(request, P::SalesforceClock).await.clock_offset, Some(-420));
        }
        assert_eq!(server.count("acme").await, 0);
    })
    .await;
}

/// How many seconds the server's clock is off.
#[derive(Clone, Copy, Debug)]
enum Off {
    Behind(u64),
    Ahead(u64),
}

async fn server(database: &Arc<TestDatabase>, off: Off) -> TestServer {
    let clock = database.clock.clone();
    let sandbox = salesforce_sandbox::Config::demo(
        keys(),
        Arc::new(move || match off {
            Off::Behind(seconds) => clock.now() + Duration::from_secs(seconds),
            Off::Ahead(seconds) => clock.now() - Duration::from_secs(seconds),
        }),
    );
    let sandbox = salesforce_sandbox::start(sandbox).await.expect("the sandbox starts");
    let options = StoreOptions::default();
    TestServer::with_sandbox(Arc::clone(database), config(), StaticDns::default(), &options, sandbox).await
}
