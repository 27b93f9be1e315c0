//! Whether a connector may be used.

use contract::api::{Connector, ConnectorState};
use uuid::Uuid;

use super::error::StoreError;
use super::model::{Action, Actor, AuditEntry, Outcome};
use super::queries::one;
use super::rows::state_text;
use super::{Store, audit};

impl Store {
    /// Sets how a connector stands, with its audit row. `None`: there is none of this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_state(
        &self,
        tenant: &str,
        id: Uuid,
        state: ConnectorState,
        actor: &Actor,
    ) -> Result<Option<Connector>, StoreError> {
        let now = self.clock.now_ms();
        self.with_timeout(async {
            let mut transaction = self.pools.begin_write().await?;
            sqlx::query("UPDATE connectors SET state = $3 WHERE organisation = $1 AND id = $2")
                .bind(tenant)
                .bind(id.to_string())
                .bind(state_text(state))
                .execute(&mut *transaction)
                .await?;
            let connector = one(&mut *transaction, tenant, id).await?;
            if connector.is_some() {
                audit::insert(&mut transaction, &entry(tenant, id, state, actor), now).await?;
            }
            transaction.commit().await?;
            Ok(connector)
        })
        .await
    }
}

fn entry(tenant: &str, id: Uuid, state: ConnectorState, actor: &Actor) -> AuditEntry {
    AuditEntry {
        tenant: tenant.to_owned(),
        actor: actor.clone(),
        action: match state {
            ConnectorState::Connected => Action::Reactivate,
            ConnectorState::Deactivated => Action::Deactivate,
        },
        target: id.to_string(),
        outcome: Outcome::Succeeded,
    }
}
