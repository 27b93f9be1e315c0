//! Sessions: how long one is kept, and what may spend a user's logins.

use std::sync::Arc;
use std::time::Duration;

use contract::api::{CONNECTOR_DEACTIVATE, CONNECTOR_REACTIVATE};
use contract::codes::ProblemCode;
use contract::runtime::RuntimeRequest;
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenScope};
use reqwest::{Method, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Failure};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{config, echo, result};
use crate::refusals::failing;
use crate::salesforce::{Instance, answer};
use crate::test_server::{TENANT, TestServer, fails, limits, send};

on_both_databases!(
    a_token_that_is_never_accepted_is_not_asked_for_again_and_again,
    the_logins_of_a_user_are_bounded,
    sessions_are_bounded,
    a_path_that_always_answers_401_spends_few_logins,
    a_401_is_the_sessions_only_where_salesforce_says_so,
    a_login_does_not_read_the_key_again,
    unused_sessions_are_forgotten,
);

async fn a_token_that_is_never_accepted_is_not_asked_for_again_and_again(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (failing(&server, Failure::SessionInvalid).await, server.token().await);
    let found = result(server.as_connector(&id, &token, &echo())).await;
    assert_eq!((found.http_status_code, found.attempts), (Some(401), 2));
    for _ in 0..10 {
        let request = server.as_connector(&id, &token, &echo());
        let problem = fails(request, ProblemCode::SalesforceAccessRefused).await;
        assert_eq!(problem.retry_after, Some(1));
    }
    assert_eq!(server.sandbox.counters().token_requests, 3);
}

async fn the_logins_of_a_user_are_bounded(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.rates.logins.times = 2;
    let server = TestServer::in_use_with(database, config).await;
    let (id, token) = (server.connector().await, server.token().await);
    for _ in 0..2 {
        result(server.as_connector(&id, &token, &echo())).await;
        server.sandbox.sandbox().drop_tokens();
    }
    let problem = fails(server.as_connector(&id, &token, &echo()), ProblemCode::RateLimited).await;
    assert_eq!(problem.retry_after, Some(3600));
    let told = send(server.as_connector(&id, &token, &echo())).await;
    let logins = ("\"logins\";q=2;w=3600", "\"logins\";r=0;t=3600");
    assert_eq!(limits(&told), [("\"default\";q=100000;w=60", "\"default\";r=99996;t=60"), logins]);
    server.state.clock.advance(Duration::from_secs(3600));
    result(server.as_connector(&id, &token, &echo())).await;
    assert_eq!(server.sandbox.counters().token_requests, 3);
}

async fn sessions_are_bounded(database: Arc<TestDatabase>) {
    let mut config = config();
    config.sessions.kept = 2;
    let server = TestServer::in_use_with(database, config).await;
    let token = server.token().await;
    let ids = [server.connector().await, server.connector().await, server.connector().await];
    for id in &ids {
        result(server.as_connector(id, &token, &echo())).await;
        server.state.clock.advance(Duration::from_secs(1));
    }
    assert_eq!((server.state.sessions.len(), server.sandbox.counters().token_requests), (2, 3));
    result(server.as_connector(&ids[2], &token, &echo())).await;
    assert_eq!(server.sandbox.counters().token_requests, 3, "the newest was kept");
    result(server.as_connector(&ids[0], &token, &echo())).await;
    assert_eq!(server.sandbox.counters().token_requests, 4, "the oldest had gone");
}

async fn a_path_that_always_answers_401_spends_few_logins(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (failing(&server, Failure::SessionInvalid).await, server.token().await);
    // It needs no token, so Salesforce never refuses it.
    let versions = RuntimeRequest { request_path: "/services/data/".to_owned(), ..echo() };
    let renewals = u64::try_from(server.state.config.sessions.renewals.times).expect("fits");
    for _ in 0..30 {
        let found = result(server.as_connector(&id, &token, &versions)).await;
        assert_eq!(found.http_status_code, Some(200));
        let found = result(server.as_connector(&id, &token, &echo())).await;
        assert_eq!(found.http_status_code, Some(401));
    }
    assert_eq!(server.sandbox.counters().token_requests, 1 + renewals);
    server.state.clock.advance(server.state.config.sessions.renewals.per);
    result(server.as_connector(&id, &token, &echo())).await;
    assert!(server.sandbox.counters().token_requests > 1 + renewals, "later it may be the session again");
}

async fn a_401_is_the_sessions_only_where_salesforce_says_so(database: Arc<TestDatabase>) {
    let json = r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#;
    let xml = "<Errors><Error><errorCode>INVALID_SESSION_ID</errorCode></Error></Errors>";
    let own = r#"{"error":"the caller is not known to this class"}"#;
    for (method, content_type, body, attempts) in [
        ("GET", "application/json", json, 2),
        ("GET", "application/xml", xml, 2),
        ("HEAD", "application/json", "", 2),
        ("GET", "application/json", own, 1),
    ] {
        let refuses =
            move |n| if n == 0 { answer(401, content_type, body) } else { answer(200, "text/plain", "") };
        let instance = Instance::start(refuses).await;
        let mut config = config();
        config.allowed_authorities.push(instance.url.clone());
        let server = TestServer::in_use_with(Arc::clone(&database), config).await;
        let id = server.connector_as(content_type, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
        let form = server.token_form(ServiceTokenScope::All);
        let created = server.request(Method::POST, SERVICE_TOKENS).header(TENANT, content_type).json(&form);
        let created: CreatedServiceToken = send(created).await.json().await.expect("a token");
        let request = RuntimeRequest { method: method.to_owned(), ..echo() };
        let found = result(server.as_connector(&id, created.token.expose(), &request)).await;
        assert_eq!((found.attempts, instance.logins()), (attempts, attempts as usize), "{method} {body}");
    }
}

async fn a_login_does_not_read_the_key_again(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let (id, token) = (server.connector().await, server.token().await);
    result(server.as_connector(&id, &token, &echo())).await;
    let damage = sqlx::query("UPDATE private_keys SET master_key_id = 'gone'");
    damage.execute(&mut database.connection().await).await.expect("updated");
    server.sandbox.sandbox().drop_tokens();
    let found = result(server.as_connector(&id, &token, &echo())).await;
    assert_eq!((found.http_status_code, found.attempts), (Some(200), 2));
    // Whoever puts it back into use has the stored key checked.
    let deactivated = server.request(Method::POST, &CONNECTOR_DEACTIVATE.replace("{id}", &id));
    assert_eq!(send(deactivated).await.status(), StatusCode::OK);
    let reactivated = server.request(Method::POST, &CONNECTOR_REACTIVATE.replace("{id}", &id));
    fails(reactivated, ProblemCode::Internal).await;
}

async fn unused_sessions_are_forgotten(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let token = server.token().await;
    let ids = [server.connector().await, server.connector().await];
    let idle = server.state.config.sessions.idle;
    for id in &ids {
        result(server.as_connector(id, &token, &echo())).await;
        server.state.clock.advance(idle / 2);
    }
    server.state.sessions.forget_idle();
    assert_eq!(server.state.sessions.len(), 1);
    server.state.clock.advance(idle / 2);
    server.state.sessions.forget_idle();
    assert_eq!(server.state.sessions.len(), 0);
}
