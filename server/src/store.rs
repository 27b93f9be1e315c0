//! Where connectors are kept: SQLite in the data directory, or PostgreSQL. One query set (sqlx's Any driver, `$n`)
//! and the same constraints for both.
//!
//! Every query is scoped by tenant: another tenant's row is not found, as one that does not exist.

mod audit;
mod create;
mod error;
mod idempotency;
mod migrations;
mod model;
mod pools;
mod queries;
mod rows;
mod service_tokens;
mod state;
mod usage;

use std::future::Future;
use std::time::Duration;

use crate::clock::Clock;
use audit::AuditWriter;
use pools::Pools;

use error::timed_out;
pub use error::{ConnectError, CreateError, StoreError, TokenError};
pub use model::{
    Action, Actor, AuditEntry, Availability, Database, Fingerprint, Idempotency, IdempotentResult,
    NewConnector, NewServiceToken, Outcome, Saved, StoreOptions, StoredKey, TokenRecord,
};
pub use usage::{Counted, UsageBatch, UsageKey};

/// The store. Cheap to clone: clones share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    audit_writer: AuditWriter,
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
        let budget = options.wait * 2;
        Ok(Self { audit_writer: AuditWriter::new(pools.clone(), budget), pools, clock, budget })
    }

    /// Closes all connections; on SQLite the write-ahead log is merged into the database.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    /// The id of the master key that one of the stored keys is sealed under, whosesoever it is; `None` where none is
    /// stored.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn a_master_key_id(&self) -> Result<Option<String>, StoreError> {
        let query = "SELECT master_key_id FROM private_keys ORDER BY key_id LIMIT 1";
        self.with_timeout(sqlx::query_scalar(query).fetch_optional(&self.pools.read)).await
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
                Saved::Created(_) => transaction.commit().await?,
                Saved::Replayed(_) => transaction.rollback().await?,
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
        self.with_timeout(self.audit_writer.add(entry.clone(), self.clock.now_ms())).await
    }

    /// Notes what failed. Why it failed is what its asker must hear, so a log that cannot be written takes nothing
    /// from that: the server's own log then says what is missing.
    pub async fn audit_failure(&self, entry: &AuditEntry) {
        if let Err(error) = self.audit(entry).await {
            let AuditEntry { actor, action, outcome, .. } = entry;
            tracing::error!(%error, request = actor.request_id, ?action, ?outcome, "missing in the audit log");
        }
    }

    /// Gives up on a database that does not answer at all, such as one behind a network that swallows packets.
    async fn with_timeout<T>(
        &self,
        work: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        let done = tokio::time::timeout(self.budget, work).await;
        done.unwrap_or_else(|_| Err(timed_out())).map_err(StoreError::from)
    }
}
