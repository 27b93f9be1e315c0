//! A private key in a field that is not for one.

use std::sync::Arc;

use contract::api::Violation;
use contract::codes::{ProblemCode, RuleCode};
use contract::form::FIELDS;
use contract::service_token::{SERVICE_TOKENS, ServiceTokenForm, ServiceTokenScope};
use reqwest::Method;
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{TestServer, fails, keys};

on_both_databases!(a_key_in_another_field_is_named_and_nothing_comes_of_it);

async fn a_key_in_another_field_is_named_and_nothing_comes_of_it(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let pem = keys().private_key_pem();
    let line = pem.replace('\n', "");
    let cut: String = line.chars().take(1000).collect();
    for text in [pem, &line, &cut] {
        for spec in FIELDS.iter().filter(|spec| !spec.is_for_key()) {
            let mut form = server.form("Sales");
            form[spec.field.as_str()] = json!(text);
            let misplaced = Violation { field: spec.field, code: RuleCode::PrivateKeyMisplaced };
            for request in [server.check(&form), server.create(&form)] {
                assert_eq!(fails(request, ProblemCode::Invalid).await.violations, [misplaced]);
            }
        }
        let expires_at = server.state.clock.now_ms() + 60_000;
        let form = ServiceTokenForm { name: text.to_owned(), expires_at, scope: ServiceTokenScope::All };
        let request = server.request(Method::POST, SERVICE_TOKENS).json(&form);
        fails(request, ProblemCode::ServiceTokenName).await;
    }
    assert_eq!(server.sandbox.counters().connections, 0, "nobody was asked");
    for rows in [
        "SELECT 1 FROM audit",
        "SELECT 1 FROM connectors",
        "SELECT 1 FROM idempotency",
        "SELECT 1 FROM service_tokens",
    ] {
        let found = sqlx::query(rows).fetch_all(&mut database.connection().await).await.expect("rows");
        assert_eq!(found.len(), 0, "{rows}");
    }
}
