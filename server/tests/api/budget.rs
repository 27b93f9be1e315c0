//! What one check may cost: one budget of time for all its steps, and one login.

use std::time::{Duration, Instant};

use contract::codes::{ProblemCode, Step};
use salesforce_sandbox::{Failure, Fault};
use serde_json::json;

use crate::database::{Backend, with_database};
use crate::world::{Names, World, config, fails};

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
        let world = World::with(database, config, Names::default()).await;
        world.sandbox.sandbox().delay_tokens(LATE);
        let mut form = world.form("Sales");
        form["emailId"] = json!(Failure::ProbeStall.email_id());
        for request in [world.check(&form), world.create(&form)] {
            let begun = Instant::now();
            let problem = fails(request, ProblemCode::SalesforceTimedOut).await;
            let took = begun.elapsed();
            assert_eq!(problem.step, Some(Step::CheckAccess), "{problem:?}");
            assert!((BUDGET..LATE + BUDGET).contains(&took), "{took:?}");
        }
        assert_eq!(world.count("acme").await, 0);
    })
    .await;
}

/// A login counts, at Salesforce as well: nothing that goes wrong is worth a second one.
#[tokio::test(flavor = "multi_thread")]
async fn no_login_is_repeated() {
    with_database(Backend::Sqlite, async |database| {
        let world = World::new(database).await;
        for (fault, code) in [
            (Fault::Reset, ProblemCode::SalesforceUnreachable),
            (Fault::Html503, ProblemCode::SalesforceUnavailable),
            (Fault::Html200, ProblemCode::SalesforceUnexpected),
        ] {
            let before = world.sandbox.counters().fault_connections;
            let mut form = world.form("Sales");
            form["url"] = json!(world.sandbox.addresses().fault_url(fault));
            fails(world.check(&form), code).await;
            assert_eq!(world.sandbox.counters().fault_connections - before, 1, "{fault:?}");
        }
        // The probe goes wrong, after a login that went well.
        let before = world.sandbox.counters();
        let mut form = world.form("Sales");
        form["emailId"] = json!(Failure::ProbeReset.email_id());
        fails(world.check(&form), ProblemCode::SalesforceInstanceUnreachable).await;
        let after = world.sandbox.counters();
        assert_eq!(after.token_requests - before.token_requests, 1);
    })
    .await;
}
