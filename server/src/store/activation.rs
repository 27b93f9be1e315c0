//! Whether a connector may be used.

use contract::api::ConnectorState;
use sqlx::AnyConnection;

use super::audit::{self, AuditRow};
use super::bindings;
use super::error::StoreError;
use super::queries::one;
use super::rows::parsed;
use super::tenant::TenantStore;
use crate::model::{Action, Actor, AuditEntry, Connector, ConnectorId, KeyId, Outcome, TenantId};

impl TenantStore<'_> {
    /// Sets how a connector stands, with its audit row. `None`: there is none of this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_state(
        &self,
        id: ConnectorId,
        state: ConnectorState,
        actor: &Actor,
    ) -> Result<Option<Connector>, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        store
            .with_timeout(async {
                let mut transaction = store.begin_sealing().await?;
                let Some(key_id) = key_id(&mut transaction, tenant, id).await? else { return Ok(None) };
                let tag = store.vault.tag(&bindings::connector(tenant, id, key_id, state));
                sqlx::query(
                    "UPDATE connectors SET state = $3, tagged_under = $4, tag = $5 \
                     WHERE organisation = $1 AND id = $2",
                )
                .bind(tenant.as_str())
                .bind(id.to_string())
                .bind(state.as_str())
                .bind(tag.master_key_id)
                .bind(tag.bytes)
                .execute(&mut *transaction)
                .await?;
                let connector = one(&mut *transaction, &store.vault, tenant, id).await?;
                let row = AuditRow::new(tenant, &entry(id, state, actor), now);
                audit::insert(&mut transaction, row).await?;
                transaction.commit().await?;
                Ok(connector)
            })
            .await
    }
}

/// The key of one of a tenant's connectors; it never changes to another connector's.
async fn key_id(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    id: ConnectorId,
) -> Result<Option<KeyId>, sqlx::Error> {
    let row = sqlx::query("SELECT key_id FROM connectors WHERE organisation = $1 AND id = $2")
        .bind(tenant.as_str())
        .bind(id.to_string())
        .fetch_optional(transaction)
        .await?;
    row.as_ref().map(|row| parsed(row, "key_id")).transpose()
}

fn entry(id: ConnectorId, state: ConnectorState, actor: &Actor) -> AuditEntry {
    let action = match state {
        ConnectorState::Connected => Action::Reactivate,
        ConnectorState::Deactivated => Action::Deactivate,
    };
    AuditEntry::new(actor.clone(), action, id.to_string(), Outcome::Succeeded)
}
