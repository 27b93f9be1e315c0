//! What was sealed for a connector is in no file of the data directory once it is replaced or deleted. PostgreSQL has no such
//! promise to give: README.md says what it keeps.

use std::collections::HashSet;
use std::time::Duration;

use connectors_server::model::{Actor, ConnectorId, KeyId, RequestId, SignInMethod};
use connectors_server::store::{ConnectorChange, Deleted, NewCredentials, Store, StoredKey, Updated};
use contract::api::{ConnectorField, ConnectorState};
use sqlx::Connection as _;

use crate::database::{Backend, TestDatabase, run};
use crate::sample::{self, Sample};

/// A key that takes more than a page, and one that shares its page with others.
const KEYS: [usize; 2] = [6_000, 300];

/// Bytes of what is searched for, every so often: random ones, which are nowhere by chance.
const PART: usize = 16;

fn actor() -> Actor {
    Actor::new("admin-1".to_owned(), SignInMethod::Demo, RequestId::random())
}

fn sealed(name: &str, bytes: usize) -> Sample {
    sample::connector_with_key(name, name, &vec![b'k'; bytes])
}

async fn stored(store: &Store, name: &str, id: ConnectorId) -> StoredKey {
    store.for_tenant(&sample::tenant(name)).sealed_key(id).await.expect("the store").expect("a key")
}

/// Gives a connector another key; what was stored before is given back.
async fn replace(store: &Store, name: &str, id: ConnectorId, bytes: usize) -> StoredKey {
    let before = stored(store, name, id).await;
    let tenant = sample::tenant(name);
    let connector = store.for_tenant(&tenant).get(id).await.expect("the store").expect("a connector");
    let new = sealed(name, bytes).new;
    let change = ConnectorChange {
        revision: connector.revision,
        fields: vec![ConnectorField::PrivateKey],
        name: None,
        notes: None,
        contact: None,
        credentials: Some(NewCredentials {
            settings: new.settings,
            warnings: new.warnings,
            key_id: new.key_id,
            sealed_key: new.sealed_key,
            public_key_sha256: new.public_key_sha256,
        }),
        actor: actor(),
        intent: None,
        idempotency: None,
    };
    let updated = store.for_tenant(&tenant).update(id, change).await.expect("updated");
    let Updated::Changed(changed) = updated else { panic!("{updated:?}") };
    assert_ne!(changed.key_id, before.key_id);
    before
}

async fn delete(store: &Store, name: &str, id: ConnectorId) -> StoredKey {
    let before = stored(store, name, id).await;
    let tenant = sample::tenant(name);
    let tenant = store.for_tenant(&tenant);
    tenant.set_state(id, ConnectorState::Deactivated, &actor()).await.expect("the store");
    assert_eq!(tenant.delete(id, None, &actor()).await.expect("the store"), Deleted::Yes);
    before
}

/// How much of what was sealed is in the files: of each key, and of what it was sealed with.
fn found(database: &TestDatabase, keys: &[StoredKey]) -> usize {
    let parts = keys.iter().flat_map(|key| [&key.sealed.sealed, &key.sealed.wrapped_data_key]);
    let parts = parts.flat_map(|sealed| sealed.chunks_exact(PART).step_by(20).map(Vec::from));
    let parts: HashSet<Vec<u8>> = parts.collect();
    let files = std::fs::read_dir(database.data_directory()).expect("the directory");
    let files: Vec<Vec<u8>> =
        files.map(|file| std::fs::read(file.expect("a file").path()).expect("readable")).collect();
    assert!(!files.is_empty());
    files.iter().flat_map(|file| file.windows(PART)).filter(|&bytes| parts.contains(bytes)).count()
}

async fn cut_off(database: &TestDatabase) {
    run(&mut database.connection().await, "PRAGMA wal_checkpoint(TRUNCATE)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sealed_is_in_no_file_once_it_is_replaced_or_deleted() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let store = database.store().await;
    let mut ids = Vec::new();
    for number in 0..12 {
        let name = format!("org-{number}");
        ids.push((
            sealed(&name, KEYS[number % 2]).save(&store).await.expect("saved").into_connector().id,
            name,
        ));
    }
    // The first half lies in the database itself, the rest in its log as well.
    let mut gone = Vec::new();
    for (number, (id, name)) in ids.iter().enumerate() {
        if number == 0 || number == 6 {
            cut_off(&database).await;
        }
        let key = stored(&store, name, *id).await;
        assert!(found(&database, &[key]) > 0, "the search finds what is there");
        gone.push(match number % 3 {
            0 => delete(&store, name, *id).await,
            // Its place is taken by a smaller one, or a larger one.
            _ => replace(&store, name, *id, KEYS[(number + 1) % 2]).await,
        });
        assert_eq!(found(&database, &gone), 0, "after {} were replaced or deleted", number + 1);
    }
    let left = stored(&store, "org-1", ids[1].0).await;
    assert!(sample::open("org-1", &left).is_ok(), "what is there still opens");
    store.close().await;
    assert_eq!(found(&database, &gone), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_delays_it_and_holds_nobody_up() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let store = database.store().await;
    let id = sealed("org", KEYS[0]).save(&store).await.expect("saved").into_connector().id;
    // As a backup does, in a process of its own.
    let mut reader = database.connection().await;
    run(&mut reader, "BEGIN; SELECT COUNT(*) FROM connectors").await;
    let gone =
        tokio::time::timeout(Duration::from_secs(60), delete(&store, "org", id)).await.expect("not held up");
    assert!(found(&database, std::slice::from_ref(&gone)) > 0, "the reader may still ask for it");
    sealed("other", KEYS[0]).save(&store).await.expect("others write");
    run(&mut reader, "COMMIT").await;
    reader.close().await.expect("closed");
    for _ in 0..1_200 {
        if found(&database, std::slice::from_ref(&gone)) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a minute later it is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_that_was_lost_left_is_gone_with_the_next_start() {
    let (before, after) =
        (TestDatabase::create(Backend::Sqlite).await, TestDatabase::create(Backend::Sqlite).await);
    let store = before.store().await;
    let id = sealed("org", KEYS[0]).save(&store).await.expect("saved").into_connector().id;
    let mut reader = before.connection().await;
    run(&mut reader, "BEGIN; SELECT COUNT(*) FROM connectors").await;
    let gone = [delete(&store, "org", id).await];
    // Its files as they are when the power fails.
    std::fs::create_dir_all(after.data_directory()).expect("a directory");
    for file in std::fs::read_dir(before.data_directory()).expect("the directory") {
        let file = file.expect("a file");
        let is_memory = file.file_name().to_string_lossy().ends_with("-shm");
        if !is_memory {
            std::fs::copy(file.path(), after.data_directory().join(file.file_name())).expect("copied");
        }
    }
    assert!(found(&after, &gone) > 0, "there is something to be seen to");
    let next = after.store().await;
    assert_eq!(found(&after, &gone), 0);
    assert!(
        next.for_tenant(&sample::tenant("org")).get(id).await.expect("the store").is_none(),
        "it is deleted"
    );
}

#[tokio::test]
async fn ids_are_random() {
    let ids: Vec<String> = (0..1_000).map(|_| ConnectorId::random().to_string()).collect();
    let keys: Vec<String> = (0..1_000).map(|_| KeyId::random().to_string()).collect();
    // Version 4 (RFC 9562): 122 random bits, so none is given twice, whoever was deleted before.
    for id in ids.iter().chain(&keys) {
        assert_eq!(&id[14..15], "4", "{id}");
    }
    let all: std::collections::BTreeSet<_> = ids.iter().chain(&keys).collect();
    assert_eq!(all.len(), 2_000);
}
