//! Rows that were edited or put there past the server, as somebody does who can write the database and has no master key.

use std::sync::Arc;

use connectors_server::identity::token;
use contract::codes::ProblemCode;
use contract::service_token::ServiceTokenScope;
use contract::{api, service_token};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::database::{TestDatabase, on_both_databases, run};
use crate::in_use::{echo, result};
use crate::test_server::{TestServer, fails, succeeds};

on_both_databases!(
    an_inserted_token_lets_nobody_in,
    an_edited_token_lets_nobody_in,
    an_edited_state_sends_nothing,
);

async fn an_inserted_token_lets_nobody_in(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let id = server.connector().await;
    // A token of the server's own making, by which theirs is made to look like one.
    let model = server.create_token(ServiceTokenScope::All).await;
    let theirs = token::generate().expect("random bytes");
    let insert = "INSERT INTO service_tokens (id, organisation, name, prefix, hash, scope, expires_at, created_by, \
                  created_at, tagged_under, tag) \
                  SELECT $1, organisation, name, $2, $3, scope, expires_at, created_by, created_at, tagged_under, tag \
                  FROM service_tokens";
    let inserted = sqlx::query(insert)
        .bind(Uuid::new_v4().to_string())
        .bind(&theirs.prefix)
        .bind(theirs.hash.to_vec())
        .execute(&mut database.connection().await)
        .await;
    assert_eq!(inserted.expect("a row").rows_affected(), 1);
    let asked = server.as_connector(&id, theirs.token.expose(), &echo());
    fails(asked, ProblemCode::Unauthenticated).await;
    assert_eq!(server.sandbox.counters().connections, 0);
    result(server.as_connector(&id, model.token.expose(), &echo())).await;
}

async fn an_edited_token_lets_nobody_in(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let (id, other) = (server.connector().await, server.connector().await);
    let mut operator = database.connection().await;
    for edit in [
        "UPDATE service_tokens SET scope = '\"all\"'",
        "UPDATE service_tokens SET expires_at = expires_at + 1",
        "UPDATE service_tokens SET organisation = 'other'",
        "UPDATE service_tokens SET tagged_under = NULL",
    ] {
        let token = server.create_token(ServiceTokenScope::Connectors(vec![other.clone()])).await;
        let asked = |id: &str| server.as_connector(id, token.token.expose(), &echo());
        fails(asked(&id), ProblemCode::NotFound).await;
        result(asked(&other)).await;
        run(&mut operator, edit).await;
        for id in [&id, &other] {
            fails(asked(id), ProblemCode::Unauthenticated).await;
        }
        run(&mut operator, "DELETE FROM service_tokens").await;
    }
    let revoked = server.create_token(ServiceTokenScope::All).await;
    let path = service_token::service_token(&revoked.service_token.id);
    succeeds(server.request(Method::DELETE, &path), StatusCode::NO_CONTENT).await;
    run(&mut operator, "UPDATE service_tokens SET revoked_at = NULL").await;
    let asked = server.as_connector(&id, revoked.token.expose(), &echo());
    fails(asked, ProblemCode::Unauthenticated).await;
}

async fn an_edited_state_sends_nothing(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let (id, token) = (server.connector().await, server.token().await);
    let deactivate = api::CONNECTOR_DEACTIVATE.replace("{id}", &id);
    succeeds(server.request(Method::POST, &deactivate), StatusCode::OK).await;
    run(&mut database.connection().await, "UPDATE connectors SET state = 'connected'").await;
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::ConnectorDeactivated).await;
    assert_eq!(server.sandbox.counters().connections, 0);
    let listed = succeeds(server.get(api::CONNECTORS), StatusCode::OK).await;
    assert_eq!(listed["connectors"][0]["state"], "deactivated");
}
