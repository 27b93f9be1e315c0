//! Changing a connector: one transaction, which takes place only where nobody else has changed the connector since.

use contract::api::HistoryEvent;
use sqlx::AnyConnection;

use super::audit::{self, AuditRow};
use super::create::insert_key;
use super::error::{CreateError, timed_out};
use super::queries::one;
use super::records::{ConnectorChange, IdempotentResult, NewCredentials, Updated};
use super::rows::{json_text, parsed, state, unreadable};
use super::tenant::TenantStore;
use super::{bindings, history, idempotency};
use crate::model::{
    Action, AuditEntry, ConnectorId, HistoryNote, KeyId, NameKey, Outcome, SalesforceSettings, Settings,
    TenantId,
};
use crate::vault::Vault;

impl TenantStore<'_> {
    /// Changes a connector that still has the revision that the change is based on, with its history, its audit row and its
    /// `Idempotency-Key`, in one transaction. The key that is replaced is in no row any more.
    ///
    /// A future that is dropped before it is ready leaves either everything or nothing.
    ///
    /// # Errors
    /// [`CreateError`]; the limit is none of them.
    pub async fn update(&self, id: ConnectorId, change: ConnectorChange) -> Result<Updated, CreateError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        let replaces_key = change.credentials.is_some();
        let work = async {
            let mut transaction = store.begin_sealing().await?;
            let updated = write(&mut transaction, &store.vault, tenant, id, change, now).await?;
            match updated {
                Updated::Changed(_) => transaction.commit().await?,
                _ => transaction.rollback().await?,
            }
            Ok(updated)
        };
        let updated = tokio::time::timeout(store.budget, work).await;
        let updated: Result<Updated, CreateError> = updated.unwrap_or_else(|_| Err(timed_out().into()));
        let updated = updated?;
        if replaces_key && matches!(updated, Updated::Changed(_)) {
            store.pools.forget_log().await;
        }
        Ok(updated)
    }
}

/// Writes everything but the commit. Whoever gets anything but [`Updated::Changed`] rolls back.
async fn write(
    transaction: &mut AnyConnection,
    vault: &Vault,
    tenant: &TenantId,
    id: ConnectorId,
    change: ConnectorChange,
    now: i64,
) -> Result<Updated, CreateError> {
    if let Some(request) = &change.idempotency {
        idempotency::forget_old(transaction, tenant, now).await?;
        if !idempotency::insert(transaction, vault, tenant, request, id, now).await? {
            // Whoever was first has committed: the insert waited for it.
            return match idempotency::find(transaction, vault, tenant, request, now).await? {
                Some(IdempotentResult { connector, same_request: true }) => Ok(Updated::Replayed(connector)),
                Some(_) => Err(CreateError::IdempotencyMismatch),
                None => Err(unreadable("an Idempotency-Key without its connector").into()),
            };
        }
    }
    if let Some(new) = &change.credentials {
        insert_key(transaction, tenant, new.key_id, &new.sealed_key, &new.public_key_sha256, now).await?;
    }
    if !update_connector(transaction, tenant, id, &change, now).await? {
        return Ok(match one(&mut *transaction, vault, tenant, id).await? {
            Some(_) => Updated::Conflict,
            None => Updated::Gone,
        });
    }
    if let Some(new) = &change.credentials {
        replace_credentials(transaction, vault, tenant, id, new, now).await?;
    }
    let note = HistoryNote {
        fields: change.fields,
        revision: Some(change.revision + 1),
        ..HistoryNote::new(HistoryEvent::Changed, Some(change.actor.user.clone()))
    };
    history::insert(transaction, tenant, id, &note, now).await?;
    let entry = AuditEntry {
        intent: change.intent,
        ..AuditEntry::new(change.actor, Action::Update, id.to_string(), Outcome::Succeeded)
    };
    audit::insert(transaction, AuditRow::new(tenant, &entry, now)).await?;
    let connector = one(&mut *transaction, vault, tenant, id).await?;
    Ok(Updated::Changed(connector.ok_or_else(|| unreadable("a connector that was changed and is gone"))?))
}

/// Changes what can be changed freely. False: the connector has another revision, or is gone. From here on all others who
/// would change it wait.
async fn update_connector(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    id: ConnectorId,
    change: &ConnectorChange,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let ConnectorChange { revision, name, notes, contact, actor, .. } = change;
    let updated = sqlx::query(
        "UPDATE connectors SET revision = revision + 1, changed_at = $4, changed_by = $5, \
         name = COALESCE($6, name), name_key = COALESCE($7, name_key), notes = COALESCE($8, notes), \
         contact = COALESCE($9, contact) \
         WHERE organisation = $1 AND id = $2 AND revision = $3",
    )
    .bind(tenant.as_str())
    .bind(id.to_string())
    .bind(*revision)
    .bind(now)
    .bind(&actor.user)
    .bind(name.as_deref())
    .bind(name.as_deref().map(|name| NameKey::of(name).as_str().to_owned()))
    .bind(notes.as_deref())
    .bind(contact.as_deref())
    .execute(transaction)
    .await?;
    Ok(updated.rows_affected() == 1)
}

async fn replace_credentials(
    transaction: &mut AnyConnection,
    vault: &Vault,
    tenant: &TenantId,
    id: ConnectorId,
    new: &NewCredentials,
    now: i64,
) -> Result<(), sqlx::Error> {
    let row = sqlx::query(
        "SELECT id, organisation, key_id, state, tagged_under, tag FROM connectors WHERE id = $1",
    )
    .bind(id.to_string())
    .fetch_one(&mut *transaction)
    .await?;
    let (old_key, state): (KeyId, _) = (parsed(&row, "key_id")?, state(&row, vault)?);
    let tag = vault.tag(&bindings::connector(tenant, id, new.key_id, state));
    sqlx::query(
        "UPDATE connectors SET key_id = $2, state = $3, tagged_under = $4, tag = $5, warnings = $6, settings = $7, \
         checked_at = $8 WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(new.key_id.to_string())
    .bind(state.as_str())
    .bind(tag.master_key_id)
    .bind(tag.bytes)
    .bind(json_text(&new.warnings)?)
    .bind(json_text(new.settings.extra_fields())?)
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    match &new.settings {
        Settings::Salesforce(settings) => update_salesforce(transaction, id, settings).await?,
    }
    delete_key(transaction, tenant, old_key).await?;
    // It was let in just now.
    sqlx::query("DELETE FROM connector_failures WHERE connector_id = $1")
        .bind(id.to_string())
        .execute(transaction)
        .await
        .map(drop)
}

async fn update_salesforce(
    transaction: &mut AnyConnection,
    id: ConnectorId,
    settings: &SalesforceSettings,
) -> Result<(), sqlx::Error> {
    let SalesforceSettings { subject, org_id, user_id, instance_url, scopes, extra_fields: _ } = settings;
    sqlx::query(
        "UPDATE salesforce_connectors SET client_id = $2, email_id = $3, url = $4, audience = $5, \
         salesforce_org_id = $6, salesforce_user_id = $7, instance_url = $8, scopes = $9 WHERE connector_id = $1",
    )
    .bind(id.to_string())
    .bind(&subject.client_id)
    .bind(&subject.user)
    .bind(subject.url.to_string())
    .bind(subject.audience.as_ref().map(ToString::to_string))
    .bind(org_id)
    .bind(user_id)
    .bind(instance_url.to_string())
    .bind(json_text(scopes)?)
    .execute(transaction)
    .await
    .map(drop)
}

/// Deletes a key that no connector uses any more.
pub(super) async fn delete_key(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    key_id: KeyId,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM private_keys WHERE organisation = $1 AND key_id = $2")
        .bind(tenant.as_str())
        .bind(key_id.to_string())
        .execute(transaction)
        .await
        .map(drop)
}
