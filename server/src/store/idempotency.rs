//! What was saved under which `Idempotency-Key`, so that a repeated request gets the first one's result.

use sqlx::{Any, AnyConnection, Executor, Row as _};

use super::error::StoreError;
use super::records::{Fingerprint, IdempotentResult, NewConnector};
use super::rows::{connector, connector_columns, connector_tables, unreadable};
use super::tenant::TenantStore;
use crate::model::{ConnectorId, TenantId};

/// How long a key is remembered, in milliseconds: 24 hours. A page that repeats a request does so within seconds;
/// a day also covers a laptop that was closed in between.
const RETENTION_MS: i64 = 24 * 60 * 60 * 1_000;

impl TenantStore<'_> {
    /// What was saved under an `Idempotency-Key` within the last 24 hours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn idempotent_result(&self, key: &str) -> Result<Option<IdempotentResult>, StoreError> {
        let now = self.store.clock.now_ms();
        let found = find(&self.store.pools.read, self.tenant, key, now);
        self.store.with_timeout(found).await
    }
}

/// What was saved under a key that is not too old.
pub(super) async fn find(
    executor: impl Executor<'_, Database = Any>,
    tenant: &TenantId,
    key: &str,
    now: i64,
) -> Result<Option<IdempotentResult>, sqlx::Error> {
    let row = sqlx::query(concat!(
        "SELECT i.fingerprint, ",
        connector_columns!(),
        " FROM ",
        connector_tables!(),
        " JOIN idempotency i ON i.connector_id = c.id AND i.organisation = c.organisation \
         WHERE i.organisation = $1 AND i.key = $2 AND i.created_at >= $3",
    ))
    .bind(tenant.as_str())
    .bind(key)
    .bind(now - RETENTION_MS)
    .fetch_optional(executor)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let fingerprint: Vec<u8> = row.try_get("fingerprint")?;
    Ok(Some(IdempotentResult {
        fingerprint: Fingerprint(
            fingerprint.try_into().map_err(|_| unreadable("a fingerprint has 32 bytes"))?,
        ),
        connector: connector(&row)?,
    }))
}

/// Notes the key of a new connector. False when it is known already.
pub(super) async fn insert(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    new: &NewConnector,
    connector: ConnectorId,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let Some(idempotency) = &new.idempotency else { return Ok(true) };
    let inserted = sqlx::query(
        "INSERT INTO idempotency (organisation, key, fingerprint, connector_id, created_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation, key) DO NOTHING",
    )
    .bind(tenant.as_str())
    .bind(&idempotency.key)
    .bind(idempotency.fingerprint.0.to_vec())
    .bind(connector.to_string())
    .bind(now)
    .execute(transaction)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Drops the tenant's keys that are too old. Done whenever one is added, so the table stays small by itself.
pub(super) async fn forget_old(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM idempotency WHERE organisation = $1 AND created_at < $2")
        .bind(tenant.as_str())
        .bind(now - RETENTION_MS)
        .execute(transaction)
        .await
        .map(drop)
}
