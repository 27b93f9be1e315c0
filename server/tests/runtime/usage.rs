//! How connectors are used, as it is told.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::model::{ConnectorId, TenantId};
use connectors_server::usage::RequestEnd;
use contract::usage::ConnectorUsage;

use crate::database::{START_MS, TestDatabase, on_both_databases};
use crate::in_use::{ACME, echo, result};
use crate::test_server::TestServer;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

on_both_databases!(use_is_told_before_it_is_written_and_after, of_one_a_month_is_told);

async fn use_is_told_before_it_is_written_and_after(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    for sent in 1..=3 {
        result(server.as_connector(&id, &token, &echo())).await;
        assert_eq!(server.counted(&id).await, Some((sent, 0)), "counted");
        server.state.usage.flush(&server.state.store).await.expect("written");
        assert_eq!(server.counted(&id).await, Some((sent, 0)), "written");
    }
}

/// Each day's requests, newest first, and when the last was.
fn days(usage: Option<ConnectorUsage>) -> (Vec<u64>, i64) {
    let usage = usage.expect("it was used");
    (usage.days.iter().map(|day| day.requests).collect(), usage.last_used_at)
}

async fn of_one_a_month_is_told(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, clock) = (server.connector().await, &server.state.clock);
    assert_eq!(server.told(&id).await.usage, None, "it was never used");
    let (tenant, connector) = (TenantId::new(ACME), id.parse::<ConnectorId>().expect("an id"));
    let used = async |times: u64| {
        for _ in 0..times {
            server.state.usage.count(&tenant, connector, RequestEnd::Answered(200), clock.now_ms());
        }
    };
    used(3).await;
    assert_eq!(days(server.told(&id).await.usage), (vec![3], START_MS), "not written yet");
    server.state.usage.flush(&server.state.store).await.expect("written");
    clock.advance(DAY * 29);
    used(1).await;
    let now = clock.now_ms();
    assert_eq!(days(server.told(&id).await.usage), (vec![1, 3], now), "some of it is written");
    clock.advance(DAY);
    server.state.usage.flush(&server.state.store).await.expect("written");
    assert_eq!(days(server.told(&id).await.usage), (vec![1], now), "thirty days are told");
    clock.advance(DAY * 30);
    assert_eq!(days(server.told(&id).await.usage), (vec![], now), "when last is told for longer");
    assert!(server.counted(&id).await.is_some(), "a list tells of the last week of use");
}
