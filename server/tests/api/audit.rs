//! That checks and creates are noted, and what becomes of them while the audit log cannot be written.

use std::sync::Arc;

use connectors_server::config::default_try_paths;
use contract::api::{self, Connector};
use contract::codes::ProblemCode;
use contract::runtime::test_request;
use contract::service_token::SERVICE_TOKENS;
use reqwest::{Method, Response, StatusCode};
use serde_json::json;
use sqlx::Row as _;

use crate::database::{Backend, TestDatabase, on_both_databases, run};
use crate::test_server::{
    HOME_TENANT, StaticDns, TENANT, TestServer, config, fails, other_key, send, succeeds,
};

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
        ["umbrella", "ann", "check", "localhost", "started", &check.request_id],
        ["umbrella", "ann", "check", "localhost", failed, &check.request_id],
        ["acme", "ann", "create", "localhost", "started", &create.request_id],
        ["acme", "ann", "create", "localhost", failed, &create.request_id],
        ["acme", "ann", "check", "localhost", "started", &checked],
        ["acme", "ann", "check", "localhost", "succeeded", &checked],
        ["acme", "ann", "create", "localhost", "started", &created_by],
        ["acme", "ann", "create", &connector, "succeeded", &created_by],
    ];
    assert_eq!(noted(&database).await, expected.map(|row| row.map(str::to_owned)));

    let rows = sqlx::query("SELECT id, intent_id FROM audit ORDER BY id");
    let rows = rows.fetch_all(&mut database.connection().await).await.expect("rows");
    let rows: Vec<(String, Option<String>)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    for [(intent, none), (_, of)] in rows.as_chunks().0 {
        assert_eq!((none, of.as_ref()), (&None, Some(intent)), "each end names its beginning");
    }
}

async fn who_and_where_from_is_noted(database: Arc<TestDatabase>) {
    let mut config = config();
    config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    let server = TestServer::with(Arc::clone(&database), config, StaticDns::default()).await;
    let expires_at = server.state.clock.now_ms() + 60_000;
    let form = json!({ "name": "Flows", "expiresAt": expires_at, "scope": "all" });
    let create = || server.request(Method::POST, SERVICE_TOKENS).json(&form);
    let by_a_partner = create().header(HOME_TENANT, "partner").header("x-forwarded-for", "2001:db8::7");
    succeeds(by_a_partner, StatusCode::CREATED).await;
    succeeds(create(), StatusCode::CREATED).await;

    let rows = sqlx::query("SELECT address, sign_in_method, session_id, home_tenant FROM audit ORDER BY id");
    let rows = rows.fetch_all(&mut database.connection().await).await.expect("rows");
    let rows: Vec<[Option<String>; 4]> =
        rows.iter().map(|row| std::array::from_fn(|column| row.get(column))).collect();
    let text = |text: &str| Some(text.to_owned());
    let row = |address, home| [text(address), text("session"), text("session of ann"), home];
    assert_eq!(rows, [row("2001:db8::7", text("partner")), row("127.0.0.1", None)]);
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
    let server = TestServer::new(Arc::clone(&database)).await;
    let good = server.form("Sales");
    let mut bad = good.clone();
    bad["privateKey"] = json!(other_key());
    succeeds(server.create(&good), StatusCode::CREATED).await;
    let refuse_ends = match database.backend {
        Backend::Sqlite => {
            "CREATE TRIGGER no_ends BEFORE INSERT ON audit WHEN NEW.intent_id IS NOT NULL \
             BEGIN SELECT RAISE(ABORT, 'no ends'); END"
        }
        Backend::Postgres => "ALTER TABLE audit ADD CONSTRAINT no_ends CHECK (intent_id IS NULL) NOT VALID",
    };
    run(&mut database.connection().await, refuse_ends).await;
    fails(server.check(&bad), ProblemCode::SalesforceKeyMismatch).await;
    bad["name"] = json!("Other");
    fails(server.create(&bad), ProblemCode::SalesforceKeyMismatch).await;
    // A success is not told before it is noted.
    fails(server.check(&good), ProblemCode::Internal).await;

    run(&mut database.connection().await, "ALTER TABLE audit RENAME TO away").await;
    fails(server.create(&good), ProblemCode::NameTaken).await;
}

async fn nothing_is_done_that_cannot_be_noted(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let form = server.form("Sales");
    let created = succeeds(server.create(&form), StatusCode::CREATED).await;
    let id = created["id"].as_str().expect("an id");
    let expires_at = server.state.clock.now_ms() + 60_000;
    let token = json!({ "name": "Flows", "expiresAt": expires_at, "scope": "all" });
    let path = json!({ "requestPath": default_try_paths()[0] });
    let post = |path: &str| server.request(Method::POST, path);

    run(&mut database.connection().await, "ALTER TABLE audit RENAME TO away").await;
    let asked = server.sandbox.counters();
    for request in [
        server.check(&form),
        server.create(&server.form("Other")),
        server.find_audience(&form),
        post(&test_request(id)).json(&path),
        post(&api::CONNECTOR_DEACTIVATE.replace("{id}", id)),
        post(SERVICE_TOKENS).json(&token),
    ] {
        fails(request, ProblemCode::Internal).await;
    }
    assert_eq!(server.sandbox.counters(), asked, "Salesforce is not asked");

    // A store that does not answer at all.
    run(&mut database.connection().await, "ALTER TABLE away RENAME TO audit").await;
    assert_eq!(server.count("acme").await, 1);
    let listed = succeeds(server.get(api::CONNECTORS), StatusCode::OK).await;
    assert_eq!(listed["connectors"][0]["state"], "connected");
    assert_eq!(succeeds(server.get(SERVICE_TOKENS), StatusCode::OK).await, json!({ "serviceTokens": [] }));
    succeeds(server.create(&server.form("Other")), StatusCode::CREATED).await;
    let asked = server.sandbox.counters();
    server.state.store.close().await;
    for request in [server.check(&form), server.create(&form), server.find_audience(&form)] {
        fails(request, ProblemCode::StorageUnavailable).await;
    }
    assert_eq!(server.sandbox.counters(), asked, "Salesforce is not asked");
}
