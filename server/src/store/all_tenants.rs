//! What is asked before a tenant is known, or done for all of them.

use std::collections::BTreeSet;

use super::Store;
use super::audit::{self, AuditRow};
use super::error::StoreError;
use super::master_keys;
use super::records::FoundToken;
use super::rows::{connector_columns, connector_tables};
use super::service_tokens;
use super::usage::{self, UsageBatch};
use crate::model::{AuditEntry, TenantId};

/// What is no one tenant's.
#[derive(Clone, Copy, Debug)]
pub struct AllTenants<'a>(pub(super) &'a Store);

impl AllTenants<'_> {
    /// Reads what requests read, so that a schema which another version of the server has changed meanwhile is noticed. Gives
    /// the ids of all master keys that anything is sealed or tagged under, whosesoever it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn readiness(&self) -> Result<BTreeSet<String>, StoreError> {
        self.0
            .with_timeout(async {
                let mut read = self.0.pools.read.acquire().await?;
                let query =
                    concat!("SELECT ", connector_columns!(), " FROM ", connector_tables!(), " LIMIT 1");
                sqlx::query(query).fetch_optional(&mut *read).await?;
                master_keys::ids(&mut read).await
            })
            .await
    }

    /// The service token with this public part: whoever holds the rest of it acts for its tenant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn service_token_by_prefix(&self, prefix: &str) -> Result<Option<FoundToken>, StoreError> {
        let Self(store) = *self;
        store.with_timeout(service_tokens::by_prefix(&store.pools.read, &store.vault, prefix)).await
    }

    /// Adds rows to tenants' audit logs, all of them or none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit(&self, entries: &[(&TenantId, &AuditEntry)]) -> Result<(), StoreError> {
        let now = self.0.clock.now_ms();
        let rows: Vec<_> = entries.iter().map(|(tenant, entry)| AuditRow::new(tenant, entry, now)).collect();
        self.0
            .with_timeout(async {
                let mut connection = self.0.pools.for_one_statement().await?;
                audit::insert_all(&mut connection, &rows).await
            })
            .await
    }

    /// Adds a batch to what is stored, wholly or not at all. Connectors that are gone are passed over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_usage(&self, batch: &UsageBatch) -> Result<(), StoreError> {
        self.0
            .with_timeout(async {
                let mut transaction = self.0.pools.begin_write().await?;
                usage::add_batch(&mut transaction, batch).await?;
                transaction.commit().await
            })
            .await
    }
}
