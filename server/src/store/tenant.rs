//! The store of one tenant.

use super::audit::AuditRow;
use super::create;
use super::error::{CreateError, StoreError, timed_out};
use super::model::{NewConnector, Saved};
use super::{Store, idempotency};
use crate::model::{AuditEntry, TenantId};
use crate::store::IdempotentResult;

/// What is one tenant's. Whatever is asked or written here carries the tenant.
#[derive(Clone, Copy, Debug)]
pub struct TenantStore<'a> {
    pub(super) store: &'a Store,
    pub(super) tenant: &'a TenantId,
}

impl TenantStore<'_> {
    /// Saves a connector, its key, its audit row and its `Idempotency-Key` in one transaction. Where the limit is
    /// reached and the name is taken as well, it is the limit that is reported.
    ///
    /// A future that is dropped before it is ready leaves either everything or nothing, as does a connection that
    /// is lost during the commit: a repeat under the same `Idempotency-Key` tells which.
    ///
    /// # Errors
    /// [`CreateError`].
    pub async fn create(&self, new: NewConnector) -> Result<Saved, CreateError> {
        let now = self.store.clock.now_ms();
        let work = async {
            let mut transaction = self.store.pools.begin_write().await?;
            let saved = create::write(&mut transaction, self.tenant, new, now).await?;
            match saved {
                Saved::Created(_) => transaction.commit().await?,
                Saved::Replayed(_) => transaction.rollback().await?,
            }
            Ok(saved)
        };
        tokio::time::timeout(self.store.budget, work).await.unwrap_or_else(|_| Err(timed_out().into()))
    }

    /// What was saved under an `Idempotency-Key` within the last 24 hours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn idempotent_result(&self, key: &str) -> Result<Option<IdempotentResult>, StoreError> {
        let now = self.store.clock.now_ms();
        let found = idempotency::find(&self.store.pools.read, self.tenant, key, now);
        self.store.with_timeout(found).await
    }

    /// Notes what was done, for actions that save nothing else.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let row = AuditRow::new(self.tenant, entry, self.store.clock.now_ms());
        self.store.with_timeout(self.store.audit_writer.add(row)).await
    }

    /// Notes what failed. Why it failed is what its asker must hear, so a log that cannot be written takes nothing
    /// from that: the server's own log then says what is missing.
    pub async fn audit_failure(&self, entry: &AuditEntry) {
        if let Err(error) = self.audit(entry).await {
            let AuditEntry { actor, action, outcome, .. } = entry;
            tracing::error!(%error, request = actor.request_id, ?action, ?outcome, "missing in the audit log");
        }
    }
}
