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
mod rows;

use std::future::Future;
use std::io;
use std::time::Duration;

use contract::api::{Connector, Kind};
use sqlx::Row as _;
use uuid::Uuid;

use crate::clock::Clock;
use crate::name_key::NameKey;
use pools::Pools;
use rows::{ConnectorRow, KeyRow, kind_text};

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

    /// An organisation's connectors, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, organisation: &str) -> Result<Vec<Connector>, StoreError> {
        self.in_time(async {
            let rows: Vec<ConnectorRow> = sqlx::query_as(
                "SELECT id, kind, name, client_id, email_id, url, audience, state, sf_organisation_id, \
                        sf_user_id, instance_url, warnings, created_at \
                 FROM connectors WHERE organisation = $1 ORDER BY created_at, slot",
            )
            .bind(organisation)
            .fetch_all(&self.pools.read)
            .await?;
            rows.into_iter().map(Connector::try_from).collect()
        })
        .await
    }

    /// One connector.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, organisation: &str, id: Uuid) -> Result<Option<Connector>, StoreError> {
        self.in_time(async {
            let row: Option<ConnectorRow> = sqlx::query_as(
                "SELECT id, kind, name, client_id, email_id, url, audience, state, sf_organisation_id, \
                        sf_user_id, instance_url, warnings, created_at \
                 FROM connectors WHERE organisation = $1 AND id = $2",
            )
            .bind(organisation)
            .bind(id.to_string())
            .fetch_optional(&self.pools.read)
            .await?;
            row.map(Connector::try_from).transpose()
        })
        .await
    }

    /// Whether there is room and whether a name is free, to be asked before Salesforce is. [`Store::create`]
    /// decides again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn availability(
        &self,
        organisation: &str,
        kind: Kind,
        name: &NameKey,
    ) -> Result<Availability, StoreError> {
        self.in_time(async {
            let row = sqlx::query(
                "SELECT (SELECT COUNT(*) FROM connectors WHERE organisation = $1 AND kind = $2) AS used, \
                        (SELECT COUNT(*) FROM connectors WHERE organisation = $1 AND name_key = $3) AS same_name",
            )
            .bind(organisation)
            .bind(kind_text(kind))
            .bind(name.as_str())
            .fetch_one(&self.pools.read)
            .await?;
            let used: i64 = row.try_get("used")?;
            let same_name: i64 = row.try_get("same_name")?;
            Ok(Availability { used: u8::try_from(used).map_err(rows::unreadable)?, name_taken: same_name > 0 })
        })
        .await
    }

    /// Saves a connector, its key, its audit row and its `Idempotency-Key` in one transaction. Where the limit is
    /// reached and the name is taken as well, it is the limit that is reported.
    ///
    /// A future that is dropped before it is ready leaves either everything or nothing.
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

    /// What was saved under an `Idempotency-Key` within the last 24 hours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remembered(&self, organisation: &str, key: &str) -> Result<Option<Remembered>, StoreError> {
        let now = self.clock.now_ms();
        self.in_time(idempotency::remembered(&self.pools.read, organisation, key, now)).await
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

    /// A connector's sealed key, with the binding that its rows stand for.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sealed_key(
        &self,
        organisation: &str,
        connector: Uuid,
    ) -> Result<Option<StoredKey>, StoreError> {
        self.in_time(async {
            let row: Option<KeyRow> = sqlx::query_as(
                "SELECT k.organisation, k.key_id, c.url, c.audience, c.client_id, c.email_id, \
                        k.version, k.master_key_id, k.wrapped_data_key, k.sealed_key \
                 FROM connectors c \
                 JOIN private_keys k ON k.organisation = c.organisation AND k.key_id = c.key_id \
                 WHERE c.organisation = $1 AND c.id = $2",
            )
            .bind(organisation)
            .bind(connector.to_string())
            .fetch_optional(&self.pools.read)
            .await?;
            row.map(StoredKey::try_from).transpose()
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
