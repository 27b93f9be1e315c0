//! That checks and creates are noted, and what becomes of them while the audit log cannot be written.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::http::Request;
use connectors_server::app;
use connectors_server::model::ClientAddress;
use contract::api::{self, Connector};
use contract::codes::ProblemCode;
use contract::service_token::SERVICE_TOKENS;
use reqwest::{Method, Response, StatusCode};
use serde_json::json;
use sqlx::Row as _;
use tower::ServiceExt as _;

use crate::database::{TestDatabase, on_both_databases, run};
use crate::test_server::{HOME_TENANT, TENANT, TestServer, fails, other_key, send, succeeds};

on_both_databases!(
    a_failure_is_told_though_it_cannot_be_noted,
    nothing_is_done_that_cannot_be_noted,
    what_failed_is_noted_as_what_succeeded_is,
    who_and_where_from_is_noted,
);

/// Who failed at what, as the audit log has it: tenant, user, action, target, outcome, request.
type Noted = [String; 6];

async fn what_failed_is_noted_as_what_succeeded_is(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let good = server.form("Sales");
    let mut bad = good.clone();
    bad["privateKey"] = json!(other_key());
    let refused = ProblemCode::SalesforceKeyMismatch;
    let check = fails(server.check(&bad).header(TENANT, "umbrella"), refused).await;
    let create = fails(server.create(&bad), refused).await;
    // What breaks a rule is no attempt: nobody was asked.
    fails(server.create(&server.form("")), ProblemCode::Invalid).await;
    let checked = send(server.check(&good)).await;
    let created = send(server.create(&good)).await;
    assert_eq!((checked.status(), created.status()), (StatusCode::OK, StatusCode::CREATED));
    let request =
        |response: &Response| response.headers()[api::REQUEST_ID].to_str().expect("text").to_owned();
    let (checked, created_by) = (request(&checked), request(&created));
    let connector = created.json::<Connector>().await.expect("a connector").id;

    let failed = refused.as_str();
    let expected = [
        ["umbrella", "ann", "check", "localhost", failed, &check.request_id],
        ["acme", "ann", "create", "localhost", failed, &create.request_id],
        ["acme", "ann", "check", "localhost", "succeeded", &checked],
        ["acme", "ann", "create", &connector, "succeeded", &created_by],
    ];
    assert_eq!(noted(&database).await, expected.map(|row| row.map(str::to_owned)));
}

async fn who_and_where_from_is_noted(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let address = IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 7]);
    let app = app(server.state.clone()).layer(Extension(ClientAddress(address)));
    let expires_at = server.state.clock.now_ms() + 60_000;
    let form = json!({ "name": "Flows", "expiresAt": expires_at, "scope": "all" });
    let request = Request::post(SERVICE_TOKENS)
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header(HOME_TENANT, "partner")
        .body(Body::from(form.to_string()))
        .expect("a request");
    assert_eq!(app.oneshot(request).await.expect("an answer").status(), StatusCode::CREATED);
    // No layer of this one knows the client.
    succeeds(server.request(Method::POST, SERVICE_TOKENS).json(&form), StatusCode::CREATED).await;

    let rows = sqlx::query("SELECT address, sign_in_method, session_id, home_tenant FROM audit ORDER BY id");
    let rows = rows.fetch_all(&mut database.connection().await).await.expect("rows");
    let rows: Vec<[Option<String>; 4]> =
        rows.iter().map(|row| std::array::from_fn(|column| row.get(column))).collect();
    let text = |text: &str| Some(text.to_owned());
    let session = || (text("session"), text("session of ann"));
    let ((first_method, first), (method, second)) = (session(), session());
    assert_eq!(
        rows,
        [[text("2001:db8::7"), first_method, first, text("partner")], [None, method, second, None]]
    );
}

/// All rows, oldest first: their ids grow.
async fn noted(database: &TestDatabase) -> Vec<Noted> {
    let rows = sqlx::query(
        "SELECT organisation, user_id, action, target, outcome, request_id FROM audit ORDER BY id",
    );
    let rows = rows.fetch_all(&mut database.connection().await).await.expect("rows");
    rows.iter().map(|row| std::array::from_fn(|column| row.get(column))).collect()
}

async fn a_failure_is_told_though_it_cannot_be_noted(database: Arc<TestDatabase>) {
    let server = without_an_audit_log(&database).await;
    let mut form = server.form("Sales");
    form["privateKey"] = json!(other_key());
    fails(server.check(&form), ProblemCode::SalesforceKeyMismatch).await;
    fails(server.create(&form), ProblemCode::SalesforceKeyMismatch).await;
}

async fn nothing_is_done_that_cannot_be_noted(database: Arc<TestDatabase>) {
    let server = without_an_audit_log(&database).await;
    let form = server.form("Sales");
    fails(server.check(&form), ProblemCode::Internal).await;
    fails(server.create(&form), ProblemCode::Internal).await;
    run(&mut database.connection().await, "ALTER TABLE away RENAME TO audit").await;
    assert_eq!(server.count("acme").await, 0);
    assert_eq!(server.create(&form).send().await.expect("an answer").status(), 201);
}

async fn without_an_audit_log(database: &Arc<TestDatabase>) -> TestServer {
    let server = TestServer::new(Arc::clone(database)).await;
    run(&mut database.connection().await, "ALTER TABLE audit RENAME TO away").await;
    server
}
