//! A connector that is changed: what is saved, what is asked before, who comes second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::api::{self, Change, ConnectorField};
use contract::audit::AUDIT;
use contract::codes::ProblemCode as P;
use contract::limits::{CONTACT_CHARS, NOTES_CHARS};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::database::{START_MS, TestDatabase, on_both_databases, run};
use crate::test_server::{TENANT, TestServer, fails, keys, other_key, send, succeeds};

on_both_databases!(
    a_name_and_notes_are_changed_without_asking_anybody,
    what_is_not_different_changes_nothing,
    a_change_names_the_state_that_was_seen,
    what_signs_in_is_checked_before_it_is_saved,
    what_is_refused_leaves_everything_as_it_was,
    of_two_editors_the_second_hears_what_the_first_did,
);

/// A connector, and the path to it.
pub(crate) async fn saved(server: &TestServer, name: &str) -> (Value, String) {
    let created = succeeds(server.create(&server.form(name)), StatusCode::CREATED).await;
    let path = api::CONNECTOR.replace("{id}", created["id"].as_str().expect("an id"));
    (created, path)
}

/// A change of what was seen at a revision.
pub(crate) fn change(server: &TestServer, path: &str, revision: i64, patch: &Value) -> RequestBuilder {
    server.request(Method::PATCH, path).header("if-match", format!("\"{revision}\"")).json(patch)
}

pub(crate) async fn number(database: &TestDatabase, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut database.connection().await).await.expect("a number")
}

async fn updates(server: &TestServer) -> Vec<String> {
    let entries = succeeds(server.get(&format!("{AUDIT}?action=update")), StatusCode::OK).await;
    let outcome = |entry: &Value| entry["outcome"].as_str().expect("an outcome").to_owned();
    entries["entries"].as_array().expect("entries").iter().rev().map(outcome).collect()
}

async fn a_name_and_notes_are_changed_without_asking_anybody(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let (created, path) = saved(&server, "Sales").await;
    let asked = server.sandbox.counters().token_requests;
    let seen = send(server.get(&path)).await;
    assert_eq!(
        (seen.status(), &seen.headers()["etag"]),
        (StatusCode::OK, &"\"1\"".parse().expect("a value"))
    );

    server.state.clock.advance(Duration::from_secs(1));
    let patch = json!({ "name": " Service ", "notes": "The certificate\n\truns out. ", "contact": " Ada " });
    let changed = send(change(&server, &path, 1, &patch)).await;
    assert_eq!(
        (changed.status(), &changed.headers()["etag"]),
        (StatusCode::OK, &"\"2\"".parse().expect("a value"))
    );
    let changed: Value = changed.json().await.expect("a connector");
    let mut expected = created.clone();
    for (member, value) in [
        ("name", json!("Service")),
        ("notes", json!("The certificate\n\truns out.")),
        ("contact", json!("Ada")),
        ("revision", json!(2)),
        ("changedAt", json!(START_MS + 1_000)),
        ("changedBy", json!("ann")),
    ] {
        expected[member] = value;
    }
    assert_eq!(changed, expected);
    assert_eq!(succeeds(server.get(&path), StatusCode::OK).await, expected);
    assert_eq!(server.sandbox.counters().token_requests, asked);
    assert_eq!(updates(&server).await, ["succeeded"]);

    // The name is free again, and nobody else's.
    let (other, _) = saved(&server, "Sales").await;
    assert_ne!(other["id"], created["id"]);
    let problem = fails(change(&server, &path, 2, &json!({ "name": "sales" })), P::NameTaken).await;
    assert_eq!(problem.violations.len(), 1);
    assert_eq!(updates(&server).await, ["succeeded", "name_taken"]);
    fails(change(&server, &path, 2, &json!({ "name": "sales" })).header(TENANT, "other"), P::NotFound).await;
}

async fn what_is_not_different_changes_nothing(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let (created, path) = saved(&server, "Sales").await;
    let asked = server.sandbox.counters().token_requests;
    let same = json!({
        "name": " Sales ", "clientId": created["clientId"], "emailId": created["emailId"], "notes": "", "contact": " ",
        "url": format!("{}/", created["url"].as_str().expect("a URL")), "audience": created["url"],
    });
    for patch in [json!({}), same] {
        let answer = send(change(&server, &path, 1, &patch)).await;
        assert_eq!(
            (answer.status(), &answer.headers()["etag"]),
            (StatusCode::OK, &"\"1\"".parse().expect("a value"))
        );
        assert_eq!(answer.json::<Value>().await.expect("a connector"), created);
    }
    assert_eq!(server.sandbox.counters().token_requests, asked);
    assert_eq!(updates(&server).await, [""; 0]);
    assert_eq!(number(&database, "SELECT COUNT(*) FROM connector_history").await, 0);
}

async fn a_change_names_the_state_that_was_seen(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let (_, path) = saved(&server, "Sales").await;
    let patch = |notes: &str| server.request(Method::PATCH, &path).json(&json!({ "notes": notes }));
    for request in [patch("a"), patch("a").header("if-match", "1"), patch("a").header("if-match", "")] {
        fails(request, P::PreconditionRequired).await;
    }
    for stale in ["\"0\"", "W/\"1\"", "\"2\", \"3\"", "\"x\""] {
        fails(patch("a").header("if-match", stale), P::ConnectorChanged).await;
    }
    for (current, notes) in [("\"0\", \"1\"", "a"), ("*", "b"), ("\"3\"", "c")] {
        let changed = succeeds(patch(notes).header("if-match", current), StatusCode::OK).await;
        assert_eq!(changed["notes"], notes);
    }
    for (member, value) in
        [("notes", "n".repeat(NOTES_CHARS + 1)), ("contact", "n".repeat(CONTACT_CHARS + 1))]
    {
        let code = if member == "notes" { P::ConnectorNotes } else { P::ConnectorContact };
        let problem = fails(change(&server, &path, 4, &json!({ member: value })), code).await;
        assert_eq!(problem.pointer, Some(format!("/{member}")));
    }
    fails(change(&server, &path, 4, &json!({ "notes": keys().private_key_pem() })), P::ConnectorNotes).await;
    fails(change(&server, &path, 4, &json!({ "revision": 7 })), P::BodyMalformed).await;
}

async fn what_signs_in_is_checked_before_it_is_saved(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let (created, path) = saved(&server, "Sales").await;
    let asked = server.sandbox.counters().token_requests;
    run(
        &mut database.connection().await,
        &format!(
            "INSERT INTO connector_failures (connector_id, since, code) VALUES ({}, 1, 'salesforce_client_id')",
            created["id"].to_string().replace('"', "'")
        ),
    )
    .await;
    let key_before: String = sqlx::query_scalar("SELECT key_id FROM connectors")
        .fetch_one(&mut database.connection().await)
        .await
        .expect("a key");

    let audience = json!({ "audience": "https://login.salesforce.com" });
    let problem = fails(change(&server, &path, 1, &audience), P::PrivateKeyNeeded).await;
    assert_eq!(problem.pointer.as_deref(), Some("/privateKey"));
    assert_eq!(server.sandbox.counters().token_requests, asked);

    server.state.clock.advance(Duration::from_secs(5));
    let mut with_key = audience.clone();
    with_key["privateKey"] = json!(keys().private_key_pem());
    let changed = succeeds(change(&server, &path, 1, &with_key), StatusCode::OK).await;
    assert_eq!(server.sandbox.counters().token_requests, asked + 1);
    assert_eq!(
        (&changed["audience"], &changed["revision"]),
        (&json!("https://login.salesforce.com"), &json!(2))
    );
    assert_eq!(
        (&changed["checkedAt"], &changed["key"]["storedAt"]),
        (&json!(START_MS + 5_000), &json!(START_MS + 5_000))
    );
    assert_eq!((&changed["failing"], &changed["createdAt"]), (&Value::Null, &created["createdAt"]));
    assert_eq!(changed["warnings"], json!([]), "it is no other connector with the same connection");
    let key_after: String = sqlx::query_scalar("SELECT key_id FROM connectors")
        .fetch_one(&mut database.connection().await)
        .await
        .expect("a key");
    assert_ne!(key_after, key_before, "no key is sealed twice under one id");
    assert_eq!(number(&database, "SELECT COUNT(*) FROM private_keys").await, 1);
    // By itself.
    let key = json!({ "privateKey": keys().private_key_pem() });
    succeeds(change(&server, &path, 2, &key), StatusCode::OK).await;
    assert_eq!(server.sandbox.counters().token_requests, asked + 2);
    assert_eq!(updates(&server).await, ["started", "succeeded", "started", "succeeded"]);
}

async fn what_is_refused_leaves_everything_as_it_was(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let (created, path) = saved(&server, "Sales").await;
    saved(&server, "Taken").await;
    let asked = server.sandbox.counters().token_requests;
    let wrong = json!({ "name": "Other", "notes": "New", "privateKey": other_key() });
    fails(change(&server, &path, 1, &wrong), P::SalesforceKeyMismatch).await;
    assert_eq!(succeeds(server.get(&path), StatusCode::OK).await, created);
    assert_eq!(server.sandbox.counters().token_requests, asked + 1);
    // Nobody is asked for what could not be saved.
    let taken = json!({ "name": "Taken", "privateKey": keys().private_key_pem() });
    fails(change(&server, &path, 1, &taken), P::NameTaken).await;
    fails(change(&server, &path, 1, &json!({ "name": "", "privateKey": "x" })), P::Invalid).await;
    assert_eq!(server.sandbox.counters().token_requests, asked + 1);
    assert_eq!(succeeds(server.get(&path), StatusCode::OK).await, created);
    assert_eq!(updates(&server).await, ["started", "salesforce_key_mismatch", "name_taken"]);
    assert_eq!(number(&database, "SELECT COUNT(*) FROM connector_history").await, 0);
    assert_eq!(number(&database, "SELECT COUNT(*) FROM private_keys").await, 2);
}

async fn of_two_editors_the_second_hears_what_the_first_did(database: Arc<TestDatabase>) {
    const ROUNDS: i64 = 25;
    let server = TestServer::new(Arc::clone(&database)).await;
    let (_, path) = saved(&server, "Sales").await;
    let (mut revision, started) = (1, Instant::now());
    for round in 1..=ROUNDS {
        let (notes, contact) = (format!("Notes {round}"), format!("Contact {round}"));
        let first = change(&server, &path, revision, &json!({ "notes": notes }));
        let second = change(&server, &path, revision, &json!({ "contact": contact }));
        let (first, second) = tokio::join!(tokio::spawn(send(first)), tokio::spawn(send(second)));
        let (first, second) = (first.expect("an answer"), second.expect("an answer"));
        let statuses = [first.status().as_u16(), second.status().as_u16()];
        assert!(statuses == [200, 412] || statuses == [412, 200], "{statuses:?}");
        let (won, lost, field, again) = if statuses[0] == 200 {
            (first, second, ConnectorField::Notes, json!({ "contact": contact }))
        } else {
            (second, first, ConnectorField::Contact, json!({ "notes": notes }))
        };
        let won: Value = won.json().await.expect("a connector");
        let lost = crate::test_server::problem(lost).await;
        assert_eq!(lost.code, P::ConnectorChanged);
        assert_eq!(lost.changes, [Change { field, user: "ann".to_owned(), at: START_MS }]);
        assert_eq!(json!(lost.current), won);
        revision = lost.current.expect("the connector").revision;
        let both = succeeds(change(&server, &path, revision, &again), StatusCode::OK).await;
        assert_eq!((&both["notes"], &both["contact"]), (&json!(notes), &json!(contact)), "nothing is lost");
        revision = both["revision"].as_i64().expect("a number");
    }
    assert_eq!(revision, 1 + 2 * ROUNDS);
    let rate = f64::from(3 * ROUNDS as i32) / started.elapsed().as_secs_f64();
    eprintln!("{:?}: {ROUNDS} pairs of editors, {rate:.0} changes a second", database.backend);
    // Whoever has slept through all of that hears of each field once.
    let patch = json!({ "name": "Other" });
    let problem = fails(change(&server, &path, 1, &patch), P::ConnectorChanged).await;
    let fields: Vec<ConnectorField> = problem.changes.iter().map(|change| change.field).collect();
    assert_eq!(fields, [ConnectorField::Notes, ConnectorField::Contact]);
}
