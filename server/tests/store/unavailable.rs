//! What fails for a while is said to be unavailable, loses nothing, and works again when it can.

use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connectors_server::clock::Clock;
use connectors_server::model::{Action, Actor, AuditEntry, Outcome, RequestId, SignInMethod};
use connectors_server::store::{ConnectError, CreateError, Database, LockedStore, StoreError, StoreOptions};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::database::{Backend, TestDatabase, on_both_databases, run, with_database};
use crate::sample;

on_both_databases!(
    a_locked_database_is_unavailable_until_it_is_released,
    a_create_that_is_dropped_leaves_all_or_nothing,
    what_no_version_wrote_is_a_defect,
);

/// A short wait, so that a test of waiting ends soon; long enough to connect within, on a busy machine.
fn impatient() -> StoreOptions {
    StoreOptions { wait: Duration::from_secs(1), ..StoreOptions::default() }
}

async fn a_locked_database_is_unavailable_until_it_is_released(database: Arc<TestDatabase>) {
    let store = database.store_with(&impatient()).await;
    sample::connector("org-a", "One").save(&store).await.unwrap();
    let mut other = database.connection().await;
    let lock = match database.backend {
        Backend::Sqlite => "BEGIN IMMEDIATE",
        Backend::Postgres => "BEGIN; LOCK TABLE private_keys, audit IN EXCLUSIVE MODE",
    };
    run(&mut other, lock).await;
    let started = Instant::now();
    assert_unavailable(&sample::connector("org-a", "Two").save(&store).await);
    let noted = store.for_tenant(&sample::tenant("org-a")).audit(&entry()).await;
    assert!(matches!(noted, Err(StoreError::Unavailable(_))), "{noted:?}");
    assert!(started.elapsed() < 2 * StoreOptions::default().wait, "{:?}", started.elapsed());
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).list().await.unwrap().len(), 1, "reading goes on");

    run(&mut other, "ROLLBACK").await;
    sample::connector("org-a", "Two").save(&store).await.unwrap();
    store.for_tenant(&sample::tenant("org-a")).audit(&entry()).await.unwrap();
    assert_whole(&database, 2).await;
}

async fn a_create_that_is_dropped_leaves_all_or_nothing(database: Arc<TestDatabase>) {
    /// Dropped at as many moments, from at once to after the commit.
    const MOMENTS: u32 = 60;
    let store = database.store().await;
    let mut done = 0;
    for moment in 0..MOMENTS {
        let new = sample::connector_once(&format!("org-{moment}"), "One", "key", 1);
        let create = new.save(&store);
        done += i64::from(tokio::time::timeout(Duration::from_micros(100) * moment, create).await.is_ok());
    }
    // The pool's connections are in order again, and a rollback that is under way holds no lock for long.
    let last = sample::connector_once("org-last", "One", "key", 1).save(&store).await;
    assert!(last.is_ok(), "{last:?}");
    let saved = count(&mut database.connection().await, "connectors").await;
    assert!(saved > done, "{saved} saved, {done} acknowledged before the last");
    for table in ["private_keys", "idempotency"] {
        assert_eq!(count(&mut database.connection().await, table).await, saved, "{table}");
    }
    assert_whole(&database, saved).await;
}

async fn what_no_version_wrote_is_a_defect(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector("org-a", "One").save(&store).await.unwrap();
    for edit in ["state = 'dancing'", "warnings = 'none'", "warnings = '[\"unheard_of\"]'"] {
        run(&mut database.connection().await, &format!("UPDATE connectors SET {edit}")).await;
        let listed = store.for_tenant(&sample::tenant("org-a")).list().await;
        assert!(matches!(listed, Err(StoreError::Defect(_))), "{edit}: {listed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_unavailable_until_there_is_room() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let store =
        database.store_with(&StoreOptions { sqlite_max_pages: Some(40), ..StoreOptions::default() }).await;
    let mut saved = 0;
    let refused = loop {
        match sample::connector(&format!("org-{saved}"), "One").save(&store).await {
            Ok(_) => saved += 1,
            refused => break refused,
        }
        assert!(saved < 1_000, "40 pages do not hold this many");
    };
    assert_unavailable(&refused);
    for _ in 0..3 {
        assert_unavailable(&sample::connector("org-full", "One").save(&store).await);
    }
    assert_eq!(store.for_tenant(&sample::tenant("org-0")).list().await.unwrap().len(), 1, "reading goes on");
    assert_whole(&database, saved).await;

    let mut operator = database.connection().await;
    let make_room = "DELETE FROM connectors WHERE organisation <> 'org-0'; \
                     DELETE FROM private_keys WHERE organisation <> 'org-0'; \
                     DELETE FROM audit WHERE organisation <> 'org-0'";
    run(&mut operator, make_room).await;
    sample::connector("org-full", "One").save(&store).await.unwrap();
    assert_whole(&database, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_file_is_unavailable_until_it_can_be_written() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let store = database.store().await;
    sample::connector("org-a", "One").save(&store).await.unwrap();
    store.close().await;

    // Permissions do not stop root, so the file itself says that it may only be read.
    set_write_version(database.sqlite_file(), 3);
    let store = database.store().await;
    assert_unavailable(&sample::connector("org-a", "Two").save(&store).await);
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).list().await.unwrap().len(), 1, "reading goes on");
    store.close().await;

    set_write_version(database.sqlite_file(), 2);
    sample::connector("org-a", "Two").save(&database.store().await).await.unwrap();
    assert_whole(&database, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_is_a_directory_is_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let database = Database::Sqlite(directory.path().to_owned());
    let error = LockedStore::connect(&database, Clock::system(), &impatient()).await.unwrap_err();
    assert!(matches!(error, ConnectError::Create { .. }), "{error:?}");
    assert!(error.to_string().contains(directory.path().to_str().unwrap()), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_database_is_unavailable_until_it_can_be_written() {
    with_database(Backend::Postgres, |database| async move {
        let store = database.store().await;
        sample::connector("org-a", "One").save(&store).await.unwrap();
        alter_and_disconnect(&database, "SET default_transaction_read_only = on").await;
        assert_unavailable(&sample::connector("org-a", "Two").save(&store).await);
        assert_eq!(
            store.for_tenant(&sample::tenant("org-a")).list().await.unwrap().len(),
            1,
            "reading goes on"
        );

        alter_and_disconnect(&database, "RESET default_transaction_read_only").await;
        sample::connector("org-a", "Two").save(&store).await.unwrap();
        assert_whole(&database, 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_made_again() {
    with_database(Backend::Postgres, |database| async move {
        let store = database.store_with(&impatient()).await;
        sample::connector("org-a", "One").save(&store).await.unwrap();
        alter_and_disconnect(&database, "WITH ALLOW_CONNECTIONS false").await;
        let pinged = store.for_all_tenants().readiness().await;
        assert!(matches!(pinged, Err(StoreError::Unavailable(_))), "{pinged:?}");
        assert_unavailable(&sample::connector("org-a", "Two").save(&store).await);

        alter_and_disconnect(&database, "WITH ALLOW_CONNECTIONS true").await;
        store.for_all_tenants().readiness().await.unwrap();
        assert_eq!(store.for_tenant(&sample::tenant("org-a")).list().await.unwrap().len(), 1);
        sample::connector("org-a", "Two").save(&store).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_or_never_answers_is_reported_in_time() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let ports = [silent.local_addr().unwrap().port(), closed.local_addr().unwrap().port()];
    drop(closed);
    for port in ports {
        let database = Database::parse(&format!("postgres://user:hunter2@127.0.0.1:{port}/connectors"));
        let started = Instant::now();
        let error = LockedStore::connect(&database, Clock::system(), &impatient()).await.unwrap_err();
        assert!(matches!(error, ConnectError::Connect(_)), "{error:?}");
        assert!(started.elapsed() < 2 * StoreOptions::default().wait, "{:?}", started.elapsed());
        assert!(!format!("{error:?} {database:?}").contains("hunter2"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_kind_of_database_is_refused_by_its_scheme() {
    for scheme in ["mysql", "https"] {
        let database = Database::parse(&format!("{scheme}://user:hunter2@127.0.0.1/connectors"));
        let error = LockedStore::connect(&database, Clock::system(), &impatient()).await.unwrap_err();
        let ConnectError::Connect(reason) = &error else { panic!("{error:?}") };
        assert!(reason.to_string().contains(scheme), "{reason}");
        assert!(!format!("{error:?} {reason}").contains("hunter2"));
    }
}

fn entry() -> AuditEntry {
    let actor = Actor::new("admin-1".to_owned(), SignInMethod::Demo, RequestId::random());
    AuditEntry::new(actor, Action::Check, "login.salesforce.com".to_owned(), Outcome::Succeeded)
}

fn assert_unavailable<T: std::fmt::Debug>(result: &Result<T, CreateError>) {
    assert!(matches!(result, Err(CreateError::Store(StoreError::Unavailable(_)))), "{result:?}");
}

/// Sets the file's write version: 2 is WAL, and what is higher may only be read
/// (https://www.sqlite.org/fileformat.html, 1.3.3).
fn set_write_version(file: &Path, version: u8) {
    let mut file = OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(18)).unwrap();
    file.write_all(&[version]).unwrap();
}

/// Each connector has its key and its audit row, and there are so many of them.
async fn assert_whole(database: &TestDatabase, connectors: i64) {
    let mut connection = database.connection().await;
    assert_eq!(count(&mut connection, "connectors").await, connectors);
    assert_eq!(count(&mut connection, "private_keys").await, connectors);
    assert_eq!(count(&mut connection, "audit WHERE action = 'create'").await, connectors);
}

async fn count(connection: &mut AnyConnection, table: &str) -> i64 {
    let query = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    sqlx::query_scalar(query).fetch_one(connection).await.unwrap()
}

/// Alters the test's PostgreSQL database and ends all connections to it.
async fn alter_and_disconnect(database: &TestDatabase, change: &str) {
    let mut admin = database.admin_connection().await;
    let name = database.postgres_name();
    run(&mut admin, &format!("ALTER DATABASE {name} {change}")).await;
    run(
        &mut admin,
        &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
    )
    .await;
}
