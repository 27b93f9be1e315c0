//! What is stored is sealed: no trace of the key in the files, and no row opens once anything is changed.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base16ct::{lower, upper};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use connectors_server::model::ConnectorId;
use connectors_server::store::{Store, StoreError, StoredKey};
use connectors_server::vault::OpenError;
use sqlx::AssertSqlSafe;

use crate::database::{Backend, TestDatabase, on_both_databases, run};
use crate::sample;

on_both_databases!(no_key_opens_with_an_edited_column, keys_of_two_rows_cannot_be_swapped);

/// Columns that a key is bound to, with an edit each. The two that are missing here stand in both tables.
const EDITS: &[(&str, &str)] = &[
    ("url", "UPDATE salesforce_connectors SET url = 'https://evil.my.salesforce.com'"),
    ("audience", "UPDATE salesforce_connectors SET audience = 'https://evil.my.salesforce.com'"),
    ("client_id", "UPDATE salesforce_connectors SET client_id = client_id || 'x'"),
    ("email_id", "UPDATE salesforce_connectors SET email_id = 'other@example.com'"),
    ("version", "UPDATE private_keys SET version = 1"),
    ("master_key_id", "UPDATE private_keys SET master_key_id = '0000000000000000'"),
    ("wrapped_data_key", "UPDATE private_keys SET wrapped_data_key = sealed_key"),
    ("sealed_key", "UPDATE private_keys SET sealed_key = wrapped_data_key"),
];

async fn no_key_opens_with_an_edited_column(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let connector = sample::connector("org-a", "One").save(&store).await.unwrap().into_connector();
    let id = connector.id;
    let mut connection = database.connection().await;
    for (column, edit) in EDITS {
        let before = stored(&store, "org-a", id).await;
        assert!(sample::open("org-a", &before).is_ok(), "before {column}");
        run(&mut connection, "CREATE TABLE kept_keys AS SELECT * FROM private_keys").await;
        run(&mut connection, "CREATE TABLE kept_connectors AS SELECT * FROM connectors").await;
        run(&mut connection, "CREATE TABLE kept_settings AS SELECT * FROM salesforce_connectors").await;
        run(&mut connection, edit).await;
        let edited = stored(&store, "org-a", id).await;
        assert_ne!(edited, before, "{column} was edited");
        assert!(sample::open("org-a", &edited).is_err(), "{column}");
        run(&mut connection, "DELETE FROM connectors; DELETE FROM private_keys").await;
        run(&mut connection, "INSERT INTO private_keys SELECT * FROM kept_keys").await;
        run(&mut connection, "INSERT INTO connectors SELECT * FROM kept_connectors").await;
        run(&mut connection, "INSERT INTO salesforce_connectors SELECT * FROM kept_settings").await;
        let kept = "DROP TABLE kept_keys; DROP TABLE kept_connectors; DROP TABLE kept_settings";
        run(&mut connection, kept).await;
    }

    // What is no URL in the form in which one is saved was never sealed for: it is not even read.
    for edit in ["audience = ''", "url = url || '/'", "url = 'evil.my.salesforce.com'"] {
        run(&mut connection, "CREATE TABLE kept AS SELECT * FROM salesforce_connectors").await;
        run(&mut connection, &format!("UPDATE salesforce_connectors SET {edit}")).await;
        let read = store.for_tenant(&sample::tenant("org-a")).sealed_key(id).await;
        assert!(matches!(read, Err(StoreError::Defect(_))), "{edit}: {read:?}");
        run(&mut connection, "DELETE FROM salesforce_connectors").await;
        run(&mut connection, "INSERT INTO salesforce_connectors SELECT * FROM kept; DROP TABLE kept").await;
    }

    run(&mut connection, "CREATE TABLE kept AS SELECT * FROM connectors").await;
    run(&mut connection, "CREATE TABLE kept_settings AS SELECT * FROM salesforce_connectors").await;
    run(&mut connection, "DELETE FROM connectors").await;
    for edit in ["key_id = '00000000-0000-4000-8000-000000000000'", "organisation = 'org-b'"] {
        run(&mut connection, &format!("UPDATE private_keys SET {edit}; UPDATE kept SET {edit}")).await;
        run(&mut connection, "INSERT INTO connectors SELECT * FROM kept").await;
        run(&mut connection, "INSERT INTO salesforce_connectors SELECT * FROM kept_settings").await;
        let tenant = if edit.starts_with("organisation") { "org-b" } else { "org-a" };
        let edited = stored(&store, tenant, id).await;
        assert!(matches!(sample::open(tenant, &edited), Err(OpenError::Tampered)));
        run(&mut connection, "DELETE FROM connectors").await;
    }
}

async fn keys_of_two_rows_cannot_be_swapped(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let mut ids = Vec::new();
    for name in ["One", "Two"] {
        let saved = sample::connector("org-a", name).save(&store).await.unwrap().into_connector();
        ids.push(saved.id);
    }
    let keys = [stored(&store, "org-a", ids[0]).await, stored(&store, "org-a", ids[1]).await];
    let swap = "UPDATE private_keys SET wrapped_data_key = $1, sealed_key = $2 WHERE key_id = $3";
    let mut connection = database.connection().await;
    for (from, to) in [(0, 1), (1, 0)] {
        let done = sqlx::query(AssertSqlSafe(swap))
            .bind(keys[from].sealed.wrapped_data_key.clone())
            .bind(keys[from].sealed.sealed.clone())
            .bind(keys[to].key_id.to_string())
            .execute(&mut connection)
            .await
            .unwrap();
        assert_eq!(done.rows_affected(), 1);
    }
    for id in ids {
        let swapped = stored(&store, "org-a", id).await;
        assert!(matches!(sample::open("org-a", &swapped), Err(OpenError::Tampered)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_trace_of_a_key_is_in_the_files() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let store = database.store().await;
    let der = KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap().as_ref().to_vec();
    let pem = pem(&der);
    let saved = sample::connector_with_key("org-a", "Canary", pem.as_bytes()).save(&store).await.unwrap();
    sample::connector_with_key("org-a", "Canary, DER", &der).save(&store).await.unwrap();
    let refused = sample::connector_with_key("org-a", "canary", pem.as_bytes()).save(&store).await;
    assert!(refused.is_err(), "{refused:?}");

    assert_eq!(search(&database, &der, &pem), 0, "while the store is open: database, log, shared memory");
    let id = saved.into_connector().id;
    let key = stored(&store, "org-a", id).await;
    assert_eq!(sample::open("org-a", &key).unwrap().as_slice(), pem.as_bytes());
    store.close().await;
    assert_eq!(search(&database, &der, &pem), 0, "after closing");

    // The search itself: what is there is found, in each of the four forms.
    let hex = upper::encode_string(&der);
    for found in [pem.as_bytes(), &der, hex.as_bytes(), STANDARD.encode(&der[1..]).as_bytes()] {
        std::fs::write(database.data_directory().join("planted"), found).unwrap();
        assert!(search(&database, &der, &pem) > 0);
    }
}

/// Counts where the key stands in any file of the data directory: as a PEM line, raw, in hex, in base64 of any
/// alignment.
fn search(database: &TestDatabase, der: &[u8], pem: &str) -> usize {
    // 24 bytes from inside the key (past the header that all keys of a size share) and every 100 bytes on.
    let samples: Vec<&[u8]> =
        der[40..].chunks(100).filter(|part| part.len() >= 27).map(|part| &part[..27]).collect();
    let mut needles: Vec<Vec<u8>> =
        pem.lines().filter(|line| !line.starts_with('-')).map(Vec::from).collect();
    for sample in samples {
        needles.push(sample.to_vec());
        needles.push(upper::encode_string(sample).into_bytes());
        needles.push(lower::encode_string(sample).into_bytes());
        needles.extend((0..3).map(|skip| STANDARD_NO_PAD.encode(&sample[skip..skip + 24]).into_bytes()));
    }
    let files: Vec<_> = std::fs::read_dir(database.data_directory()).unwrap().map(Result::unwrap).collect();
    assert!(!files.is_empty());
    files
        .iter()
        .map(|file| std::fs::read(file.path()).unwrap())
        .map(|bytes| needles.iter().filter(|needle| contains(&bytes, needle)).count())
        .sum()
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn pem(der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines: Vec<&str> =
        (0..base64.len()).step_by(64).map(|at| &base64[at..base64.len().min(at + 64)]).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

async fn stored(store: &Store, tenant: &str, id: ConnectorId) -> StoredKey {
    store.for_tenant(&sample::tenant(tenant)).sealed_key(id).await.unwrap().expect("the connector has a key")
}
