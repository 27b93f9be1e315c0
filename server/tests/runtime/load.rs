//! Many at a time: one login, and nobody fails because a token ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{config, echo, result};
use crate::test_server::TestServer;

on_both_databases!(a_thousand_first_uses_make_one_login, a_token_that_ends_under_load_fails_nobody);

const FIRST_USES: usize = 1_000;
const UNDER_LOAD: usize = 600;
const WORKERS: usize = 24;

async fn a_thousand_first_uses_make_one_login(database: Arc<TestDatabase>) {
    let mut config = config();
    config.admission.of_a_token = config.admission.in_all;
    config.admission.of_a_tenant = config.admission.in_all;
    let server = Arc::new(TestServer::in_use_with(database, config).await);
    let (id, token) = (server.connector().await, server.token().await);
    let uses: Vec<_> = (0..FIRST_USES)
        .map(|_| {
            let request = server.as_connector(&id, &token, &echo());
            tokio::spawn(result(request))
        })
        .collect();
    for one in uses {
        assert_eq!(one.await.expect("answered").http_status_code, Some(200));
    }
    let seen = server.sandbox.counters();
    assert_eq!((seen.token_requests, seen.api_requests), (1, FIRST_USES as u64));
    assert_eq!(server.counted(&id).await, Some((FIRST_USES as u64, 0)));
}

async fn a_token_that_ends_under_load_fails_nobody(database: Arc<TestDatabase>) {
    let server = Arc::new(TestServer::in_use(database).await);
    let (id, token) = (server.connector().await, server.token().await);
    let next = Arc::new(AtomicUsize::new(0));
    let drops = [100, 200, 300, 400, 500];
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (server, next, id, token) =
                (Arc::clone(&server), Arc::clone(&next), id.clone(), token.clone());
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= UNDER_LOAD {
                        return;
                    }
                    if drops.contains(&number) {
                        server.sandbox.sandbox().drop_tokens();
                    }
                    let found = result(server.as_connector(&id, &token, &echo())).await;
                    assert_eq!(found.http_status_code, Some(200), "request {number}: {found:?}");
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("no request fails");
    }
    let logins = server.sandbox.counters().token_requests;
    assert_eq!(logins, 1 + drops.len() as u64, "one login, and one after each drop");
}
