//! A database of its own for each test, on both kinds, gone afterwards.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use connectors_server::clock::Clock;
use connectors_server::store::{Database, LockedStore, Store, StoreOptions};
use sqlx::any::{AnyConnectOptions, install_default_drivers};
use sqlx::{AnyConnection, AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) use crate::test_vault::vault;

/// The environment's name for a PostgreSQL server that tests may create databases on: a URL without a database.
const POSTGRES: &str = "CONNECTORS_TEST_POSTGRES";

/// The time at which tests begin: 2026-01-01T00:00:00Z, in milliseconds since 1970.
pub(crate) const START_MS: i64 = 1_767_225_600_000;

/// The kinds of database.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Backend {
    /// A file in a directory of its own.
    Sqlite,
    /// A database of its own on the server that [`POSTGRES`] names.
    Postgres,
}

/// A database that one test owns.
pub(crate) struct TestDatabase {
    /// Its kind.
    pub(crate) backend: Backend,
    /// How the store finds it.
    pub(crate) database: Database,
    /// The clock of the stores that [`TestDatabase::store`] opens. It stands still.
    pub(crate) clock: Clock,
    directory: TempDir,
}

impl TestDatabase {
    /// Creates an empty database.
    pub(crate) async fn create(backend: Backend) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let database = match backend {
            Backend::Sqlite => Database::Sqlite(directory.path().join("data/connectors.sqlite")),
            Backend::Postgres => Database::Postgres(create_postgres().await),
        };
        Self { backend, database, clock: Clock::set_at(START_MS), directory }
    }

    /// Opens a store on it.
    pub(crate) async fn store(&self) -> Store {
        self.store_with(&StoreOptions::default()).await
    }

    /// Opens a store on it, with options.
    pub(crate) async fn store_with(&self, options: &StoreOptions) -> Store {
        let locked = LockedStore::connect(&self.database, self.clock.clone(), options).await;
        locked.expect("the store opens").unlock(vault()).await.expect("the vault has its master keys")
    }

    /// A connection past the store, for looking at what it wrote, or for spoiling it.
    pub(crate) async fn connection(&self) -> AnyConnection {
        match &self.database {
            Database::Sqlite(path) => connect(&format!("sqlite:{}?mode=rwc", path.display())).await,
            Database::Postgres(url) => connect(url).await,
        }
    }

    /// The directory that SQLite's files lie in.
    pub(crate) fn data_directory(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// The SQLite file.
    pub(crate) fn sqlite_file(&self) -> &Path {
        match &self.database {
            Database::Sqlite(path) => path,
            Database::Postgres(_) => panic!("only SQLite has a file"),
        }
    }

    /// A connection to the PostgreSQL server, to no test's database.
    pub(crate) async fn admin_connection(&self) -> AnyConnection {
        connect(&admin_url()).await
    }

    /// The name of the PostgreSQL database.
    pub(crate) fn postgres_name(&self) -> &str {
        match &self.database {
            Database::Postgres(url) => url.rsplit('/').next().expect("the URL ends with the database's name"),
            Database::Sqlite(_) => panic!("only PostgreSQL has a name"),
        }
    }

    async fn remove(&self) {
        if matches!(self.backend, Backend::Postgres) {
            let drop = format!("DROP DATABASE {} WITH (FORCE)", self.postgres_name());
            run(&mut self.admin_connection().await, &drop).await;
        }
    }
}

/// Runs a test on a database of its own and removes the database, whether the test passes or not.
pub(crate) async fn with_database<F>(backend: Backend, test: impl FnOnce(Arc<TestDatabase>) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let database = Arc::new(TestDatabase::create(backend).await);
    let ended = tokio::spawn(test(Arc::clone(&database))).await;
    database.remove().await;
    if let Err(failed) = ended {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// Executes statements past the store.
pub(crate) async fn run(connection: &mut AnyConnection, sql: &str) {
    let done = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn create_postgres() -> String {
    let admin = admin_url();
    let name = format!("connectors_test_{}", Uuid::new_v4().simple());
    run(&mut connect(&admin).await, &format!("CREATE DATABASE {name}")).await;
    format!("{}/{name}", admin.trim_end_matches('/'))
}

fn admin_url() -> String {
    std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!(
            "{POSTGRES} names no PostgreSQL server. `cargo xtask test` starts one and runs this test with it."
        )
    })
}

async fn connect(url: &str) -> AnyConnection {
    install_default_drivers();
    let options = AnyConnectOptions::from_url(&url.parse().expect("a URL")).expect("options");
    AnyConnection::connect_with(&options).await.unwrap_or_else(|error| panic!("cannot connect: {error}"))
}

/// Makes two tests, one for each kind of database, of each function that takes an `Arc<TestDatabase>`.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        $(
            mod $name {
                use super::super::database::{Backend, with_database};

                #[tokio::test(flavor = "multi_thread")]
                async fn sqlite() {
                    with_database(Backend::Sqlite, super::$name).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn postgres() {
                    with_database(Backend::Postgres, super::$name).await;
                }
            }
        )+
    };
}
pub(crate) use on_both_databases;
