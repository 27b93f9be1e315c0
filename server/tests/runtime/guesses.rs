//! Who invents service tokens: well-formed ones have the store read, so that is bounded.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::identity::token;
use contract::codes::ProblemCode;
use contract::runtime::CONNECTORS;
use reqwest::{Method, StatusCode};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::config;
use crate::test_server::{TestServer, fails, send};

on_both_databases!(invented_tokens_stop_reaching_the_store_and_good_ones_go_on);

async fn invented_tokens_stop_reaching_the_store_and_good_ones_go_on(database: Arc<TestDatabase>) {
    let server = TestServer::in_use_with(database, config()).await;
    let times = server.state.config.unknown_tokens.times;
    let list = |token: &str| server.request(Method::GET, CONNECTORS).bearer_auth(token);
    let invented = || list(token::generate().expect("random bytes").token.expose());
    let good = server.token().await;
    assert_eq!(send(list(&good)).await.status(), StatusCode::OK);
    for _ in 0..times {
        fails(invented(), ProblemCode::Unauthenticated).await;
    }
    for _ in 0..3 {
        let problem = fails(invented(), ProblemCode::RateLimited).await;
        assert_eq!(problem.retry_after, Some(60));
    }
    assert_eq!(send(list(&good)).await.status(), StatusCode::OK);
    fails(list("cct_"), ProblemCode::Unauthenticated).await;

    // Whoever looks finds no store from now on.
    server.state.store.close().await;
    fails(invented(), ProblemCode::RateLimited).await;
    fails(list(&good), ProblemCode::StorageUnavailable).await;
    server.state.clock.advance(Duration::from_secs(60));
    fails(invented(), ProblemCode::StorageUnavailable).await;
}
