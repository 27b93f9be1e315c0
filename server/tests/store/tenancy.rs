//! No tenant sees another's rows.

use std::sync::Arc;

use connectors_server::name_key::NameKey;
use connectors_server::store::{Action, Actor, AuditEntry, Availability, Outcome};
use contract::api::Kind;
use contract::codes::ProblemCode;
use sqlx::Row as _;
use uuid::Uuid;

use crate::database::{TestDatabase, on_both_databases};
use crate::sample;

on_both_databases!(
    another_tenants_connector_does_not_exist,
    names_and_limits_are_each_tenants_own,
    no_connector_can_point_at_another_tenants_key,
    the_audit_log_says_who_did_what,
);

async fn another_tenants_connector_does_not_exist(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let ours = store.create(sample::connector("org-a", "One")).await.unwrap().into_connector();
    let id = Uuid::parse_str(&ours.id).unwrap();
    // What a query that forgot its scope, matched a prefix, or ignored case would take for the owner.
    for other in ["org-b", "", "org-", "org-a ", "ORG-A", "%", "org-a' OR '1'='1"] {
        assert_eq!(store.get(other, id).await.unwrap(), None, "{other:?}");
        assert_eq!(store.list(other).await.unwrap(), [], "{other:?}");
        assert_eq!(store.sealed_key(other, id).await.unwrap(), None, "{other:?}");
    }
    assert_eq!(store.get("org-a", Uuid::new_v4()).await.unwrap(), None);
    assert_eq!(store.get("org-a", id).await.unwrap(), Some(ours));
}

async fn names_and_limits_are_each_tenants_own(database: Arc<TestDatabase>) {
    let store = database.store().await;
    for name in ["1", "2", "3", "4", "5"] {
        store.create(sample::connector("org-a", name)).await.unwrap();
    }
    let theirs = store.availability("org-b", Kind::Salesforce, &NameKey::of("1")).await.unwrap();
    assert_eq!(theirs, Availability { used: 0, name_taken: false });
    store.create(sample::connector("org-b", "1")).await.unwrap();
    assert_eq!(store.list("org-b").await.unwrap().len(), 1);
    assert_eq!(store.list("org-a").await.unwrap().len(), 5);
}

async fn no_connector_can_point_at_another_tenants_key(database: Arc<TestDatabase>) {
    let store = database.store().await;
    store.create(sample::connector("org-a", "One")).await.unwrap();
    store.create(sample::connector("org-b", "One")).await.unwrap();
    let mut connection = database.connection().await;
    let moved = sqlx::query(
        "UPDATE connectors SET key_id = (SELECT key_id FROM private_keys WHERE organisation = 'org-b') \
         WHERE organisation = 'org-a'",
    )
    .execute(&mut connection)
    .await;
    let error = moved.expect_err("another tenant's key");
    assert!(error.as_database_error().unwrap().is_foreign_key_violation(), "{error}");
}

async fn the_audit_log_says_who_did_what(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let new = sample::connector("org-a", "One");
    let request = new.actor.request_id.clone();
    let saved = store.create(new).await.unwrap().into_connector();
    let check = AuditEntry {
        tenant: "org-b".to_owned(),
        actor: Actor { user: "user-b".to_owned(), request_id: "request-b".to_owned() },
        action: Action::Check,
        target: "login.salesforce.com".to_owned(),
        outcome: Outcome::Failed(ProblemCode::SalesforceTimedOut),
    };
    store.audit(&check).await.unwrap();

    let rows = sqlx::query(
        "SELECT organisation, user_id, action, target, outcome, request_id FROM audit ORDER BY organisation",
    )
    .fetch_all(&mut database.connection().await)
    .await
    .unwrap();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| (0..6).map(|column| row.get(column)).collect()).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0], ["org-a", "admin-1", "create", &saved.id, "succeeded", &request]);
    assert_eq!(
        rows[1],
        ["org-b", "user-b", "check", "login.salesforce.com", "salesforce_timed_out", "request-b"]
    );
}
