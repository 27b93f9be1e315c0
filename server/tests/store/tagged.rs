//! Rows that decide who may do what: what is written past the server counts for nothing.

use std::sync::Arc;

use connectors_server::model::{Actor, ConnectorId, RequestId, SignInMethod, TokenId};
use connectors_server::store::{FoundToken, LockedStore, NewServiceToken, Store, StoreOptions, UnlockError};
use contract::api::ConnectorState;
use contract::service_token::ServiceTokenScope;

use crate::database::{START_MS, TestDatabase, on_both_databases, run, vault};
use crate::sample;

on_both_databases!(
    an_edited_token_lets_nobody_in,
    an_inserted_token_lets_nobody_in,
    an_edited_state_is_no_state,
    rows_of_before_are_tagged_once,
    a_database_whose_tags_were_taken_away_is_not_one_of_before,
);

const PREFIX: &str = "cct_0123456789abcdef";

/// Edits of a token's row that would give its holder more.
const TOKEN_EDITS: [&str; 8] = [
    "UPDATE service_tokens SET scope = '\"all\"'",
    "UPDATE service_tokens SET expires_at = expires_at + 1",
    "UPDATE service_tokens SET organisation = 'org-b'",
    "UPDATE service_tokens SET created_by = 'somebody'",
    "UPDATE service_tokens SET hash = (SELECT hash FROM service_tokens WHERE prefix LIKE '%0')",
    "UPDATE service_tokens SET id = '7b1f8a4e-3f43-4c8e-9a51-0a6f0d4b2c11' WHERE prefix NOT LIKE '%0'",
    "UPDATE service_tokens SET tag = NULL",
    "UPDATE service_tokens SET tag = (SELECT tag FROM connectors)",
];

async fn an_edited_token_lets_nobody_in(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let connector = save(&store).await;
    token(&store, "cct_0000000000000000", ServiceTokenScope::All).await;
    for (number, edit) in TOKEN_EDITS.into_iter().enumerate() {
        let prefix = format!("cct_000000000000000{}", number + 1);
        token(&store, &prefix, ServiceTokenScope::Connectors(vec![connector.to_string()])).await;
        assert!(matches!(found(&store, &prefix).await, FoundToken::Genuine(_)), "{edit}");
        run(&mut database.connection().await, edit).await;
        assert!(matches!(found(&store, &prefix).await, FoundToken::Altered(_)), "{edit}");
        run(&mut database.connection().await, "DELETE FROM service_tokens WHERE prefix NOT LIKE '%0'").await;
    }
}

/// Also one that was revoked stays so: to take the mark away is not enough.
async fn an_inserted_token_lets_nobody_in(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let id = token(&store, PREFIX, ServiceTokenScope::All).await;
    store.for_tenant(&sample::tenant("org-a")).revoke_service_token(id, &actor()).await.unwrap();
    let FoundToken::Genuine(revoked) = found(&store, PREFIX).await else { panic!("it was revoked here") };
    assert_eq!(revoked.token.revoked_at, Some(START_MS));
    run(&mut database.connection().await, "UPDATE service_tokens SET revoked_at = NULL").await;
    assert!(matches!(found(&store, PREFIX).await, FoundToken::Altered(_)));

    let copy = "INSERT INTO service_tokens (id, organisation, name, prefix, hash, scope, expires_at, created_by, \
                created_at, tagged_under, tag) \
                SELECT '7b1f8a4e-3f43-4c8e-9a51-0a6f0d4b2c11', 'org-b', name, 'cct_ffffffffffffffff', hash, scope, \
                expires_at, created_by, created_at, tagged_under, tag FROM service_tokens";
    run(&mut database.connection().await, copy).await;
    assert!(matches!(found(&store, "cct_ffffffffffffffff").await, FoundToken::Altered(_)));
    let listed = store.for_tenant(&sample::tenant("org-b")).live_service_tokens().await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].revoked_at, Some(START_MS), "it is shown as what it is good for");
}

async fn an_edited_state_is_no_state(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let id = save(&store).await;
    let (tenant, mut operator) = (sample::tenant("org-a"), database.connection().await);
    store.for_tenant(&tenant).set_state(id, ConnectorState::Deactivated, &actor()).await.unwrap();
    for edit in [
        "UPDATE connectors SET state = 'connected'",
        "UPDATE connectors SET tag = NULL",
        "UPDATE connectors SET tagged_under = 'ffffffffffffffff'",
    ] {
        run(&mut operator, edit).await;
        assert_eq!(state(&store, id).await, ConnectorState::Deactivated, "{edit}");
        let listed = store.for_tenant(&tenant).list().await.unwrap();
        assert_eq!(listed[0].state, ConnectorState::Deactivated, "{edit}");
    }
    // An admin puts it right.
    run(&mut operator, "UPDATE connectors SET tagged_under = NULL").await;
    store.for_tenant(&tenant).set_state(id, ConnectorState::Connected, &actor()).await.unwrap();
    assert_eq!(state(&store, id).await, ConnectorState::Connected);
}

async fn rows_of_before_are_tagged_once(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let id = save(&store).await;
    token(&store, PREFIX, ServiceTokenScope::All).await;
    store.close().await;
    // What a server left that knew no tags. Its sealed keys have another version, which no edit makes them: none is here.
    let mut operator = database.connection().await;
    run(
        &mut operator,
        "DELETE FROM idempotency; DELETE FROM master_keys; UPDATE service_tokens SET tag = NULL",
    )
    .await;
    run(&mut operator, "DELETE FROM salesforce_connectors; DELETE FROM connectors; DELETE FROM private_keys")
        .await;

    let store = database.store().await;
    assert!(matches!(found(&store, PREFIX).await, FoundToken::Genuine(_)));
    store.close().await;
    run(&mut operator, "UPDATE service_tokens SET tag = NULL, tagged_under = NULL").await;
    let store = database.store().await;
    assert!(matches!(found(&store, PREFIX).await, FoundToken::Altered(_)), "only once");
    let none = store.for_tenant(&sample::tenant("org-a")).get(id).await.unwrap();
    assert_eq!(none, None);
}

/// Whoever takes away every trace of tags, to have rows tagged anew, still has no sealed key of before.
async fn a_database_whose_tags_were_taken_away_is_not_one_of_before(database: Arc<TestDatabase>) {
    let store = database.store().await;
    save(&store).await;
    store.close().await;
    run(&mut database.connection().await, "DELETE FROM master_keys; UPDATE connectors SET tag = NULL").await;
    for edit in ["UPDATE connectors SET tagged_under = NULL", "UPDATE private_keys SET version = 1"] {
        run(&mut database.connection().await, edit).await;
        let locked =
            LockedStore::connect(&database.database, database.clock.clone(), &StoreOptions::default()).await;
        let refused = locked.unwrap().unlock(vault()).await.unwrap_err();
        assert!(matches!(refused, UnlockError::Altered(_) | UnlockError::OfBefore(_)), "{edit}: {refused:?}");
    }
}

fn actor() -> Actor {
    Actor::new("admin-1".to_owned(), SignInMethod::Demo, RequestId::random())
}

async fn save(store: &Store) -> ConnectorId {
    sample::connector("org-a", "One").save(store).await.unwrap().into_connector().id
}

async fn token(store: &Store, prefix: &str, scope: ServiceTokenScope) -> TokenId {
    let new = NewServiceToken {
        name: "Flows".to_owned(),
        prefix: prefix.to_owned(),
        hash: *blank_hash(prefix),
        scope,
        expires_at: START_MS + 1_000,
        actor: actor(),
    };
    store.for_tenant(&sample::tenant("org-a")).create_service_token(new).await.unwrap().id
}

/// Another one for each prefix.
fn blank_hash(prefix: &str) -> &[u8; 32] {
    const HASHES: [[u8; 32]; 2] = [[1; 32], [2; 32]];
    &HASHES[usize::from(prefix.ends_with('0'))]
}

async fn found(store: &Store, prefix: &str) -> FoundToken {
    store.for_all_tenants().service_token_by_prefix(prefix).await.unwrap().expect("a row")
}

async fn state(store: &Store, id: ConnectorId) -> ConnectorState {
    store.for_tenant(&sample::tenant("org-a")).get(id).await.unwrap().expect("a connector").state
}
