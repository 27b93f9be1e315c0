//! Reading connectors.

use contract::api::Kind;
use sqlx::{Any, Executor, Row as _};

use super::error::StoreError;
use super::records::{Availability, StoredKey};
use super::rows::{connector, connector_columns, connector_tables, stored_key, unreadable};
use super::tenant::TenantStore;
use crate::model::{Connector, ConnectorId, NameKey, TenantId};
use crate::vault::Vault;

impl TenantStore<'_> {
    /// The tenant's connectors of all kinds, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self) -> Result<Vec<Connector>, StoreError> {
        let Self { store, tenant } = *self;
        store
            .with_timeout(async {
                let rows = sqlx::query(concat!(
                    "SELECT ",
                    connector_columns!(),
                    " FROM ",
                    connector_tables!(),
                    " WHERE c.organisation = $1 ORDER BY c.created_at, c.slot, c.id"
                ))
                .bind(tenant.as_str())
                .fetch_all(&store.pools.read)
                .await?;
                rows.iter().map(|row| connector(row, &store.vault)).collect()
            })
            .await
    }

    /// One connector.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, id: ConnectorId) -> Result<Option<Connector>, StoreError> {
        let Self { store, tenant } = *self;
        store.with_timeout(one(&store.pools.read, &store.vault, tenant, id)).await
    }

    /// Whether there is room and whether a name is free, to be asked before Salesforce is. [`TenantStore::create`]
    /// decides again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn availability(&self, kind: Kind, name: &NameKey) -> Result<Availability, StoreError> {
        let Self { store, tenant } = *self;
        store
            .with_timeout(async {
                let row = sqlx::query(
                    "SELECT \
                     (SELECT COUNT(*) FROM connectors WHERE organisation = $1 AND kind = $2) AS used, \
                     (SELECT COUNT(*) FROM connectors WHERE organisation = $1 AND name_key = $3) AS same_name",
                )
                .bind(tenant.as_str())
                .bind(kind.as_str())
                .bind(name.as_str())
                .fetch_one(&store.pools.read)
                .await?;
                let used: i64 = row.try_get("used")?;
                let same_name: i64 = row.try_get("same_name")?;
                Ok(Availability { used: u8::try_from(used).map_err(unreadable)?, name_taken: same_name > 0 })
            })
            .await
    }

    /// A connector's sealed key, with what its rows say that it was sealed for.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sealed_key(&self, connector: ConnectorId) -> Result<Option<StoredKey>, StoreError> {
        let Self { store, tenant } = *self;
        store
            .with_timeout(async {
                let row = sqlx::query(concat!(
                    "SELECT ",
                    connector_columns!(),
                    ", p.version, p.master_key_id, p.wrapped_data_key, p.sealed_key FROM ",
                    connector_tables!(),
                    " WHERE c.organisation = $1 AND c.id = $2 AND p.organisation = c.organisation"
                ))
                .bind(tenant.as_str())
                .bind(connector.to_string())
                .fetch_optional(&store.pools.read)
                .await?;
                row.as_ref().map(stored_key).transpose()
            })
            .await
    }
}

/// One connector, read over `database`: a connection, or a transaction that has changed it.
pub(super) async fn one(
    database: impl Executor<'_, Database = Any>,
    vault: &Vault,
    tenant: &TenantId,
    id: ConnectorId,
) -> Result<Option<Connector>, sqlx::Error> {
    let row = sqlx::query(concat!(
        "SELECT ",
        connector_columns!(),
        " FROM ",
        connector_tables!(),
        " WHERE c.organisation = $1 AND c.id = $2"
    ))
    .bind(tenant.as_str())
    .bind(id.to_string())
    .fetch_optional(database)
    .await?;
    row.as_ref().map(|row| connector(row, vault)).transpose()
}
