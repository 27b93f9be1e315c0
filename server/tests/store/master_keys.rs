//! Which master key a database is written under, and what happens to one that comes with another.

use std::collections::BTreeSet;
use std::sync::Arc;

use connectors_server::store::{CreateError, LockedStore, Store, StoreError, StoreOptions, UnlockError};
use connectors_server::vault::{MasterKey, Vault};
use sqlx::{AnyConnection, Row as _};

use crate::database::{TestDatabase, on_both_databases, run, vault};
use crate::sample;

on_both_databases!(
    another_master_key_does_not_unlock_what_is_stored,
    nothing_is_sealed_once_another_master_key_has_come,
    all_master_keys_are_told_in_any_order,
    of_two_keys_for_an_empty_database_one_is_taken,
    a_master_key_is_registered_by_its_owner_alone,
);

async fn another_master_key_does_not_unlock_what_is_stored(database: Arc<TestDatabase>) {
    assert_eq!(locked(&database).await.master_key_ids().await.unwrap(), BTreeSet::new());
    let store = database.store().await;
    sample::connector("org-a", "One").save(&store).await.unwrap();
    let before = rows(&database).await;

    let refused = unlock(&database, &key("b2"), &[]).await.unwrap_err();
    let UnlockError::OtherMasterKey(other) = &refused else { panic!("{refused:?}") };
    let (ours, theirs) = (id("a1"), id("b2"));
    assert_eq!(other.to_string(), format!("sealed under master key {ours}, but this server has {theirs}"));
    assert_eq!(rows(&database).await, before, "nothing was written");
    assert_eq!(locked(&database).await.master_key_ids().await.unwrap(), BTreeSet::from([ours]));
    unlock(&database, &key("b2"), &[key("a1")]).await.unwrap();
}

/// A row that nobody registered counts as well: it is a key that could be lost.
async fn nothing_is_sealed_once_another_master_key_has_come(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let next = unlock(&database, &key("b2"), &[key("a1")]).await.unwrap();
    for (stores, name) in [(&store, "Old"), (&next, "New")] {
        let saved = sample::connector("org-a", name).save(stores).await;
        let is_saved = saved.is_ok();
        assert_eq!(is_saved, name == "New", "{name}: {saved:?}");
        if let Err(refused) = saved {
            assert!(
                matches!(&refused, CreateError::Store(StoreError::Unavailable(why)) if why.to_string().contains(&id("b2"))),
                "{refused:?}"
            );
        }
    }
    let ended = next.rewrap(|_| ()).await.unwrap();
    assert_eq!(ended.altered, 0);
    let refused = sample::connector("org-a", "Old").save(&store).await.unwrap_err();
    assert!(matches!(refused, CreateError::Store(StoreError::Unavailable(_))), "{refused:?}");
}

async fn all_master_keys_are_told_in_any_order(database: Arc<TestDatabase>) {
    let store = database.store().await;
    for name in ["One", "Two"] {
        sample::connector("org-a", name).save(&store).await.unwrap();
    }
    let mut operator = database.connection().await;
    for (first, second) in [("'0000000000000000'", "master_key_id"), ("master_key_id", "'ffffffffffffffff'")]
    {
        let other = format!(
            "UPDATE private_keys SET master_key_id = CASE key_id WHEN (SELECT MIN(key_id) FROM private_keys) \
             THEN {first} ELSE {second} END"
        );
        run(&mut operator, &other).await;
        let told = store.for_all_tenants().readiness().await.unwrap();
        assert_eq!(told.len(), if first == "master_key_id" { 3 } else { 2 }, "{told:?}");
        assert_eq!(told, locked(&database).await.master_key_ids().await.unwrap());
        let refused = unlock(&database, &key("a1"), &[]).await.unwrap_err();
        assert!(matches!(refused, UnlockError::OtherMasterKey(_)), "{refused:?}");
    }
}

/// As two servers do that are started at once, each with a key of its own.
async fn of_two_keys_for_an_empty_database_one_is_taken(database: Arc<TestDatabase>) {
    database.store().await.close().await;
    for round in 0..100 {
        run(&mut database.connection().await, "DELETE FROM master_keys").await;
        let (keys, nobody) = ([key("b2"), key("c3")], []);
        let (one, other) =
            tokio::join!(unlock(&database, &keys[0], &nobody), unlock(&database, &keys[1], &nobody));
        let winner = match (one, other) {
            (Ok(store), Err(UnlockError::OtherMasterKey(_))) => (store, "b2"),
            (Err(UnlockError::OtherMasterKey(_)), Ok(store)) => (store, "c3"),
            both => panic!("round {round}: {both:?}"),
        };
        let ids: Vec<String> = sqlx::query_scalar("SELECT master_key_id FROM master_keys")
            .fetch_all(&mut database.connection().await)
            .await
            .unwrap();
        assert_eq!(ids, [id(winner.1)], "round {round}");
        winner.0.close().await;
    }
}

/// Whoever can write the database, but has no master key, cannot register one: its row says so in a way that only the key
/// can.
async fn a_master_key_is_registered_by_its_owner_alone(database: Arc<TestDatabase>) {
    database.store().await.close().await;
    let forged = sqlx::query("UPDATE master_keys SET rows_tagged = $1").bind(vec![0_u8; 32]);
    forged.execute(&mut database.connection().await).await.unwrap();
    let refused = unlock(&database, &key("a1"), &[]).await.unwrap_err();
    assert!(matches!(refused, UnlockError::Altered(_)), "{refused:?}");
}

fn key(byte: &str) -> MasterKey {
    MasterKey::from_text(&byte.repeat(32)).unwrap()
}

fn id(byte: &str) -> String {
    key(byte).id().to_string()
}

async fn locked(database: &TestDatabase) -> LockedStore {
    LockedStore::connect(&database.database, database.clock.clone(), &StoreOptions::default()).await.unwrap()
}

async fn unlock(database: &TestDatabase, key: &MasterKey, older: &[MasterKey]) -> Result<Store, UnlockError> {
    locked(database).await.unlock(Vault::with_older(key, older)).await
}

/// What is stored of master keys, sealed keys and tags.
async fn rows(database: &TestDatabase) -> Vec<(String, i64)> {
    let mut connection: AnyConnection = database.connection().await;
    let query = "SELECT master_key_id AS id, created_at AS at FROM master_keys \
                 UNION ALL SELECT master_key_id, created_at FROM private_keys \
                 UNION ALL SELECT tagged_under, created_at FROM connectors";
    let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
    assert_eq!(vault().sealing_key_id().to_string(), id("a1"));
    rows.iter().map(|row| (row.get("id"), row.get("at"))).collect()
}
