//! Whether a connector may be used.

use contract::api::ConnectorState;

use super::audit::{self, AuditRow};
use super::error::StoreError;
use super::queries::one;
use super::tenant::TenantStore;
use crate::model::{Action, Actor, AuditEntry, Connector, ConnectorId, Outcome};

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
                let mut transaction = store.pools.begin_write().await?;
                sqlx::query("UPDATE connectors SET state = $3 WHERE organisation = $1 AND id = $2")
                    .bind(tenant.as_str())
                    .bind(id.to_string())
                    .bind(state.as_str())
                    .execute(&mut *transaction)
                    .await?;
                let connector = one(&mut *transaction, tenant, id).await?;
                if connector.is_some() {
                    let row = AuditRow::new(tenant, &entry(id, state, actor), now);
                    audit::insert(&mut transaction, row).await?;
                }
                transaction.commit().await?;
                Ok(connector)
            })
            .await
    }
}

fn entry(id: ConnectorId, state: ConnectorState, actor: &Actor) -> AuditEntry {
    AuditEntry {
        actor: actor.clone(),
        action: match state {
            ConnectorState::Connected => Action::Reactivate,
            ConnectorState::Deactivated => Action::Deactivate,
        },
        target: id.to_string(),
        outcome: Outcome::Succeeded,
    }
}
