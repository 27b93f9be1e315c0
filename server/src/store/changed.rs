//! What admins changed of a connector, as its history has it.

use contract::api::{Change, ConnectorField, HistoryEvent};
use sqlx::Row as _;

use super::error::StoreError;
use super::rows::json;
use super::tenant::TenantStore;
use crate::model::ConnectorId;

impl TenantStore<'_> {
    /// Which fields of a connector were changed since a revision, who did it last, and when.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_since(&self, id: ConnectorId, revision: i64) -> Result<Vec<Change>, StoreError> {
        let Self { store, tenant } = *self;
        let found = async {
            let rows = sqlx::query(
                "SELECT user_id, fields, last_at FROM connector_history \
                 WHERE organisation = $1 AND connector_id = $2 AND event = $3 AND revision > $4 \
                 ORDER BY revision DESC",
            )
            .bind(tenant.as_str())
            .bind(id.to_string())
            .bind(HistoryEvent::Changed.as_str())
            .bind(revision)
            .fetch_all(&store.pools.read)
            .await?;
            let mut changes: Vec<Change> = Vec::new();
            for row in &rows {
                let user: Option<String> = row.try_get("user_id")?;
                let fields: Vec<String> = json(row, "fields")?;
                // A newer server may know more fields than this one.
                for field in fields.iter().filter_map(|field| field.parse::<ConnectorField>().ok()) {
                    if !changes.iter().any(|change| change.field == field) {
                        let at = row.try_get("last_at")?;
                        changes.push(Change { field, user: user.clone().unwrap_or_default(), at });
                    }
                }
            }
            changes.sort_by_key(|change| change.field as usize);
            Ok(changes)
        };
        store.with_timeout(found).await
    }
}
