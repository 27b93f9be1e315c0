//! What can go wrong in the store.

use std::io;
use std::path::PathBuf;

use sqlx::error::DatabaseError;
use sqlx::migrate::MigrateError;

use crate::model::{ConnectorId, TenantId};
use crate::vault::{OpenError, SealError};

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The SQLite file's directory or the file itself cannot be created.
    #[error("{}: cannot create the database", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The database does not answer.
    #[error("cannot connect to the database")]
    Connect(#[source] sqlx::Error),
    /// What is asked of the database, and what it answers, could be read or changed on its way.
    #[error(
        "the database is not on this machine, and its URL asks for less than sslmode=verify-full: ask for that (with \
         sslrootcert=FILE where its certificate is of an authority of your own), or accept less by --insecure-database"
    )]
    PlainText,
    /// The database has no TLS, or a certificate that does not make it known.
    #[error(
        "the database cannot be known by TLS (sslmode=verify-full): set up TLS there, and name its authority by \
         sslrootcert=FILE in the URL where that is your own; or accept less by --insecure-database"
    )]
    Tls(#[source] sqlx::Error),
    /// The schema cannot be brought up to date: a migration failed, or the database is a newer server's.
    #[error("cannot bring the database's schema up to date")]
    Migrate(#[source] MigrateError),
}

impl From<sqlx::Error> for ConnectError {
    fn from(error: sqlx::Error) -> Self {
        let is_of_tls = match &error {
            sqlx::Error::Tls(_) => true,
            sqlx::Error::Io(error) => error.get_ref().is_some_and(|cause| cause.is::<rustls::Error>()),
            _ => false,
        };
        if is_of_tls { Self::Tls(error) } else { Self::Connect(error) }
    }
}

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be read or written at the moment: disk full or read-only, locked, connection lost. Worth trying
    /// again later.
    #[error("the store is not available")]
    Unavailable(#[source] sqlx::Error),
    /// A defect: a query that the database refuses, or a row that this version of the server cannot read.
    #[error("the store failed")]
    Defect(#[source] sqlx::Error),
}

/// Why a connector was not saved.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Another connector of the tenant has this name.
    #[error("the name is taken")]
    NameTaken,
    /// The tenant has all the connectors of this kind that it may have.
    #[error("the limit is reached")]
    LimitReached,
    /// The `Idempotency-Key` was used for another request.
    #[error("the Idempotency-Key was used for another request")]
    IdempotencyMismatch,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a service token was not saved.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The tenant has as many live ones as it may have.
    #[error("the tenant has all its service tokens")]
    LimitReached,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a store was not unlocked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// Something is stored under a master key that the vault does not have.
    #[error("what is stored is {0}")]
    OtherMasterKey(OpenError),
    /// What only a server with the master key writes is missing, or was written by somebody else.
    #[error("{0}: the database was changed past the server; restore a backup of it")]
    Altered(&'static str),
    /// A change to yet another master key has begun and not ended.
    #[error("a rewrap to another master key has not ended: end it first")]
    Rewrapping,
    /// Rows of servers that knew no tags could not be bound to the master key.
    #[error("rows of an earlier version cannot be taken over")]
    OfBefore(#[source] RewrapError),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why not everything was brought under another master key. What was, stays so, and opens.
#[derive(Debug, thiserror::Error)]
pub enum RewrapError {
    /// A private key does not open.
    #[error("the private key of connector {connector} of tenant {tenant} does not open")]
    Key {
        /// Whose it is.
        tenant: TenantId,
        /// The connector that signs in with it.
        connector: ConnectorId,
        /// What is wrong with it.
        source: OpenError,
    },
    /// It cannot be sealed anew.
    #[error("it cannot be sealed")]
    Seal(#[from] SealError),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why there is no backup, or none was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file of that name is there already: it may be the only backup.
    #[error("{}: there is such a file already", .0.display())]
    Exists(PathBuf),
    /// The file cannot be read or written.
    #[error("{}: the backup cannot be read or written", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Something is stored where the backup is to go.
    #[error("the database is not empty ({0} has rows): a backup is restored into a new one only")]
    NotEmpty(&'static str),
    /// What is in the backup would not open.
    #[error(
        "the backup is {0}: put that key's file in its place first, or name it with --other-master-key-file"
    )]
    OtherMasterKey(OpenError),
    /// A database cannot be opened.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// Rows of a table cannot be read, or not be written.
    #[error("the table {table} cannot be copied")]
    Table {
        /// The table.
        table: &'static str,
        /// Why.
        source: StoreError,
    },
    /// A store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for UnlockError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if may_pass(&error) { Self::Unavailable(error) } else { Self::Defect(error) }
    }
}

impl From<sqlx::Error> for CreateError {
    fn from(error: sqlx::Error) -> Self {
        if violates_unique_name(&error) { Self::NameTaken } else { Self::Store(error.into()) }
    }
}

/// Whether an error lies in the database's circumstances, rather than in what we asked of it.
pub(super) fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => database_may_recover(error.as_ref()),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        _ => false,
    }
}

fn database_may_recover(error: &dyn DatabaseError) -> bool {
    let Some(code) = error.code() else { return false };
    // SQLSTATE has five characters; SQLite's extended result codes are shorter numbers, the primary code being
    // the lowest byte.
    match code.parse::<u32>() {
        Ok(sqlite) if code.len() < 5 => matches!(
            sqlite & 0xff,
            SQLITE_BUSY
                | SQLITE_LOCKED
                | SQLITE_NOMEM
                | SQLITE_READONLY
                | SQLITE_IOERR
                | SQLITE_FULL
                | SQLITE_CANTOPEN
        ),
        _ => POSTGRES_PASSING.iter().any(|class| code.starts_with(class)),
    }
}

// https://www.sqlite.org/rescode.html
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_NOMEM: u32 = 7;
const SQLITE_READONLY: u32 = 8;
const SQLITE_IOERR: u32 = 10;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;

/// Beginnings of SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection exception,
/// read-only transaction, refused credentials, no such database, transaction rollback (deadlock), insufficient
/// resources, prerequisite state (lock not available, no connections allowed), operator intervention (shutdown,
/// statement timeout), system error. The third and fourth arise in connecting only: an operator is at work.
const POSTGRES_PASSING: [&str; 9] = ["08", "25006", "28", "3D", "40", "53", "55", "57", "58"];

/// Whether an insert met another connector of the tenant with the same name.
fn violates_unique_name(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return false };
    // PostgreSQL names the constraint; SQLite names the columns, in its message only.
    error.constraint() == Some("connectors_organisation_name_key")
        || error.message() == "UNIQUE constraint failed: connectors.organisation, connectors.name_key"
}

/// The database did not answer in the time that it has.
pub(super) fn timed_out() -> sqlx::Error {
    sqlx::Error::Io(io::ErrorKind::TimedOut.into())
}
