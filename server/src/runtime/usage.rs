//! Counts how connectors and tokens are used. A request adds to memory; the store is written now and then.

use std::sync::{Arc, Mutex, PoisonError};

use contract::codes::ProblemCode;

use crate::store::{Counted, Store, StoreError, UsageBatch, UsageKey};

/// How exactly a token's last use is kept, in milliseconds: a minute tells an admin enough.
const TOKEN_USE_MS: i64 = 60_000;
/// Connectors and tokens of one transaction at most.
const PART: usize = 500;

/// How a request ended, for the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With an answer of Salesforce's of this status.
    Answered(u16),
    /// Without one.
    Failed(ProblemCode),
}

impl Ended {
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

/// What was counted and is not written yet.
#[derive(Clone, Debug, Default)]
pub struct Usage(Arc<Mutex<UsageBatch>>);

impl Usage {
    /// Counts a request.
    pub fn count(&self, tenant: &str, connector: &str, ended: Ended, now_ms: i64) {
        let key = UsageKey::at(tenant, connector, now_ms);
        let failures = u64::from(matches!(ended, Ended::Failed(_)));
        let counted = Counted { requests: 1, failures, last_used_at: now_ms };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).connectors.entry(key).or_default().add(counted);
    }

    /// Whether all that was counted is written, or on its way.
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).connectors.is_empty()
    }

    /// Notes that a token, by its id, was used.
    pub fn token_used(&self, id: &str, now_ms: i64) {
        let minute = now_ms - now_ms.rem_euclid(TOKEN_USE_MS);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).tokens.insert(id.to_owned(), minute);
    }

    /// Writes what was counted, in parts: after a long outage it may be more than one transaction has time for.
    ///
    /// # Errors
    /// [`StoreError`]; what was not written is kept for the next time. Where the database was lost during a commit, that
    /// may count a part twice.
    pub async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        let mut batch = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        while let Some(part) = batch.part(PART) {
            if let Err(error) = store.add_usage(&part).await {
                self.keep(part);
                self.keep(batch);
                return Err(error);
            }
        }
        Ok(())
    }

    fn keep(&self, batch: UsageBatch) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, counted) in batch.connectors {
            pending.connectors.entry(key).or_default().add(counted);
        }
        for (id, used) in batch.tokens {
            let known = pending.tokens.entry(id).or_insert(used);
            *known = used.max(*known);
        }
    }
}
