//! Counts how connectors and tokens are used. A request adds to memory; the store is written now and then. Who asks is told
//! both.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::codes::ProblemCode;
use contract::usage::ConnectorUsage;
use tokio::sync::RwLock;

use crate::model::{ConnectorId, Page, PageRequest, ServiceToken, TenantId, TokenId};
use crate::store::{Counted, Store, StoreError, UsageBatch, UsageKey};

/// How exactly a token's last use is kept, in milliseconds: a minute tells an admin enough.
const TOKEN_USE_MS: i64 = 60_000;
/// Connectors and tokens of one transaction at most.
const PART: usize = 500;

/// How a request ended, for the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestEnd {
    /// With an answer of Salesforce's of this status.
    Answered(u16),
    /// Without one.
    Failed(ProblemCode),
}

impl RequestEnd {
    /// Salesforce's status.
    ///
    /// # Errors
    /// The code, where there was no answer.
    pub const fn status(self) -> Result<u16, ProblemCode> {
        match self {
            Self::Answered(status) => Ok(status),
            Self::Failed(code) => Err(code),
        }
    }
}

/// What was counted.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// What is not written yet.
    pending: Arc<Mutex<UsageBatch>>,
    /// Held for writing while a batch is on its way to the store, and stands in neither place.
    writing: Arc<RwLock<()>>,
}

impl Usage {
    /// Counts a request.
    pub fn count(&self, tenant: &TenantId, connector: ConnectorId, ended: RequestEnd, now_ms: i64) {
        let key = UsageKey::at(tenant, connector, now_ms);
        let failures = u64::from(matches!(ended, RequestEnd::Failed(_)));
        let counted = Counted { requests: 1, failures, last_used_at: now_ms };
        self.pending().connectors.entry(key).or_default().add(counted);
    }

    /// Whether all that was counted is written, or on its way.
    pub fn is_empty(&self) -> bool {
        self.pending().connectors.is_empty()
    }

    /// Notes that a token, by its id, was used.
    pub fn token_used(&self, id: TokenId, now_ms: i64) {
        let minute = now_ms - now_ms.rem_euclid(TOKEN_USE_MS);
        self.pending().tokens.insert(id, minute);
    }

    /// How a tenant's connectors were used lately, by id, up to now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_connectors(
        &self,
        store: &Store,
        tenant: &TenantId,
    ) -> Result<HashMap<ConnectorId, ConnectorUsage>, StoreError> {
        let _settled = self.writing.read().await;
        let mut stored = store.for_tenant(tenant).usage().await?;
        self.pending().add_to(tenant, &mut stored);
        Ok(stored)
    }

    /// How one of a tenant's connectors was used in the last [`contract::limits::USAGE_DAYS`] days, up to now. `None`: not for as long as its use is
    /// kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_connector(
        &self,
        store: &Store,
        tenant: &TenantId,
        connector: ConnectorId,
    ) -> Result<Option<ConnectorUsage>, StoreError> {
        let _settled = self.writing.read().await;
        let mut usage = store.for_tenant(tenant).usage_of(connector).await?;
        self.pending().add_to_one(tenant, connector, &mut usage);
        Ok(usage)
    }

    /// A tenant's service tokens, newest first, with their last use up to now. Of those that have ended it is a page; all
    /// others come with the first one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn service_tokens(
        &self,
        store: &Store,
        tenant: &TenantId,
        page: PageRequest,
    ) -> Result<Page<ServiceToken>, StoreError> {
        let _settled = self.writing.read().await;
        let store = store.for_tenant(tenant);
        let mut found = store.ended_service_tokens(page).await?;
        if page.after.is_none() {
            found.items.extend(store.live_service_tokens().await?);
            found.items.sort_by_key(|token| Reverse((token.created_at, token.id)));
        }
        let pending = self.pending();
        for token in &mut found.items {
            // Nothing is less than any time.
            token.last_used_at = token.last_used_at.max(pending.tokens.get(&token.id).copied());
        }
        Ok(found)
    }

    /// Writes what was counted, in parts: after a long outage it may be more than one transaction has time for.
    ///
    /// # Errors
    /// [`StoreError`]; what was not written is kept for the next time. Where the database was lost during a commit, that
    /// may count a part twice.
    pub async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        let _alone = self.writing.write().await;
        let mut batch = std::mem::take(&mut *self.pending());
        while let Some(part) = batch.part(PART) {
            if let Err(error) = store.for_all_tenants().add_usage(&part).await {
                self.keep(part);
                self.keep(batch);
                return Err(error);
            }
        }
        Ok(())
    }

    fn keep(&self, batch: UsageBatch) {
        let mut pending = self.pending();
        for (key, counted) in batch.connectors {
            pending.connectors.entry(key).or_default().add(counted);
        }
        for (id, used) in batch.tokens {
            let known = pending.tokens.entry(id).or_insert(used);
            *known = used.max(*known);
        }
    }

    fn pending(&self) -> MutexGuard<'_, UsageBatch> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
