//! Where connectors are kept: SQLite in the data directory, or PostgreSQL. One query set (sqlx's Any driver, `$n`)
//! and the same constraints for both.
//!
//! A store is opened in two steps: [`LockedStore::connect`], which tells under which master keys something is stored, and
//! [`LockedStore::unlock`], which takes a vault that has them all. Without that, nothing can be read or written.
//!
//! Every access begins with [`Store::for_tenant`], whose queries find that tenant's rows alone: another tenant's row is not
//! found, as one that does not exist. What is no tenant's own business stands at [`Store::for_all_tenants`].

mod activation;
mod all_tenants;
mod audit;
mod audit_list;
mod backup;
pub mod bindings;
mod changed;
mod checked;
mod create;
mod delete;
mod error;
mod history;
mod idempotency;
mod locked;
mod log;
mod master_keys;
mod may_send;
mod migrations;
mod pools;
mod postgres_url;
mod queries;
mod records;
mod retention;
mod rewrap;
mod rows;
mod service_tokens;
mod tenant;
mod token_lists;
mod update;
mod usage;

use std::future::Future;
use std::time::Duration;

use sqlx::{Any, Transaction};

use crate::clock::Clock;
use crate::model::TenantId;
use crate::vault::Vault;
use audit::AuditWriter;
use error::timed_out;
use pools::Pools;

pub use all_tenants::AllTenants;
pub use backup::{Backup, Copied};
pub use checked::Learned;
pub use error::{BackupError, ConnectError, CreateError, RewrapError, StoreError, TokenError, UnlockError};
pub use locked::LockedStore;
pub use may_send::MaySend;
pub use records::{
    Availability, ConnectorChange, Database, Deleted, Fingerprint, FoundToken, Idempotency, IdempotentResult,
    NewConnector, NewCredentials, NewServiceToken, Saved, StoreOptions, StoredKey, StoredToken, Updated,
};
pub use rewrap::Rewrapped;
pub use tenant::TenantStore;
pub use usage::{Counted, UsageBatch, UsageKey};

/// The store, unlocked by a vault that has every master key that anything in it is sealed under. Cheap to clone: clones
/// share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    vault: Vault,
    audit_writer: AuditWriter,
    clock: Clock,
    /// Longest time that one call takes, whatever the database does.
    budget: Duration,
}

impl Store {
    /// Closes all connections; on SQLite the write-ahead log is merged into the database.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    /// What it was unlocked with.
    pub const fn vault(&self) -> &Vault {
        &self.vault
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

    /// Begins a transaction that seals or tags. It does not where the database's master key is not ours.
    async fn begin_sealing(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        let mut transaction = self.pools.begin_write().await?;
        master_keys::may_seal(&mut transaction, &self.pools, &self.vault).await?;
        Ok(transaction)
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
