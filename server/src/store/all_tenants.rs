//! What is asked before a tenant is known, or done for all of them.

use super::Store;
use super::error::StoreError;
use super::records::StoredToken;
use super::rows::{connector_columns, connector_tables};
use super::service_tokens;
use super::usage::{self, UsageBatch};

/// What is no one tenant's.
#[derive(Clone, Copy, Debug)]
pub struct AllTenants<'a>(pub(super) &'a Store);

impl AllTenants<'_> {
    /// Reads what requests read, so that a schema which another version of the server has changed meanwhile is noticed. Gives
    /// the id of the master key that one of the stored keys is sealed under, whosesoever it is; `None` where none is stored.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn readiness(&self) -> Result<Option<String>, StoreError> {
        self.0
            .with_timeout(async {
                let read = &self.0.pools.read;
                let query =
                    concat!("SELECT ", connector_columns!(), " FROM ", connector_tables!(), " LIMIT 1");
                sqlx::query(query).fetch_optional(read).await?;
                let query = "SELECT master_key_id FROM private_keys ORDER BY key_id LIMIT 1";
                sqlx::query_scalar(query).fetch_optional(read).await
            })
            .await
    }

    /// The service token with this public part: whoever holds the rest of it acts for its tenant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn service_token_by_prefix(&self, prefix: &str) -> Result<Option<StoredToken>, StoreError> {
        self.0.with_timeout(service_tokens::by_prefix(&self.0.pools.read, prefix)).await
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
