//! What only grows is kept for as long as the operator says.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use connectors_server::config::{Config, DAY};
use connectors_server::retention::Retention;
use contract::api::{CONNECTOR_CHECK, CONNECTOR_DEACTIVATE, CONNECTOR_HISTORY, HistoryEvent, HistoryPage};
use contract::limits::HISTORY_DAYS;
use contract::service_token::{SERVICE_TOKENS, ServiceTokenList, service_token};
use reqwest::{Method, StatusCode};
use serde_json::json;
use sqlx::Row as _;
use uuid::Uuid;

use crate::database::{START_MS, TestDatabase, on_both_databases, run};
use crate::test_server::{StaticDns, TestServer, config, succeeds};

on_both_databases!(
    what_was_kept_for_long_enough_goes_and_nothing_else,
    history_goes_once_it_last_happened_long_enough_ago,
    the_server_deletes_it_by_itself,
);

/// More rows than are deleted at a time.
const OLD_ROWS: usize = 1_203;

const RETENTION: Retention =
    Retention { audit: DAY.saturating_mul(10), service_tokens: DAY.saturating_mul(5), every: DAY };

/// Adds rows of now to two tenants' logs.
async fn add_rows(server: &TestServer, database: &TestDatabase) {
    let now = server.state.clock.now_ms();
    let mut sql = "INSERT INTO audit \
                   (id, organisation, user_id, action, target, outcome, request_id, created_at) VALUES "
        .to_owned();
    for number in 0..OLD_ROWS {
        let (comma, tenant) = (if number == 0 { "" } else { ", " }, ["acme", "umbrella"][number % 2]);
        let id = Uuid::now_v7();
        write!(sql, "{comma}('{id}', '{tenant}', 'ann', 'check', 'host', 'succeeded', '{id}', {now})")
            .expect("text");
    }
    run(&mut database.connection().await, &sql).await;
}

async fn rows(database: &TestDatabase) -> i64 {
    let count = sqlx::query("SELECT COUNT(*) FROM audit");
    count.fetch_one(&mut database.connection().await).await.expect("a count").get(0)
}

/// Creates a token that lives for so many days, and gives its id.
async fn create_token(server: &TestServer, days: i64) -> String {
    let expires_at = server.state.clock.now_ms() + days * i64::try_from(DAY.as_millis()).expect("fits");
    let form = json!({ "name": "Flows", "expiresAt": expires_at, "scope": "all" });
    let create = server.request(Method::POST, SERVICE_TOKENS).json(&form);
    let created = succeeds(create, StatusCode::CREATED).await;
    created["serviceToken"]["id"].as_str().expect("an id").to_owned()
}

async fn tokens(server: &TestServer) -> Vec<String> {
    let list = succeeds(server.get(SERVICE_TOKENS), StatusCode::OK).await;
    let list: ServiceTokenList = serde_json::from_value(list).expect("a list");
    list.service_tokens.into_iter().map(|token| token.id).collect()
}

async fn what_was_kept_for_long_enough_goes_and_nothing_else(database: Arc<TestDatabase>) {
    let config = Config { retention: RETENTION, ..config() };
    let server = TestServer::with(Arc::clone(&database), config, StaticDns::default()).await;
    let clock = &server.state.clock;
    let purge = async || RETENTION.purge(&server.state.store, clock.now_ms()).await.expect("deleted");
    add_rows(&server, &database).await;
    let live = create_token(&server, 300).await;
    let expires = create_token(&server, 2).await;
    let revoked = create_token(&server, 300).await;
    succeeds(server.request(Method::DELETE, &service_token(&revoked)), StatusCode::NO_CONTENT).await;
    let old = i64::try_from(OLD_ROWS).expect("fits") + 4;

    clock.advance(DAY * 5);
    purge().await;
    assert_eq!((tokens(&server).await.len(), rows(&database).await), (3, old), "nothing is too old");
    clock.advance(Duration::from_millis(1));
    purge().await;
    assert_eq!(tokens(&server).await.iter().filter(|id| [&live, &expires].contains(id)).count(), 2);
    assert_eq!((tokens(&server).await.len(), rows(&database).await), (2, old), "the revoked one is");
    clock.advance(DAY * 2);
    let newest = create_token(&server, 1).await;
    purge().await;
    let mut left = tokens(&server).await;
    left.sort();
    let mut expected = [live, newest];
    expected.sort();
    assert_eq!(left, expected, "the expired one is");

    clock.advance(DAY * 3);
    purge().await;
    assert_eq!(rows(&database).await, 1, "the newest token's");
    assert_eq!(clock.now_ms(), START_MS + 10 * i64::try_from(DAY.as_millis()).expect("fits") + 1);
}

async fn history_goes_once_it_last_happened_long_enough_ago(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let clock = &server.state.clock;
    let created = succeeds(server.create(&server.form("Sales")), StatusCode::CREATED).await;
    let id = created["id"].as_str().expect("an id");
    let check = || server.request(Method::POST, &CONNECTOR_CHECK.replace("{id}", id));
    let events = async || {
        RETENTION.purge(&server.state.store, clock.now_ms()).await.expect("deleted");
        let page = succeeds(server.get(&CONNECTOR_HISTORY.replace("{id}", id)), StatusCode::OK).await;
        let page: HistoryPage = serde_json::from_value(page).expect("a page");
        page.entries.iter().map(|entry| (entry.event, entry.times)).collect::<Vec<_>>()
    };
    let days = u32::try_from(HISTORY_DAYS).expect("fits");
    succeeds(check(), StatusCode::OK).await;
    clock.advance(DAY);
    succeeds(check(), StatusCode::OK).await;
    let deactivate = server.request(Method::POST, &CONNECTOR_DEACTIVATE.replace("{id}", id));
    clock.advance(DAY);
    succeeds(deactivate, StatusCode::OK).await;
    let (checked, deactivated) = ((HistoryEvent::Checked, 2), (HistoryEvent::Deactivated, 1));
    clock.advance(DAY * (days - 1));
    assert_eq!(events().await, [deactivated, checked], "nothing is too old");
    clock.advance(Duration::from_millis(1));
    assert_eq!(events().await, [deactivated], "the checks are, and not as of the first");
    clock.advance(DAY);
    assert_eq!(events().await, []);
}

async fn the_server_deletes_it_by_itself(database: Arc<TestDatabase>) {
    let retention = Retention { every: Duration::from_millis(20), ..RETENTION };
    let config = Config { retention, ..config() };
    let server = TestServer::with(Arc::clone(&database), config, StaticDns::default()).await;
    add_rows(&server, &database).await;
    server.state.clock.advance(DAY * 10 + Duration::from_millis(1));
    for _ in 0..6000 {
        if rows(&database).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("they are never deleted");
}
