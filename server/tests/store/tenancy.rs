//! No tenant sees another's rows.

use std::sync::Arc;

use connectors_server::model::{
    Action, Actor, AuditEntry, ConnectorId, NameKey, Outcome, RequestId, SignInMethod,
};
use connectors_server::store::Availability;
use contract::api::Kind;
use contract::codes::ProblemCode;
use sqlx::Row as _;

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
    let ours = sample::connector("org-a", "One").save(&store).await.unwrap().into_connector();
    let id = ours.id;
    // What a query that forgot its scope, matched a prefix, or ignored case would take for the owner.
    for other in ["org-b", "", "org-", "org-a ", "ORG-A", "%", "org-a' OR '1'='1"] {
        assert_eq!(store.for_tenant(&sample::tenant(other)).get(id).await.unwrap(), None, "{other:?}");
        assert_eq!(store.for_tenant(&sample::tenant(other)).list().await.unwrap(), [], "{other:?}");
        assert_eq!(store.for_tenant(&sample::tenant(other)).sealed_key(id).await.unwrap(), None, "{other:?}");
    }
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).get(ConnectorId::random()).await.unwrap(), None);
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).get(id).await.unwrap(), Some(ours));
}

async fn names_and_limits_are_each_tenants_own(database: Arc<TestDatabase>) {
    let store = database.store().await;
    for name in ["1", "2", "3", "4", "5"] {
        sample::connector("org-a", name).save(&store).await.unwrap();
    }
    let theirs = store
        .for_tenant(&sample::tenant("org-b"))
        .availability(Kind::Salesforce, &NameKey::of("1"))
        .await
        .unwrap();
    assert_eq!(theirs, Availability { used: 0, name_taken: false });
    sample::connector("org-b", "1").save(&store).await.unwrap();
    assert_eq!(store.for_tenant(&sample::tenant("org-b")).list().await.unwrap().len(), 1);
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).list().await.unwrap().len(), 5);
}

async fn no_connector_can_point_at_another_tenants_key(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector("org-a", "One").save(&store).await.unwrap();
    sample::connector("org-b", "One").save(&store).await.unwrap();
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
    let request = new.new.actor.request_id;
    let saved = new.save(&store).await.unwrap().into_connector();
    let request_id = RequestId::random();
    let actor = Actor::new("user-b".to_owned(), SignInMethod::Demo, request_id);
    let outcome = Outcome::Failed(ProblemCode::SalesforceTimedOut);
    let check = AuditEntry::new(actor, Action::Check, "login.salesforce.com".to_owned(), outcome);
    store.for_tenant(&sample::tenant("org-b")).audit(&check).await.unwrap();

    let rows = sqlx::query(
        "SELECT organisation, user_id, action, target, outcome, request_id FROM audit ORDER BY organisation",
    )
    .fetch_all(&mut database.connection().await)
    .await
    .unwrap();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| (0..6).map(|column| row.get(column)).collect()).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[0],
        ["org-a", "admin-1", "create", &saved.id.to_string(), "succeeded", &request.to_string()]
    );
    assert_eq!(
        rows[1],
        ["org-b", "user-b", "check", "login.salesforce.com", "salesforce_timed_out", &request_id.to_string()]
    );
}
