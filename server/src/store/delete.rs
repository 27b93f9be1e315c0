//! Deleting a connector, and all that is kept of it but the audit log.

use contract::api::ConnectorState;

use super::audit::{self, AuditRow};
use super::error::StoreError;
use super::queries::one;
use super::records::Deleted;
use super::tenant::TenantStore;
use super::update::delete_key;
use crate::model::{Action, Actor, AuditEntry, ConnectorId, Outcome};

impl TenantStore<'_> {
    /// Deletes a deactivated connector that still has this revision, where one is named: its key, its settings, its use and
    /// its history with it, and an audit row that says so. What was sealed is in no file of SQLite's any more soon after.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete(
        &self,
        id: ConnectorId,
        revision: Option<i64>,
        actor: &Actor,
    ) -> Result<Deleted, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        let deleted = store.with_timeout(async {
            let mut transaction = store.pools.begin_write().await?;
            // All others who would change it wait from here on.
            sqlx::query("UPDATE connectors SET revision = revision WHERE organisation = $1 AND id = $2")
                .bind(tenant.as_str())
                .bind(id.to_string())
                .execute(&mut *transaction)
                .await?;
            let Some(connector) = one(&mut *transaction, &store.vault, tenant, id).await? else {
                return Ok(Deleted::Gone);
            };
            if revision.is_some_and(|seen| seen != connector.revision) {
                return Ok(Deleted::Conflict);
            }
            if connector.state != ConnectorState::Deactivated {
                return Ok(Deleted::Active);
            }
            // What else there is of it goes by its foreign keys.
            sqlx::query("DELETE FROM connectors WHERE organisation = $1 AND id = $2")
                .bind(tenant.as_str())
                .bind(id.to_string())
                .execute(&mut *transaction)
                .await?;
            delete_key(&mut transaction, tenant, connector.key_id).await?;
            let entry = AuditEntry::new(actor.clone(), Action::Delete, id.to_string(), Outcome::Succeeded);
            audit::insert(&mut transaction, AuditRow::new(tenant, &entry, now)).await?;
            transaction.commit().await?;
            Ok(Deleted::Yes)
        });
        let deleted = deleted.await?;
        if deleted == Deleted::Yes {
            store.pools.forget_log().await;
        }
        Ok(deleted)
    }
}
