//! The list of service tokens, however many there have been.

use std::sync::Arc;
use std::time::Duration;

use contract::codes::ProblemCode;
use contract::service_token::{SERVICE_TOKENS, ServiceTokenPage, service_token};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{TENANT, TestServer, fails, succeeds};

on_both_databases!(tokens_that_have_ended_come_a_page_at_a_time);

async fn list(server: &TestServer, query: &str) -> ServiceTokenPage {
    let request = server.get(&format!("{SERVICE_TOKENS}{query}"));
    serde_json::from_value(succeeds(request, StatusCode::OK).await).expect("a list")
}

fn names(list: &ServiceTokenPage) -> Vec<&str> {
    list.service_tokens.iter().map(|token| token.name.as_str()).collect()
}

async fn tokens_that_have_ended_come_a_page_at_a_time(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    for name in
        ["0 live", "1 revoked", "2 expired", "3 live", "4 revoked", "5 revoked", "6 live", "7 expired"]
    {
        let lives = if name.ends_with("expired") { 3_600_000 } else { 86_400_000 };
        let expires_at = server.state.clock.now_ms() + lives;
        let form = json!({ "name": name, "expiresAt": expires_at, "scope": "all" });
        let create = server.request(Method::POST, SERVICE_TOKENS).json(&form);
        let created = succeeds(create, StatusCode::CREATED).await;
        if name.ends_with("revoked") {
            let id = created["serviceToken"]["id"].as_str().expect("an id");
            let revoke = server.request(Method::DELETE, &service_token(id));
            succeeds(revoke, StatusCode::NO_CONTENT).await;
        }
        // Two of them are of one moment.
        let wait = if name.starts_with('4') { 0 } else { 1 };
        server.state.clock.advance(Duration::from_secs(wait));
    }
    server.state.clock.advance(Duration::from_secs(2 * 3600));

    let all = list(&server, "").await;
    let [zero, one, two, three, four, five, six, seven] =
        ["0 live", "1 revoked", "2 expired", "3 live", "4 revoked", "5 revoked", "6 live", "7 expired"];
    assert_eq!((all.service_tokens.len(), all.next.as_ref()), (8, None), "few come as they always did");
    assert!(all.service_tokens.is_sorted_by_key(|token| std::cmp::Reverse(token.created_at)));

    let first = list(&server, "?limit=2").await;
    let (sooner, later) = if names(&first).contains(&four) { (four, five) } else { (five, four) };
    assert_eq!(names(&first), [seven, six, sooner, three, zero], "all that can be used are there");
    let second = list(&server, &format!("?limit=2&after={}", first.next.expect("more"))).await;
    assert_eq!(names(&second), [later, two]);
    let after = second.next.expect("more");
    let third = list(&server, &format!("?limit=2&after={after}")).await;
    assert_eq!((names(&third), third.next.as_ref()), (vec![one], None));

    let theirs = server.get(&format!("{SERVICE_TOKENS}?after={after}")).header(TENANT, "other");
    assert_eq!(succeeds(theirs, StatusCode::OK).await, json!({ "serviceTokens": [] }));
    for malformed in ["?limit=0", "?limit=501", "?after=x"] {
        let problem = fails(server.get(&format!("{SERVICE_TOKENS}{malformed}")), ProblemCode::NotFound).await;
        assert!(problem.detail.is_some(), "{malformed}");
    }
}
