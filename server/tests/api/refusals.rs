//! What is refused over and over does not fill the audit log.

use std::sync::Arc;
use std::time::Duration;

use contract::codes::ProblemCode;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::Row as _;

use crate::database::{START_MS, TestDatabase, on_both_databases, run};
use crate::test_server::{StaticDns, TestServer, config, fails, succeeds};

on_both_databases!(
    a_thousand_refused_checks_are_a_handful_of_rows,
    hosts_without_end_are_a_bounded_number_of_rows,
    what_cannot_be_written_is_written_later,
);

/// Checks that the budget has room for.
const ALLOWED: usize = 2;

/// A server whose budget allows little, which writes what is due at once.
async fn server(database: &Arc<TestDatabase>) -> TestServer {
    let mut config = config();
    config.check.rates.checks.times = ALLOWED;
    config.usage_flush = Duration::from_millis(20);
    TestServer::with(Arc::clone(database), config, StaticDns::default()).await
}

/// A row of a refused check: its target, what it stands for, and when the last of that was.
type Row = (String, Option<i64>, Option<i64>);

async fn refused(database: &TestDatabase) -> Vec<Row> {
    let rows = "SELECT target, times, last_at FROM audit WHERE outcome = 'rate_limited' ORDER BY id";
    let rows = sqlx::query(rows).fetch_all(&mut database.connection().await).await.expect("rows");
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

/// Waits for this many rows of refused checks.
async fn until_refused(database: &TestDatabase, rows: usize) -> Vec<Row> {
    for _ in 0..6000 {
        let found = refused(database).await;
        if found.len() >= rows {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("there are never {rows} rows");
}

/// Uses up the budget.
async fn use_up(server: &TestServer) -> Value {
    let form = server.form("Sales");
    for _ in 0..ALLOWED {
        succeeds(server.check(&form), StatusCode::OK).await;
    }
    form
}

async fn a_thousand_refused_checks_are_a_handful_of_rows(database: Arc<TestDatabase>) {
    const TIMES: usize = 1_000;
    const AT_A_TIME: usize = 20;
    let server = Arc::new(server(&database).await);
    let form = use_up(&server).await;
    let clients: Vec<_> = (0..AT_A_TIME)
        .map(|_| {
            let (server, form) = (Arc::clone(&server), form.clone());
            tokio::spawn(async move {
                for _ in 0..TIMES / AT_A_TIME {
                    let answer = server.check(&form).send().await.expect("an answer");
                    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
                }
            })
        })
        .collect();
    for client in clients {
        client.await.expect("refused each time");
    }
    let host = || "localhost".to_owned();
    assert_eq!(refused(&database).await, [(host(), None, None)], "the first is there at once");

    server.state.clock.advance(Duration::from_secs(60));
    let others = i64::try_from(TIMES - 1).expect("fits");
    let expected = [(host(), None, None), (host(), Some(others), Some(START_MS))];
    assert_eq!(until_refused(&database, 2).await, expected, "its minute is over");

    // What is left when the server leaves is written before it has.
    use_up(&server).await;
    for _ in 0..3 {
        fails(server.check(&form), ProblemCode::RateLimited).await;
    }
    assert_eq!(refused(&database).await.len(), 3);
    server.state.shutdown.leaving.cancel();
    let server = Arc::into_inner(server).expect("nobody else has it");
    server.serving.await.expect("no panic").expect("it has left");
    assert_eq!(refused(&database).await[3], (host(), Some(2), Some(START_MS + 60_000)));

    let all: i64 = sqlx::query("SELECT COUNT(*) FROM audit")
        .fetch_one(&mut database.connection().await)
        .await
        .expect("a count")
        .get(0);
    assert_eq!(all, 4 + 2 * 2 * i64::try_from(ALLOWED).expect("fits"), "each allowed one has two rows");
}

async fn hosts_without_end_are_a_bounded_number_of_rows(database: Arc<TestDatabase>) {
    let server = server(&database).await;
    let mut form = use_up(&server).await;
    for number in 0..200 {
        form["url"] = json!(format!("https://host-{number}.my.salesforce.com"));
        fails(server.check(&form), ProblemCode::RateLimited).await;
    }
    let at_once = refused(&database).await.len();
    assert!(at_once < 70, "{at_once} rows");
    server.state.clock.advance(Duration::from_secs(60));
    let last = until_refused(&database, at_once + 1).await.pop().expect("rows");
    let others = i64::try_from(200 - at_once).expect("fits");
    assert_eq!(last, ("*".to_owned(), Some(others), Some(START_MS)));
}

async fn what_cannot_be_written_is_written_later(database: Arc<TestDatabase>) {
    let server = server(&database).await;
    let form = use_up(&server).await;
    for _ in 0..3 {
        fails(server.check(&form), ProblemCode::RateLimited).await;
    }
    run(&mut database.connection().await, "ALTER TABLE audit RENAME TO away").await;
    server.state.clock.advance(Duration::from_secs(60));
    server.state.audit.write_due().await.expect_err("there is no audit log");
    run(&mut database.connection().await, "ALTER TABLE away RENAME TO audit").await;
    server.state.clock.advance(Duration::from_secs(60));
    let last = until_refused(&database, 2).await.pop().expect("rows");
    assert_eq!(last, ("localhost".to_owned(), Some(2), Some(START_MS)));
}
