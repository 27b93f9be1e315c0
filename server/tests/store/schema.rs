//! The two schemas, held against each other, and how SQLite is set up.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use connectors_server::store::{ConnectError, LockedStore, StoreOptions};
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::database::{Backend, TestDatabase, on_both_databases, run, vault, with_database};
use crate::sample;

on_both_databases!(opening_twice_changes_nothing, the_schema_of_a_newer_server_is_refused);

/// What a schema consists of, in words that both databases can be asked for.
type Shape = BTreeSet<String>;

#[tokio::test(flavor = "multi_thread")]
async fn both_schemas_have_the_same_shape() {
    let (sqlite, postgres) = (sqlite_shape().await, postgres_shape().await);
    let (only_sqlite, only_postgres): (Vec<_>, Vec<_>) =
        (sqlite.difference(&postgres).collect(), postgres.difference(&sqlite).collect());
    assert!(only_sqlite.is_empty() && only_postgres.is_empty(), "{only_sqlite:#?} {only_postgres:#?}");
    assert!(sqlite.contains("connectors.slot INTEGER NOT NULL"), "{sqlite:#?}");
    assert!(sqlite.contains("connectors UNIQUE organisation,name_key"), "{sqlite:#?}");
    assert!(sqlite.contains("connectors REFERENCES private_keys"), "{sqlite:#?}");
}

async fn opening_twice_changes_nothing(database: Arc<TestDatabase>) {
    let first = database.store().await;
    sample::connector("org-a", "One").save(&first).await.unwrap();
    let second = database.store().await;
    sample::connector("org-a", "Two").save(&second).await.unwrap();
    let tenant = sample::tenant("org-a");
    let (one, other) = (first.for_tenant(&tenant).list().await, second.for_tenant(&tenant).list().await);
    let one = one.unwrap();
    assert_eq!(one, other.unwrap());
    assert_eq!(one.len(), 2);
}

async fn the_schema_of_a_newer_server_is_refused(database: Arc<TestDatabase>) {
    database.store().await.close().await;
    let newer = "UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1";
    run(&mut database.connection().await, newer).await;
    let opened =
        LockedStore::connect(&database.database, database.clock.clone(), &StoreOptions::default()).await;
    assert!(matches!(opened, Err(ConnectError::Migrate(_))), "{opened:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_files_are_the_owners_alone_and_the_log_is_merged_on_close() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let store = database.store().await;
    sample::connector("org-a", "One").save(&store).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(database.data_directory()).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 3, "database, write-ahead log, shared memory: {files:?}");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
    }
    store.close().await;
    assert_eq!(std::fs::read_dir(database.data_directory()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_may_hold_any_character() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a b?c#d%41é/mode=ro&x.db");
    let database = connectors_server::store::Database::Sqlite(path.clone());
    let clock = connectors_server::clock::Clock::system();
    let locked = LockedStore::connect(&database, clock, &StoreOptions::default()).await.unwrap();
    let store = locked.unlock(vault()).await.unwrap();
    sample::connector("org-a", "One").save(&store).await.unwrap();
    store.close().await;
    assert!(std::fs::metadata(&path).unwrap().len() > 0);
}

async fn sqlite_shape() -> Shape {
    let database = TestDatabase::create(Backend::Sqlite).await;
    database.store().await.close().await;
    let mut connection = database.connection().await;
    let mut shape = Shape::new();
    for table in texts(&mut connection, "SELECT name FROM sqlite_master WHERE type = 'table'").await {
        if table.starts_with("_sqlx") || table.starts_with("sqlite_") {
            continue;
        }
        let columns = format!(
            "SELECT '{table}.' || name || ' ' || type || CASE WHEN \"notnull\" THEN ' NOT NULL' ELSE '' END \
             FROM pragma_table_info('{table}')"
        );
        shape.extend(texts(&mut connection, &columns).await);
        let unique = format!(
            "SELECT '{table} ' || CASE WHEN \"unique\" THEN 'UNIQUE ' ELSE 'INDEX ' END || \
             (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(list.name) ORDER BY seqno)) \
             FROM pragma_index_list('{table}') AS list"
        );
        shape.extend(texts(&mut connection, &unique).await);
        let references = format!(
            "SELECT '{table} REFERENCES ' || \"table\" || CASE on_delete WHEN 'CASCADE' THEN ' CASCADE' ELSE '' END \
             FROM pragma_foreign_key_list('{table}')"
        );
        shape.extend(texts(&mut connection, &references).await);
    }
    shape
}

async fn postgres_shape() -> Shape {
    let (send, receive) = tokio::sync::oneshot::channel();
    with_database(Backend::Postgres, |database| async move {
        database.store().await.close().await;
        let mut connection = database.connection().await;
        let mut shape = Shape::new();
        for query in [
            "SELECT table_name || '.' || column_name || ' ' \
                    || CASE data_type WHEN 'bytea' THEN 'BLOB' ELSE upper(data_type) END \
                    || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END \
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
            "SELECT i.indrelid::regclass::text || CASE WHEN i.indisunique THEN ' UNIQUE ' ELSE ' INDEX ' END \
                    || (SELECT string_agg(a.attname::text, ',' ORDER BY k.position) \
                        FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (number, position) \
                        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) \
             FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
             WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_sqlx%'",
            "SELECT conrelid::regclass::text || ' REFERENCES ' || confrelid::regclass::text \
                    || CASE confdeltype WHEN 'c' THEN ' CASCADE' ELSE '' END \
             FROM pg_constraint WHERE contype = 'f'",
        ] {
            shape.extend(texts(&mut connection, query).await);
        }
        send.send(shape).expect("somebody waits");
    })
    .await;
    receive.await.expect("the test ran")
}

async fn texts(connection: &mut AnyConnection, query: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(query.to_owned())).fetch_all(connection).await;
    rows.unwrap_or_else(|error| panic!("{query}: {error}")).iter().map(|row| row.get(0)).collect()
}
