//! What one check may cost: one budget of time for all its steps, and one login.

use std::time::{Duration, Instant};

use contract::codes::{ProblemCode, Step};
use salesforce_sandbox::{Failure, Fault};
use serde_json::json;

use crate::database::{Backend, with_database};
use crate::test_server::{StaticDns, TestServer, config, fails};

/// For a whole check: shorter than production's, since the test uses all of it.
const BUDGET: Duration = Duration::from_secs(5);
/// How late the token comes. What is left must be enough for a busy machine to read it.
const LATE: Duration = Duration::from_secs(3);

/// The sandbox's failures each hang one call. Here both calls take their time: a budget for each of them would end
/// after [`LATE`] and [`BUDGET`], not before.
#[tokio::test(flavor = "multi_thread")]
async fn all_steps_share_one_budget() {
    with_database(Backend::Sqlite, async |database| {
        let mut config = config();
        config.check.budget = BUDGET;
        let server = TestServer::with(database, config, StaticDns::default()).await;
        server.sandbox.sandbox().delay_tokens(LATE);
        let mut form = server.form("Sales");
        form["emailId"] = json!(Failure::ProbeStall.email_id());
        for request in [server.check(&form), server.create(&form)] {
            let begun = Instant::now();
            let problem = fails(request, ProblemCode::SalesforceTimedOut).await;
            let took = begun.elapsed();
            assert_eq!(problem.step, Some(Step::CheckAccess), "{problem:?}");
            assert!((BUDGET..LATE + BUDGET).contains(&took), "{took:?}");
        }
        assert_eq!(server.count("acme").await, 0);
    })
    .await;
}

/// A login counts, at Salesforce as well: nothing that goes wrong is worth a second one.
#[tokio::test(flavor = "multi_thread")]
async fn no_login_is_repeated() {
    with_database(Backend::Sqlite, async |database| {
        let server = TestServer::new(database).await;
        for (fault, code) in [
            (Fault::Reset, ProblemCode::SalesforceUnreachable),
            (Fault::Html503, ProblemCode::SalesforceUnavailable),
            (Fault::Html200, ProblemCode::SalesforceUnexpected),
        ] {
            let before = server.sandbox.counters().fault_connections;
            let mut form = server.form("Sales");
            form["url"] = json!(server.sandbox.addresses().fault_url(fault));
            fails(server.check(&form), code).await;
            assert_eq!(server.sandbox.counters().fault_connections - before, 1, "{fault:?}");
        }
        // The probe goes wrong, after a login that went well.
        let before = server.sandbox.counters();
        let mut form = server.form("Sales");
        form["emailId"] = json!(Failure::ProbeReset.email_id());
        fails(server.check(&form), ProblemCode::SalesforceInstanceUnreachable).await;
        let after = server.sandbox.counters();
        assert_eq!(after.token_requests - before.token_requests, 1);
    })
    .await;
}
