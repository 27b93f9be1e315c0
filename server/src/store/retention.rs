//! Deleting what has been kept for long enough, in small parts: others write in between.

use sqlx::{AssertSqlSafe, Row as _};

use super::all_tenants::AllTenants;
use super::error::StoreError;

/// Rows of one transaction at most.
const PART: i64 = 500;

impl AllTenants<'_> {
    /// Deletes all tenants' rows of the audit log from before a time, in milliseconds since 1970. Gives their number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_audit(&self, before_ms: i64) -> Result<u64, StoreError> {
        let (mut forgotten, mut after) = (0, String::new());
        // Tenant by tenant, so that one index serves readers and this.
        while let Some(tenant) = self.next_tenant(&after).await? {
            let rows = "SELECT id FROM audit WHERE organisation = $3 AND created_at < $1 \
                        ORDER BY created_at, id LIMIT $2";
            forgotten += self.forget("audit", rows, before_ms, Some(&tenant)).await?;
            after = tenant;
        }
        Ok(forgotten)
    }

    /// Deletes service tokens that were revoked, or had expired, before a time, in milliseconds since 1970. Gives their
    /// number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_service_tokens(&self, before_ms: i64) -> Result<u64, StoreError> {
        let rows = "SELECT id FROM service_tokens WHERE revoked_at < $1 OR expires_at < $1 LIMIT $2";
        self.forget("service_tokens", rows, before_ms, None).await
    }

    /// Deletes what happened to connectors, for the last time, before a time, in milliseconds since 1970. Gives the number of
    /// rows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_history(&self, before_ms: i64) -> Result<u64, StoreError> {
        let rows = "SELECT id FROM connector_history WHERE last_at < $1 ORDER BY last_at LIMIT $2";
        self.forget("connector_history", rows, before_ms, None).await
    }

    /// The first tenant with an audit log that comes after another one.
    async fn next_tenant(&self, after: &str) -> Result<Option<String>, StoreError> {
        self.0
            .with_timeout(async {
                sqlx::query("SELECT MIN(organisation) AS next FROM audit WHERE organisation > $1")
                    .bind(after)
                    .fetch_one(&self.0.pools.read)
                    .await?
                    .try_get("next")
            })
            .await
    }

    /// Deletes from a table what a query of ours finds by `before_ms`, a number of rows, and a tenant.
    async fn forget(
        &self,
        table: &str,
        found: &str,
        before_ms: i64,
        tenant: Option<&str>,
    ) -> Result<u64, StoreError> {
        let sql = format!("DELETE FROM {table} WHERE id IN ({found})");
        let mut forgotten = 0;
        loop {
            let part = self.0.with_timeout(async {
                let mut query = sqlx::query(AssertSqlSafe(sql.clone())).bind(before_ms).bind(PART);
                if let Some(tenant) = tenant {
                    query = query.bind(tenant);
                }
                let mut connection = self.0.pools.for_one_statement().await?;
                query.execute(&mut *connection).await.map(|done| done.rows_affected())
            });
            let part = part.await?;
            forgotten += part;
            if part < PART.unsigned_abs() {
                return Ok(forgotten);
            }
        }
    }
}
