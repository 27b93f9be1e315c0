//! Connections to the one database or the other, set up so that both behave alike.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, AssertSqlSafe, Connection as _, Executor as _, Transaction};
use tokio::time::timeout;
use url::Url;

use super::error::{ConnectError, timed_out};
use super::records::{Database, StoreOptions};
use super::{log, migrations, postgres_url};

/// The connections. SQLite has one writer at a time whatever we do: that one waits in our queue, in order, rather
/// than in SQLite's busy handler, which polls.
#[derive(Clone, Debug)]
pub(super) struct Pools {
    pub(super) read: AnyPool,
    write: AnyPool,
    /// Whether there is a log of SQLite's, in which what was deleted stays until it is written over.
    has_log: bool,
    begin_write: &'static str,
    begin_snapshot: &'static str,
    /// What a query adds so that the rows that it reads stay until its transaction ends. SQLite has one writer anyway.
    pub(super) and_keep_them: &'static str,
    /// What a query adds so that whoever else would change the rows that it reads, or reads them so as well, waits.
    pub(super) and_lock_them: &'static str,
}

impl Pools {
    pub(super) async fn connect(database: &Database, options: &StoreOptions) -> Result<Self, ConnectError> {
        install_default_drivers();
        let pools = match database {
            Database::Sqlite(path) => Self::sqlite(path, options).await?,
            Database::Postgres(url) => Self::postgres(url, options).await?,
        };
        let schema = match database {
            Database::Sqlite(_) => migrations::sqlite(),
            Database::Postgres(_) => migrations::postgres(),
        };
        schema.run(&pools.write).await.map_err(ConnectError::Migrate)?;
        // A server that was lost may have left what it had deleted a moment before.
        pools.forget_log().await;
        Ok(pools)
    }

    async fn sqlite(path: &Path, options: &StoreOptions) -> Result<Self, ConnectError> {
        let url =
            sqlite_url(path).map_err(|source| ConnectError::Create { path: path.to_owned(), source })?;
        // WAL and FULL: what was committed survives a power cut. The first of them is kept in the file, the rest
        // belongs to each connection.
        let mut setup = format!(
            "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA secure_delete = ON;",
            options.wait.as_millis()
        );
        if let Some(pages) = options.sqlite_max_pages {
            setup += &format!("PRAGMA max_page_count = {pages};");
        }
        // The writer first: it is the one that turns WAL on.
        let write = pool(&url, &setup, 1, options.wait).await?;
        let read = pool(&url, &setup, options.connections, options.wait).await?;
        // IMMEDIATE: a transaction that begins by reading could not become a writer when another has written since.
        Ok(Self {
            read,
            write,
            has_log: true,
            begin_write: "BEGIN IMMEDIATE",
            begin_snapshot: "BEGIN",
            and_keep_them: "",
            and_lock_them: "",
        })
    }

    async fn postgres(url: &str, options: &StoreOptions) -> Result<Self, ConnectError> {
        let url = postgres_url::secured(url, options.insecure)?;
        let wait = options.wait.as_millis();
        // What is acknowledged survives a crash of PostgreSQL's, also where its operator has others not wait for that.
        let setup = format!(
            "SET lock_timeout = {wait}; SET statement_timeout = {wait}; \
             SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';"
        );
        let both = pool(&url, &setup, options.connections, options.wait).await?;
        warn_of_loss(&both).await.map_err(ConnectError::Connect)?;
        // Read committed: a waiting insert must see the row that it waited for.
        Ok(Self {
            read: both.clone(),
            write: both,
            has_log: false,
            begin_write: "BEGIN ISOLATION LEVEL READ COMMITTED",
            begin_snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            and_keep_them: " FOR KEY SHARE",
            // Rows of other tables may go on to refer to them.
            and_lock_them: " FOR NO KEY UPDATE",
        })
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin_write(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        self.write.begin_with(self.begin_write).await
    }

    /// Begins a transaction that sees everything as it is at one moment, and writes nothing.
    pub(super) async fn begin_snapshot(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        self.read.begin_with(self.begin_snapshot).await
    }

    /// A connection for a single statement that writes, which is a transaction by itself. There is no other way to
    /// write.
    pub(super) async fn for_one_statement(&self) -> Result<PoolConnection<Any>, sqlx::Error> {
        self.write.acquire().await
    }

    /// Takes care that what was deleted is in no file any more: SQLite writes zeros over it, and its log, which has what was
    /// there before, is cut off. Waits for that as long as nobody reads for long; else it is done in the background.
    pub(super) async fn forget_log(&self) {
        if self.has_log {
            log::forget(&self.write).await;
        }
    }

    pub(super) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// Says where PostgreSQL itself, and not a session of ours, was told not to care about a power cut.
async fn warn_of_loss(pool: &AnyPool) -> Result<(), sqlx::Error> {
    let off: Vec<String> = sqlx::query_scalar(
        "SELECT name::text FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name",
    )
    .fetch_all(pool)
    .await?;
    if !off.is_empty() {
        tracing::warn!(
            off = off.join(", "),
            "PostgreSQL may lose everything at a power cut: turn these settings on"
        );
    }
    Ok(())
}

async fn pool(url: &Url, setup: &str, connections: u32, wait: Duration) -> Result<AnyPool, ConnectError> {
    let setup = setup.to_owned();
    let options =
        <AnyConnectOptions as sqlx::ConnectOptions>::from_url(url).map_err(ConnectError::Connect)?;
    // One that has gone silent must give its place back: what sqlx asks of it on its return has no bound.
    let is_remote = !is_a_file(url);
    let asked_on_return = is_remote;
    AnyPoolOptions::new()
        .max_connections(connections)
        // A file does not hang up in between, and to ask is a turn with the connection's thread before each statement.
        .test_before_acquire(is_remote)
        .after_release(move |connection, _| {
            Box::pin(async move {
                if asked_on_return {
                    timeout(wait, connection.ping()).await.map_err(|_| timed_out())??;
                }
                Ok(true)
            })
        })
        .acquire_timeout(wait)
        .after_connect(move |connection, _| {
            let setup = setup.clone();
            // Made of constants and numbers of our own.
            Box::pin(async move { connection.execute(sqlx::raw_sql(AssertSqlSafe(setup))).await.map(drop) })
        })
        // A full disk makes SQLite roll back by itself. sqlx's own rollback then fails, and it takes the connection
        // for one that is inside a transaction for ever: such a one is not used again.
        .before_acquire(|connection, _| {
            let usable = !connection.is_in_transaction();
            Box::pin(async move { Ok(usable) })
        })
        .connect_with(options)
        .await
        .map_err(ConnectError::from)
}

/// Whether a database is SQLite's.
fn is_a_file(url: &Url) -> bool {
    url.scheme() == "sqlite"
}

/// The URL of a SQLite file, which exists from now on: mode 0600, and SQLite gives its log files the same.
fn sqlite_url(path: &Path) -> io::Result<Url> {
    let path = std::path::absolute(path)?;
    if let Some(directory) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
    let not_a_path = || io::Error::from(io::ErrorKind::InvalidFilename);
    let file = Url::from_file_path(&path).map_err(|()| not_a_path())?;
    // `Url` does not turn a `file:` into another scheme, so the text does.
    file.as_str().replacen("file:", "sqlite:", 1).parse().map_err(|_| not_a_path())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sqlx::AnyConnection;

    use super::{Database, Pools, StoreOptions};

    #[tokio::test]
    async fn every_sqlite_connection_is_durable_and_checks_foreign_keys() {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(directory.path().join("connectors.db"));
        let pools = Pools::connect(&database, &StoreOptions::default()).await.unwrap();
        let mut writer = pools.begin_write().await.unwrap();
        let mut readers = [pools.read.acquire().await.unwrap(), pools.read.acquire().await.unwrap()];
        let connections: [&mut AnyConnection; 3] = {
            let [one, two] = &mut readers;
            [&mut writer, one, two]
        };
        for connection in connections {
            let journal: String =
                sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await.unwrap();
            assert_eq!(journal, "wal");
            for (pragma, value) in
                [("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1), ("PRAGMA busy_timeout", 5_000)]
            {
                let set: i64 = sqlx::query_scalar(pragma).fetch_one(&mut *connection).await.unwrap();
                assert_eq!(set, value, "{pragma}");
            }
        }
    }
    #[tokio::test]
    async fn a_write_transaction_keeps_other_processes_out_from_its_beginning() {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(directory.path().join("connectors.db"));
        // Long enough to connect within, on a machine that is busy with other tests.
        let options = StoreOptions { wait: Duration::from_secs(1), ..StoreOptions::default() };
        // Two sets of connections, as two processes have them.
        let one = Pools::connect(&database, &options).await.unwrap();
        let other = Pools::connect(&database, &options).await.unwrap();
        let transaction = one.begin_write().await.unwrap();
        let refused = other.begin_write().await.map(drop).expect_err("one writes");
        let code = refused.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
        assert_eq!(code.as_deref(), Some("5"), "SQLITE_BUSY: {refused}");
        transaction.rollback().await.unwrap();
        other.begin_write().await.unwrap();
    }
}
