//! Who may call: tokens that are shown once, end, are revoked, and reach no further than their scope.

use std::sync::Arc;
use std::time::Duration;

use contract::codes::ProblemCode;
use contract::runtime::{CONNECTORS, RuntimeConnectorList};
use contract::service_token::{
    DAYS_MAX, LIVE_MAX, SERVICE_TOKENS, ServiceTokenForm, ServiceTokenList, ServiceTokenScope, service_token,
};
use reqwest::{Method, StatusCode};
use sqlx::Row as _;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{config, echo, result};
use crate::test_server::{READ_ONLY, TENANT, TestServer, fails, send};

on_both_databases!(
    a_token_is_shown_once_and_stored_hashed,
    only_a_live_token_lets_in,
    a_scope_of_named_connectors_reaches_no_other,
    a_form_is_held_against_the_rules,
    another_tenants_tokens_are_not_there,
    so_many_requests_a_minute,
);

async fn tokens(server: &TestServer) -> ServiceTokenList {
    send(server.request(Method::GET, SERVICE_TOKENS)).await.json().await.expect("a list")
}

async fn a_token_is_shown_once_and_stored_hashed(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let created = server.create_token(ServiceTokenScope::All).await;
    let token = created.token.expose();
    assert!(token.starts_with(&created.service_token.prefix));
    assert_eq!(tokens(&server).await.service_tokens, std::slice::from_ref(&created.service_token));
    let id = &created.service_token.id;

    // Every column of every row, as text: neither the token nor its secret part is in one.
    let mut connection = database.connection().await;
    let rows = sqlx::query("SELECT id, name, prefix, hash, scope, created_by FROM service_tokens");
    let row = rows.fetch_one(&mut connection).await.expect("a row");
    let hash: Vec<u8> = row.get("hash");
    assert_eq!(hash.len(), 32);
    let secret = &token[created.service_token.prefix.len() + 1..];
    for column in ["id", "name", "prefix", "scope", "created_by"] {
        let text: String = row.get(column);
        assert!(!text.contains(secret), "{column}");
    }

    send(server.request(Method::GET, CONNECTORS).bearer_auth(token)).await;
    let now_ms = server.state.clock.now_ms();
    for step in ["counted", "written"] {
        let last_used_at = tokens(&server).await.service_tokens[0].last_used_at;
        assert_eq!(last_used_at, Some(now_ms - now_ms % 60_000), "{step}");
        server.state.usage.flush(&server.state.store).await.expect("written");
    }

    let revoke = || server.request(Method::DELETE, &service_token(id));
    fails(revoke().header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
    for _ in 0..2 {
        assert_eq!(send(revoke()).await.status(), StatusCode::NO_CONTENT);
        assert_eq!(tokens(&server).await.service_tokens[0].revoked_at, Some(now_ms));
        server.state.clock.advance(Duration::from_secs(1));
    }
    let audit = sqlx::query("SELECT action, target, user_id FROM audit ORDER BY created_at, action");
    let audit: Vec<(String, String, String)> = audit
        .fetch_all(&mut connection)
        .await
        .expect("rows")
        .iter()
        .map(|row| (row.get("action"), row.get("target"), row.get("user_id")))
        .collect();
    let entry = |action: &str| (action.to_owned(), id.clone(), "ann".to_owned());
    let revoked = entry("revoke_service_token");
    assert_eq!(audit, [entry("create_service_token"), revoked.clone(), revoked]);
}

async fn only_a_live_token_lets_in(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let id = server.connector().await;
    let (first, second) = (
        server.create_token(ServiceTokenScope::All).await,
        server.create_token(ServiceTokenScope::All).await,
    );
    let ask = |token: &str| server.as_connector(&id, token, &echo());
    result(ask(first.token.expose())).await;

    let (prefix, other) = (&first.service_token.prefix, second.token.expose());
    let mixed = format!("{prefix}{}", &other[prefix.len()..]);
    for token in ["", "cct_", &mixed, &first.token.expose().to_uppercase(), "Basic x"] {
        fails(ask(token), ProblemCode::Unauthenticated).await;
    }
    let path = contract::runtime::requests(&id);
    let bare = || server.request(Method::POST, &path).json(&echo());
    fails(bare(), ProblemCode::Unauthenticated).await;
    fails(bare().header("cookie", format!("token={other}")), ProblemCode::Unauthenticated).await;
    let twice = bare().bearer_auth(other).header("authorization", "Bearer x");
    fails(twice, ProblemCode::Unauthenticated).await;
    let refused = send(bare()).await;
    assert_eq!(refused.headers()["www-authenticate"], "Bearer");

    send(server.request(Method::DELETE, &service_token(&first.service_token.id))).await;
    fails(ask(first.token.expose()), ProblemCode::Unauthenticated).await;
    server.state.clock.advance(Duration::from_secs(24 * 60 * 60) - Duration::from_millis(1));
    result(ask(other)).await;
    server.state.clock.advance(Duration::from_millis(1));
    fails(ask(other), ProblemCode::Unauthenticated).await;
}

async fn a_scope_of_named_connectors_reaches_no_other(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (mine, not_mine) = (server.connector().await, server.connector().await);
    let scope = ServiceTokenScope::Connectors(vec![mine.clone()]);
    let created = server.create_token(scope).await;
    let token = created.token.expose();
    result(server.as_connector(&mine, token, &echo())).await;
    fails(server.as_connector(&not_mine, token, &echo()), ProblemCode::NotFound).await;
    let list = send(server.request(Method::GET, CONNECTORS).bearer_auth(token)).await;
    let list: RuntimeConnectorList = list.json().await.expect("a list");
    assert_eq!(list.connectors.len(), 1);
    assert_eq!(list.connectors[0].id, mine);
}

async fn a_form_is_held_against_the_rules(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let good = server.token_form(ServiceTokenScope::All);
    let create = |form: &ServiceTokenForm| server.request(Method::POST, SERVICE_TOKENS).json(form);
    fails(create(&good).header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
    let (empty, malformed) = (ProblemCode::ServiceTokenNameEmpty, ProblemCode::ServiceTokenName);
    for (name, code) in [("", empty), ("  ", empty), ("a\tb", malformed), (&"x".repeat(65), malformed)] {
        let form = ServiceTokenForm { name: name.to_owned(), ..good.clone() };
        fails(create(&form), code).await;
    }
    let now_ms = server.state.clock.now_ms();
    for expires_at in [i64::MIN, 0, now_ms, now_ms + DAYS_MAX * 86_400_000 + 1, i64::MAX] {
        let form = ServiceTokenForm { expires_at, ..good.clone() };
        fails(create(&form), ProblemCode::ServiceTokenExpiry).await;
    }
    let nobodys = "00000000-0000-4000-8000-000000000000".to_owned();
    let many = (0..51).map(|n| n.to_string()).collect();
    for (ids, code) in [
        (vec![], ProblemCode::ServiceTokenScopeEmpty),
        (vec![nobodys], ProblemCode::ServiceTokenScope),
        (vec!["x".to_owned()], ProblemCode::ServiceTokenScope),
        (many, ProblemCode::ServiceTokenScope),
    ] {
        let form = ServiceTokenForm { scope: ServiceTokenScope::Connectors(ids), ..good.clone() };
        fails(create(&form), code).await;
    }
    // JSON knows one kind of number.
    let mut written_with_a_point = serde_json::json!(good);
    written_with_a_point["expiresAt"] =
        serde_json::json!(format!("{}.0", good.expires_at).parse::<f64>().expect("a number"));
    let created = send(server.request(Method::POST, SERVICE_TOKENS).json(&written_with_a_point)).await;
    assert_eq!(created.status(), StatusCode::CREATED);
    for _ in 1..LIVE_MAX {
        server.create_token(ServiceTokenScope::All).await;
    }
    fails(create(&good), ProblemCode::ServiceTokenLimit).await;
    let first = &tokens(&server).await.service_tokens[0].id;
    send(server.request(Method::DELETE, &service_token(first))).await;
    server.create_token(ServiceTokenScope::All).await;
}

async fn another_tenants_tokens_are_not_there(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let id = server.connector().await;
    let created = server.create_token(ServiceTokenScope::All).await;
    let token = created.token.expose();
    let path = service_token(&created.service_token.id);
    for path in [path.as_str(), "/api/v1/service-tokens/x"] {
        fails(server.request(Method::DELETE, path).header(TENANT, "other"), ProblemCode::NotFound).await;
    }
    let list = send(server.request(Method::GET, SERVICE_TOKENS).header(TENANT, "other")).await;
    assert_eq!(list.json::<ServiceTokenList>().await.expect("a list"), ServiceTokenList::default());
    // A token acts for its own tenant, whoever carries it.
    result(server.as_connector(&id, token, &echo()).header(TENANT, "other")).await;
}

async fn so_many_requests_a_minute(database: Arc<TestDatabase>) {
    let mut config = config();
    config.runtime.rate.times = 3;
    let server = TestServer::in_use_with(database, config).await;
    let (one, other) = (server.token().await, server.token().await);
    let ask = |token: &str| server.request(Method::GET, CONNECTORS).bearer_auth(token);
    for left in [2, 1, 0] {
        let response = send(ask(&one)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["ratelimit-policy"], "\"default\";q=3;w=60");
        assert_eq!(response.headers()["ratelimit"], format!("\"default\";r={left};t=60").as_str());
    }
    let problem = fails(ask(&one), ProblemCode::RateLimited).await;
    assert_eq!(problem.retry_after, Some(60));
    assert_eq!(send(ask(&one)).await.headers()["ratelimit"], "\"default\";r=0;t=60");
    assert_eq!(send(ask(&other)).await.status(), StatusCode::OK);
    server.state.clock.advance(Duration::from_secs(60));
    assert_eq!(send(ask(&one)).await.status(), StatusCode::OK);
}
