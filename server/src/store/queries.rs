//! Reading: everything here is scoped by tenant.

use contract::api::{Connector, Kind};
use sqlx::{Any, Executor, Row as _};
use uuid::Uuid;

use super::error::StoreError;
use super::model::{Availability, IdempotentResult, StoredKey};
use super::rows::{ConnectorRow, KeyRow, connector_columns, kind_text, unreadable};
use super::{Store, idempotency};
use crate::name_key::NameKey;

impl Store {
    /// A tenant's connectors, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, tenant: &str) -> Result<Vec<Connector>, StoreError> {
        self.with_timeout(async {
            let rows: Vec<ConnectorRow> = sqlx::query_as(concat!(
                "SELECT ",
                connector_columns!(),
                " FROM connectors c WHERE c.organisation = $1 ORDER BY c.created_at, c.slot"
            ))
            .bind(tenant)
            .fetch_all(&self.pools.read)
            .await?;
            rows.into_iter().map(Connector::try_from).collect()
        })
        .await
    }

    /// One connector.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, tenant: &str, id: Uuid) -> Result<Option<Connector>, StoreError> {
        self.with_timeout(one(&self.pools.read, tenant, id)).await
    }

    /// Whether there is room and whether a name is free, to be asked before Salesforce is. [`Store::create`]
    /// decides again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn availability(
        &self,
        tenant: &str,
        kind: Kind,
        name: &NameKey,
    ) -> Result<Availability, StoreError> {
        self.with_timeout(async {
            let row = sqlx::query(
                "SELECT (SELECT COUNT(*) FROM connectors WHERE organisation = $1 AND kind = $2) AS used, \
                        (SELECT COUNT(*) FROM connectors WHERE organisation = $1 AND name_key = $3) AS same_name",
            )
            .bind(tenant)
            .bind(kind_text(kind))
            .bind(name.as_str())
            .fetch_one(&self.pools.read)
            .await?;
            let used: i64 = row.try_get("used")?;
            let same_name: i64 = row.try_get("same_name")?;
            Ok(Availability { used: u8::try_from(used).map_err(unreadable)?, name_taken: same_name > 0 })
        })
        .await
    }

    /// What was saved under an `Idempotency-Key` within the last 24 hours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn idempotent_result(
        &self,
        tenant: &str,
        key: &str,
    ) -> Result<Option<IdempotentResult>, StoreError> {
        let now = self.clock.now_ms();
        self.with_timeout(idempotency::find(&self.pools.read, tenant, key, now)).await
    }

    /// A connector's sealed key, with the binding that its rows stand for.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sealed_key(&self, tenant: &str, connector: Uuid) -> Result<Option<StoredKey>, StoreError> {
        self.with_timeout(async {
            let row: Option<KeyRow> = sqlx::query_as(
                "SELECT k.organisation, k.key_id, c.url, c.audience, c.client_id, c.email_id, \
                        k.version, k.master_key_id, k.wrapped_data_key, k.sealed_key \
                 FROM connectors c \
                 JOIN private_keys k ON k.organisation = c.organisation AND k.key_id = c.key_id \
                 WHERE c.organisation = $1 AND c.id = $2",
            )
            .bind(tenant)
            .bind(connector.to_string())
            .fetch_optional(&self.pools.read)
            .await?;
            row.map(StoredKey::try_from).transpose()
        })
        .await
    }
}

/// One connector, read over `database`: a connection, or a transaction that has changed it.
pub(super) async fn one(
    database: impl Executor<'_, Database = Any>,
    tenant: &str,
    id: Uuid,
) -> Result<Option<Connector>, sqlx::Error> {
    let row: Option<ConnectorRow> = sqlx::query_as(concat!(
        "SELECT ",
        connector_columns!(),
        " FROM connectors c WHERE c.organisation = $1 AND c.id = $2"
    ))
    .bind(tenant)
    .bind(id.to_string())
    .fetch_optional(database)
    .await?;
    row.map(Connector::try_from).transpose()
}
