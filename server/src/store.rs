//! Where connectors are kept: SQLite in the data directory, or PostgreSQL. One query set (sqlx's Any driver, `$n`)
//! and the same constraints for both.
//!
//! Every query is scoped by organisation: another organisation's row is not found, as one that does not exist.

mod audit;
mod create;
mod error;
mod idempotency;
mod model;
mod pools;
mod reading;
mod rows;

use std::future::Future;
use std::io;
use std::time::Duration;

use crate::clock::Clock;
use pools::Pools;

pub use error::{ConnectError, CreateError, StoreError};
pub use model::{
    Action, AuditEntry, Author, Availability, Database, Fingerprint, Idempotency, NewConnector, Outcome,
    Remembered, Saved, StoreOptions, StoredKey,
};

/// The store. Cheap to clone: clones share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    clock: Clock,
    /// Longest time that one call takes, whatever the database does.
    budget: Duration,
}

impl Store {
    /// Connects, creating the SQLite file where it is missing, and brings the schema up to date.
    ///
    /// # Errors
    /// The database cannot be reached or created, or its schema is a newer server's.
    pub async fn connect(
        database: &Database,
        clock: Clock,
        options: &StoreOptions,
    ) -> Result<Self, ConnectError> {
        let pools = Pools::connect(database, options).await?;
        // A wait for a connection, then a wait for a lock.
        Ok(Self { pools, clock, budget: options.wait * 2 })
    }

    /// Closes all connections; on SQLite the write-ahead log is merged into the database.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.in_time(async { sqlx::query("SELECT 1").execute(&self.pools.read).await.map(drop) }).await
    }

    /// Saves a connector, its key, its audit row and its `Idempotency-Key` in one transaction. Where the limit is
    /// reached and the name is taken as well, it is the limit that is reported.
    ///
    /// A future that is dropped before it is ready leaves either everything or nothing, as does a connection that
    /// is lost during the commit: a repeat under the same `Idempotency-Key` tells which.
    ///
    /// # Errors
    /// [`CreateError`].
    pub async fn create(&self, new: NewConnector) -> Result<Saved, CreateError> {
        let now = self.clock.now_ms();
        let work = async {
            let mut transaction = self.pools.begin_write().await?;
            let saved = create::write(&mut transaction, new, now).await?;
            match saved {
                Saved::Now(_) => transaction.commit().await?,
                Saved::Before(_) => transaction.rollback().await?,
            }
            Ok(saved)
        };
        tokio::time::timeout(self.budget, work).await.unwrap_or_else(|_| Err(timed_out().into()))
    }

    /// Notes what was done, for actions that save nothing else.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        self.in_time(async {
            let mut transaction = self.pools.begin_write().await?;
            audit::insert(&mut transaction, entry, now).await?;
            transaction.commit().await
        })
        .await
    }

    /// Gives up on a database that does not answer at all, such as one behind a network that swallows packets.
    async fn in_time<T>(&self, work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, StoreError> {
        let done = tokio::time::timeout(self.budget, work).await;
        done.unwrap_or_else(|_| Err(timed_out())).map_err(StoreError::from)
    }
}

fn timed_out() -> sqlx::Error {
    sqlx::Error::Io(io::ErrorKind::TimedOut.into())
}
