//! The same app and user under a second name: a warning that names the first, and blocks nothing.

use std::sync::Arc;

use contract::api::{self, IDEMPOTENCY_KEY};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{TENANT, TestServer, succeeds};

on_both_databases!(a_second_name_is_warned_of_by_the_first);

/// The name that an answer warns of, if it does.
fn named(answer: &Value) -> Option<&str> {
    let warned = answer["warnings"].as_array().expect("warnings").contains(&json!("same_connection"));
    let name = answer.get("sameAs").map(|name| name.as_str().expect("a name"));
    assert_eq!(warned, name.is_some(), "{answer}");
    name
}

async fn a_second_name_is_warned_of_by_the_first(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let create = async |form: &Value, key: &str| {
        succeeds(server.create(form).header(IDEMPOTENCY_KEY, key), StatusCode::CREATED).await
    };
    let (first, second) = (server.form("First"), server.form("Second"));
    assert_eq!(named(&succeeds(server.check(&first), StatusCode::OK).await), None);
    assert_eq!(named(&create(&first, "1").await), None);

    assert_eq!(
        named(&succeeds(server.check(&first), StatusCode::OK).await),
        None,
        "it is not its own second"
    );
    assert_eq!(named(&succeeds(server.check(&second), StatusCode::OK).await), Some("First"));
    for answer in ["saved", "repeated"] {
        assert_eq!(named(&create(&second, "2").await), Some("First"), "{answer}");
    }
    assert_eq!(named(&create(&server.form("Third"), "3").await), Some("First"), "the first of two");

    // However the URL is written; and nothing of another organization is warned of.
    let mut written = server.form("Fourth");
    written["url"] =
        json!(format!("{}/", server.sandbox.base_url().to_uppercase().replace("HTTP:", "http:")));
    assert_eq!(named(&succeeds(server.check(&written), StatusCode::OK).await), Some("First"));
    let elsewhere = server.check(&second).header(TENANT, "other");
    assert_eq!(named(&succeeds(elsewhere, StatusCode::OK).await), None);

    let list = succeeds(server.request(Method::GET, api::CONNECTORS), StatusCode::OK).await;
    let warnings: Vec<&Value> =
        list["connectors"].as_array().expect("a list").iter().map(|one| &one["warnings"]).collect();
    assert_eq!(warnings, [&json!([]), &json!(["same_connection"]), &json!(["same_connection"])]);
}
