//! A request that is repeated under its `Idempotency-Key`.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::model::Connector;
use connectors_server::store::{CreateError, Fingerprint, Idempotency, IdempotentResult, Saved, Store};

use crate::database::{TestDatabase, on_both_databases};
use crate::sample;

on_both_databases!(
    a_repeated_request_gets_the_first_result,
    the_same_key_for_another_request_is_refused,
    what_is_stored_of_a_request_can_be_made_with_the_master_key_alone,
    of_parallel_repeats_one_saves,
    a_refused_request_is_not_remembered,
    a_key_is_forgotten_after_a_day,
    a_key_means_nothing_to_another_tenant,
);

async fn a_repeated_request_gets_the_first_result(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let Saved::Created(first) =
        sample::connector_once("org-a", "One", "key-1", 1).save(&store).await.unwrap()
    else {
        panic!("saved before")
    };
    let again = sample::connector_once("org-a", "One", "key-1", 1).save(&store).await.unwrap();
    assert_eq!(again, Saved::Replayed(first.clone()));
    assert_eq!(
        store.for_tenant(&sample::tenant("org-a")).list().await.unwrap(),
        std::slice::from_ref(&first)
    );

    assert_eq!(remembered(&store, "org-a", "key-1").await, Some(first.clone()));
    for (fingerprint, same_request) in [(1, true), (2, false)] {
        let request = Idempotency { key: "key-1".to_owned(), fingerprint: Fingerprint([fingerprint; 32]) };
        let tenant = sample::tenant("org-a");
        let result = store.for_tenant(&tenant).idempotent_result(&request).await.unwrap();
        assert_eq!(result, Some(IdempotentResult { connector: first.clone(), same_request }));
    }
    assert_eq!(remembered(&store, "org-a", "key-2").await, None);
    assert_eq!(rows_of(&database, "private_keys").await, 1, "the repeat leaves no key behind");
    assert_eq!(rows_of(&database, "audit").await, 1);
}

/// What is hashed holds a private key: a hash that anybody can make would tell whether a guess is right.
async fn what_is_stored_of_a_request_can_be_made_with_the_master_key_alone(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector_once("org-a", "One", "key-1", 1).save(&store).await.unwrap();
    sample::connector_once("org-b", "One", "key-1", 1).save(&store).await.unwrap();
    let stored = fingerprints(&database).await;
    assert_eq!(stored.len(), 2);
    assert!(!stored.contains(&vec![1; 32]), "the hash itself");
    assert_ne!(stored[0], stored[1], "another tenant's says nothing of this one's");

    // What servers wrote that knew no better is remembered for its day.
    let mut operator = database.connection().await;
    let plain = sqlx::query("UPDATE idempotency SET fingerprint = $1").bind(vec![1_u8; 32]);
    plain.execute(&mut operator).await.unwrap();
    let again = sample::connector_once("org-a", "One", "key-1", 1).save(&store).await.unwrap();
    assert!(matches!(again, Saved::Replayed(_)), "{again:?}");
    let other = sample::connector_once("org-a", "One", "key-1", 2).save(&store).await;
    assert!(matches!(other, Err(CreateError::IdempotencyMismatch)), "{other:?}");
}

async fn the_same_key_for_another_request_is_refused(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector_once("org-a", "One", "key-1", 1).save(&store).await.unwrap();
    let other = sample::connector_once("org-a", "Two", "key-1", 2).save(&store).await;
    assert!(matches!(other, Err(CreateError::IdempotencyMismatch)), "{other:?}");
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).list().await.unwrap().len(), 1);
}

async fn of_parallel_repeats_one_saves(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { sample::connector_once("org-a", "One", "key-1", 1).save(&store).await })
        })
        .collect();
    let (mut now, mut ids) = (0, Vec::new());
    for task in tasks {
        let saved = task.await.unwrap().unwrap();
        now += usize::from(matches!(saved, Saved::Created(_)));
        ids.push(saved.into_connector().id);
    }
    ids.dedup();
    assert_eq!((now, ids.len()), (1, 1));
    assert_eq!(rows_of(&database, "connectors").await, 1);
}

async fn a_refused_request_is_not_remembered(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector("org-a", "One").save(&store).await.unwrap();
    let refused = sample::connector_once("org-a", "One", "key-1", 1).save(&store).await;
    assert!(matches!(refused, Err(CreateError::NameTaken)), "{refused:?}");
    assert_eq!(remembered(&store, "org-a", "key-1").await, None);
    assert_eq!(rows_of(&database, "idempotency").await, 0);
    assert_eq!(rows_of(&database, "private_keys").await, 1);
    let renamed = sample::connector_once("org-a", "Two", "key-1", 2).save(&store).await.unwrap();
    assert!(matches!(renamed, Saved::Created(_)));
}

async fn a_key_is_forgotten_after_a_day(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector_once("org-a", "One", "key-1", 1).save(&store).await.unwrap();
    sample::connector_once("org-b", "One", "key-1", 1).save(&store).await.unwrap();
    let day = Duration::from_secs(24 * 60 * 60);
    database.clock.advance(day);
    assert!(remembered(&store, "org-a", "key-1").await.is_some(), "after exactly a day");
    database.clock.advance(Duration::from_millis(1));
    assert_eq!(remembered(&store, "org-a", "key-1").await, None);

    let reused = sample::connector_once("org-a", "Two", "key-1", 2).save(&store).await.unwrap();
    assert!(matches!(reused, Saved::Created(_)));
    sample::connector_once("org-a", "Three", "key-2", 3).save(&store).await.unwrap();
    assert_eq!(rows_of(&database, "idempotency").await, 3, "two of org-a, and the old one of org-b");
}

async fn a_key_means_nothing_to_another_tenant(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector_once("org-a", "One", "key-1", 1).save(&store).await.unwrap();
    assert_eq!(remembered(&store, "org-b", "key-1").await, None);
    let theirs = sample::connector_once("org-b", "One", "key-1", 2).save(&store).await.unwrap();
    assert!(matches!(theirs, Saved::Created(_)));
}

/// The connector that is remembered under a tenant's key.
async fn remembered(store: &Store, tenant: &str, key: &str) -> Option<Connector> {
    store.for_tenant(&sample::tenant(tenant)).remembered_create(key).await.unwrap()
}

async fn fingerprints(database: &TestDatabase) -> Vec<Vec<u8>> {
    let query = sqlx::query_scalar("SELECT fingerprint FROM idempotency ORDER BY organisation");
    query.fetch_all(&mut database.connection().await).await.unwrap()
}

async fn rows_of(database: &TestDatabase, table: &'static str) -> i64 {
    let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    sqlx::query_scalar(count).fetch_one(&mut database.connection().await).await.unwrap()
}
