//! Where connectors are kept: SQLite in the data directory, or PostgreSQL. One query set (sqlx's Any driver, `$n`)
//! and the same constraints for both.
//!
//! Every access begins with [`Store::for_tenant`], whose queries find that tenant's rows alone: another tenant's row is not
//! found, as one that does not exist. What is no tenant's own business stands at [`Store::for_all_tenants`].

mod activation;
mod all_tenants;
mod audit;
mod create;
mod error;
mod idempotency;
mod migrations;
mod pools;
mod queries;
mod records;
mod rows;
mod service_tokens;
mod tenant;
mod usage;

use std::future::Future;
use std::time::Duration;

use crate::clock::Clock;
use crate::model::TenantId;
use audit::AuditWriter;
use error::timed_out;
use pools::Pools;

pub use all_tenants::AllTenants;
pub use error::{ConnectError, CreateError, StoreError, TokenError};
pub use records::{
    Availability, Database, Fingerprint, Idempotency, IdempotentResult, NewConnector, NewServiceToken, Saved,
    StoreOptions, StoredKey, StoredToken,
};
pub use tenant::TenantStore;
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

    /// What is one tenant's.
    pub const fn for_tenant<'a>(&'a self, tenant: &'a TenantId) -> TenantStore<'a> {
        TenantStore { store: self, tenant }
    }

    /// What is asked before a tenant is known, or done for all of them: whether the server fits the database, whose a
    /// service token is, and how everything was used.
    pub const fn for_all_tenants(&self) -> AllTenants<'_> {
        AllTenants(self)
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
