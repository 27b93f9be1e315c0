//! What was saved under which `Idempotency-Key`, so that a repeated request gets the first one's result.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, Executor, Row as _};

use super::bindings;
use super::error::StoreError;
use super::records::{Fingerprint, Idempotency, IdempotentResult};
use super::rows::{connector, connector_columns, connector_tables};
use super::tenant::TenantStore;
use crate::model::{Connector, ConnectorId, TenantId};
use crate::vault::Vault;

/// How long a key is remembered, in milliseconds: 24 hours. A page that repeats a request does so within seconds;
/// a day also covers a laptop that was closed in between.
const RETENTION_MS: i64 = 24 * 60 * 60 * 1_000;

impl TenantStore<'_> {
    /// What was saved under a request's `Idempotency-Key` within the last 24 hours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn idempotent_result(
        &self,
        request: &Idempotency,
    ) -> Result<Option<IdempotentResult>, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        store.with_timeout(find(&store.pools.read, &store.vault, tenant, request, now)).await
    }

    /// The connector that was saved under an `Idempotency-Key` within the last 24 hours, whatever the request was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remembered_create(&self, key: &str) -> Result<Option<Connector>, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        let found = async {
            let row = remembered(&store.pools.read, tenant, key, now).await?;
            row.as_ref().map(|row| connector(row, &store.vault)).transpose()
        };
        store.with_timeout(found).await
    }
}

/// What was saved under a key that is not too old.
pub(super) async fn find(
    executor: impl Executor<'_, Database = Any>,
    vault: &Vault,
    tenant: &TenantId,
    request: &Idempotency,
    now: i64,
) -> Result<Option<IdempotentResult>, sqlx::Error> {
    let Some(row) = remembered(executor, tenant, &request.key, now).await? else { return Ok(None) };
    let stored: Vec<u8> = row.try_get("fingerprint")?;
    Ok(Some(IdempotentResult {
        same_request: is_same(vault, tenant, &request.fingerprint, &stored),
        connector: connector(&row, vault)?,
    }))
}

async fn remembered(
    executor: impl Executor<'_, Database = Any>,
    tenant: &TenantId,
    key: &str,
    now: i64,
) -> Result<Option<AnyRow>, sqlx::Error> {
    sqlx::query(concat!(
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
    .await
}

/// Whether what is stored stands for this fingerprint. What was written before it was keyed is remembered for its 24 hours as
/// well.
fn is_same(vault: &Vault, tenant: &TenantId, fingerprint: &Fingerprint, stored: &[u8]) -> bool {
    let Fingerprint(hash) = fingerprint;
    vault.is_tagged_by_any(&bindings::remembered_create(tenant, hash), stored)
        || verify_slices_are_equal(hash, stored).is_ok()
}

/// Notes the key of a new connector. False when it is known already.
pub(super) async fn insert(
    transaction: &mut AnyConnection,
    vault: &Vault,
    tenant: &TenantId,
    request: &Idempotency,
    connector: ConnectorId,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let Fingerprint(hash) = &request.fingerprint;
    // The hash is over a form with a private key: nobody without the master key may hold a guess against it.
    let keyed = vault.tag(&bindings::remembered_create(tenant, hash)).bytes;
    let inserted = sqlx::query(
        "INSERT INTO idempotency (organisation, key, fingerprint, connector_id, created_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation, key) DO NOTHING",
    )
    .bind(tenant.as_str())
    .bind(&request.key)
    .bind(keyed)
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
