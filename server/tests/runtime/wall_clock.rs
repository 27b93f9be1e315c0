//! The time of day is set, by an hour and both ways: what anybody may still ask, and how long anybody waits, stays as it was.

use std::sync::Arc;
use std::time::Duration;

use contract::codes::ProblemCode;
use reqwest::StatusCode;
use salesforce_sandbox::{Failure, Fault};
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{config, echo, result};
use crate::refusals::failing;
use crate::test_server::{TENANT, TestServer, fails, succeeds};

on_both_databases!(setting_the_clock_gives_and_takes_nothing);

const HOUR_MS: i64 = 60 * 60 * 1000;

/// An hour ahead, two back, and one ahead again.
const JUMPS: [i64; 4] = [0, HOUR_MS, -2 * HOUR_MS, HOUR_MS];

async fn setting_the_clock_gives_and_takes_nothing(database: Arc<TestDatabase>) {
    let mut config = config();
    config.runtime.rate.times = 20;
    config.check.rates.checks.times = 2;
    config.check.breaker.failures = 3;
    let (idle, checks) = (config.sessions.idle, config.check.rates.checks.per);
    let server = TestServer::in_use_with(database, config).await;
    let clock = server.state.clock.clone();

    let form = server.form("Sales");
    for _ in 0..2 {
        succeeds(server.check(&form), StatusCode::OK).await;
    }
    let mut failing_host = server.form("Sales");
    failing_host["url"] = json!(server.sandbox.addresses().fault_url(Fault::Html503));
    let at_failing_host = |tenant: &'static str| server.check(&failing_host).header(TENANT, tenant);
    for tenant in ["a", "b", "c"] {
        fails(at_failing_host(tenant), ProblemCode::SalesforceUnavailable).await;
    }
    let (id, refused, token) =
        (server.connector().await, failing(&server, Failure::NotAdminApproved).await, server.token().await);
    result(server.as_connector(&id, &token, &echo())).await;

    for (jump, tenant) in JUMPS.into_iter().zip(["d", "e", "f", "g"]) {
        clock.jump(jump);
        assert_eq!(
            fails(server.check(&form), ProblemCode::RateLimited).await.retry_after,
            Some(60),
            "{jump}"
        );
        let paused = fails(at_failing_host(tenant), ProblemCode::SalesforcePaused).await;
        assert_eq!(paused.retry_after, Some(30), "{jump}");
        let backs_off = server.as_connector(&refused, &token, &echo());
        let backs_off = fails(backs_off, ProblemCode::SalesforceNotAdminApproved).await;
        assert_eq!(backs_off.retry_after, Some(1), "{jump}");
        server.state.sessions.forget_idle();
        assert_eq!(server.state.sessions.len(), 2, "{jump}");
    }
    assert_eq!(server.sandbox.counters().token_requests, 4, "no login more than before");
    // Five of twenty are spent, whatever the time of day was.
    for _ in 5..20 {
        result(server.as_connector(&id, &token, &echo())).await;
    }
    for jump in JUMPS {
        clock.jump(jump);
        let spent = fails(server.as_connector(&id, &token, &echo()), ProblemCode::RateLimited).await;
        assert_eq!(spent.retry_after, Some(60), "{jump}");
    }
    // Time that passes does give.
    clock.advance(checks);
    result(server.as_connector(&id, &token, &echo())).await;
    succeeds(server.check(&form), StatusCode::OK).await;
    clock.advance(idle - Duration::from_secs(1));
    server.state.sessions.forget_idle();
    assert_eq!(server.state.sessions.len(), 1);
}
