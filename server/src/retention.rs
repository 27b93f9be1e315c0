//! How long what only grows is kept: the audit log, connectors' histories, and service tokens that have ended.

use std::time::Duration;

use contract::limits::HISTORY_DAYS;

use crate::clock::millis;
use crate::store::{Store, StoreError};

/// How long what happened to a connector is kept.
const HISTORY: Duration = Duration::from_secs(HISTORY_DAYS.unsigned_abs() * 24 * 60 * 60);

/// How long what only grows is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// How long a row of the audit log is kept.
    pub audit: Duration,
    /// How long a service token is kept after it was revoked or has expired.
    pub service_tokens: Duration,
    /// How often what has been kept for long enough is looked for.
    pub every: Duration,
}

impl Retention {
    /// Deletes what has been kept for long enough by now (milliseconds since 1970), in small parts.
    ///
    /// # Errors
    /// [`StoreError`]; what was not deleted is the next time.
    pub async fn purge(&self, store: &Store, now_ms: i64) -> Result<(), StoreError> {
        let all = store.for_all_tenants();
        let rows = all.forget_audit(now_ms.saturating_sub(millis(self.audit))).await?;
        let tokens = all.forget_service_tokens(now_ms.saturating_sub(millis(self.service_tokens))).await?;
        let history = all.forget_history(now_ms.saturating_sub(millis(HISTORY))).await?;
        if rows + tokens + history > 0 {
            tracing::info!(rows, tokens, history, "deleted what has been kept for long enough");
        }
        Ok(())
    }
}
