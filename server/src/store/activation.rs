//! Whether a connector may be used.

use contract::api::{ConnectorState, HistoryEvent};
use sqlx::AnyConnection;

use super::audit::{self, AuditRow};
use super::bindings;
use super::error::StoreError;
use super::history;
use super::queries::one;
use super::rows::parsed;
use super::tenant::TenantStore;
use crate::model::{
    Action, Actor, AuditEntry, Connector, ConnectorId, HistoryNote, KeyId, Outcome, TenantId,
};
use crate::vault::Vault;

impl TenantStore<'_> {
    /// Sets how a connector stands, with its audit row and, where it stood otherwise, its row in history. `None`: there is none
    /// of this id.
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
        let (action, event) = match state {
            ConnectorState::Connected => (Action::Reactivate, HistoryEvent::Reactivated),
            ConnectorState::Deactivated => (Action::Deactivate, HistoryEvent::Deactivated),
        };
        store
            .with_timeout(async {
                let mut transaction = store.begin_sealing().await?;
                if history::lock(&mut transaction, &store.pools, tenant, id).await?.is_none() {
                    return Ok(None);
                }
                let before = one(&mut *transaction, &store.vault, tenant, id).await?;
                let is_news = before.is_some_and(|before| before.state != state);
                // Written in any case: a state that was changed past the server gets its tag.
                set(&mut transaction, &store.vault, tenant, id, state, is_news.then_some(now)).await?;
                if is_news {
                    let note = HistoryNote::new(event, Some(actor.user.clone()));
                    history::insert(&mut transaction, tenant, id, &note, now).await?;
                }
                let connector = one(&mut *transaction, &store.vault, tenant, id).await?;
                let entry = AuditEntry::new(actor.clone(), action, id.to_string(), Outcome::Succeeded);
                audit::insert(&mut transaction, AuditRow::new(tenant, &entry, now)).await?;
                transaction.commit().await?;
                Ok(connector)
            })
            .await
    }
}

/// Sets how a connector stands, which is tagged, and since when, where that is another time than before.
pub(super) async fn set(
    transaction: &mut AnyConnection,
    vault: &Vault,
    tenant: &TenantId,
    id: ConnectorId,
    state: ConnectorState,
    since: Option<i64>,
) -> Result<(), sqlx::Error> {
    let Some(key_id) = key_id(transaction, tenant, id).await? else { return Ok(()) };
    let tag = vault.tag(&bindings::connector(tenant, id, key_id, state));
    sqlx::query(
        "UPDATE connectors SET state = $3, tagged_under = $4, tag = $5, \
         state_since = COALESCE(CAST($6 AS BIGINT), state_since) WHERE organisation = $1 AND id = $2",
    )
    .bind(tenant.as_str())
    .bind(id.to_string())
    .bind(state.as_str())
    .bind(tag.master_key_id)
    .bind(tag.bytes)
    .bind(since)
    .execute(transaction)
    .await
    .map(drop)
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
