//! Saving a connector: one transaction, in which constraints decide.
//!
//! Every transaction writes its tables in the same order, so that on PostgreSQL no two can wait for each other.

use contract::api::{ConnectorKey, ConnectorState};
use sqlx::AnyConnection;

use super::audit::{self, AuditRow};
use super::bindings;
use super::error::{CreateError, timed_out};
use super::idempotency;
use super::records::{IdempotentResult, NewConnector, Saved};
use super::rows::{json_text, unreadable};
use super::tenant::TenantStore;
use crate::model::{
    Action, AuditEntry, Connector, ConnectorId, KeyId, NameKey, Outcome, SalesforceSettings, Settings,
    TenantId,
};
use crate::vault::{SealedSecret, Tag, Vault};

impl TenantStore<'_> {
    /// Saves a connector, its key, its audit row and its `Idempotency-Key` in one transaction. Where the limit is
    /// reached and the name is taken as well, it is the limit that is reported.
    ///
    /// A future that is dropped before it is ready leaves either everything or nothing, as does a connection that
    /// is lost during the commit: a repeat under the same `Idempotency-Key` tells which.
    ///
    /// # Errors
    /// [`CreateError`].
    pub async fn create(&self, new: NewConnector) -> Result<Saved, CreateError> {
        let now = self.store.clock.now_ms();
        let work = async {
            let mut transaction = self.store.begin_sealing().await?;
            let saved = write(&mut transaction, &self.store.vault, self.tenant, new, now).await?;
            match saved {
                Saved::Created(_) => transaction.commit().await?,
                Saved::Replayed(_) => transaction.rollback().await?,
            }
            Ok(saved)
        };
        tokio::time::timeout(self.store.budget, work).await.unwrap_or_else(|_| Err(timed_out().into()))
    }
}

/// Writes everything but the commit. Whoever gets an error, or [`Saved::Replayed`], rolls back.
async fn write(
    transaction: &mut AnyConnection,
    vault: &Vault,
    tenant: &TenantId,
    new: NewConnector,
    now: i64,
) -> Result<Saved, CreateError> {
    let id = ConnectorId::random();
    if let Some(idempotency) = &new.idempotency {
        idempotency::forget_old(transaction, tenant, now).await?;
        if !idempotency::insert(transaction, vault, tenant, idempotency, id, now).await? {
            // Whoever was first has committed: the insert waited for it.
            let earlier = idempotency::find(transaction, vault, tenant, idempotency, now).await?;
            return match earlier {
                Some(IdempotentResult { connector, same_request: true }) => Ok(Saved::Replayed(connector)),
                Some(_) => Err(CreateError::IdempotencyMismatch),
                None => Err(unreadable("an Idempotency-Key without its connector").into()),
            };
        }
    }
    insert_key(transaction, tenant, new.key_id, &new.sealed_key, &new.public_key_sha256, now).await?;
    let tag = vault.tag(&bindings::connector(tenant, id, new.key_id, ConnectorState::Connected));
    insert_connector(transaction, tenant, &new, id, &tag, now).await?;
    match &new.settings {
        Settings::Salesforce(settings) => insert_salesforce(transaction, id, settings).await?,
    }
    let entry = AuditEntry {
        intent: new.intent,
        ..AuditEntry::new(new.actor, Action::Create, id.to_string(), Outcome::Succeeded)
    };
    audit::insert(transaction, AuditRow::new(tenant, &entry, now)).await?;
    Ok(Saved::Created(Connector {
        id,
        name: new.name,
        state: ConnectorState::Connected,
        warnings: new.warnings,
        created_at: now,
        revision: 1,
        changed: None,
        state_since: now,
        failing: None,
        checked_at: now,
        key_id: new.key_id,
        key: ConnectorKey { public_key_sha256: Some(new.public_key_sha256), stored_at: now },
        notes: String::new(),
        contact: String::new(),
        settings: new.settings,
    }))
}

pub(super) async fn insert_key(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    key_id: KeyId,
    sealed: &SealedSecret,
    public_key_sha256: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO private_keys \
         (key_id, organisation, version, master_key_id, wrapped_data_key, sealed_key, public_key_sha256, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(key_id.to_string())
    .bind(tenant.as_str())
    .bind(sealed.version)
    .bind(&sealed.master_key_id)
    .bind(&sealed.wrapped_data_key)
    .bind(&sealed.sealed)
    .bind(public_key_sha256)
    .bind(now)
    .execute(transaction)
    .await
    .map(drop)
}

/// Takes the first free slot of its kind. A slot that another transaction is about to take is waited for, then passed over.
async fn insert_connector(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    new: &NewConnector,
    id: ConnectorId,
    tag: &Tag,
    now: i64,
) -> Result<(), CreateError> {
    for slot in 1..=i32::from(new.settings.kind().limit()) {
        if insert_into_slot(transaction, tenant, new, id, tag, slot, now).await? {
            return Ok(());
        }
    }
    Err(CreateError::LimitReached)
}

async fn insert_into_slot(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    new: &NewConnector,
    id: ConnectorId,
    tag: &Tag,
    slot: i32,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let inserted = sqlx::query(
        "INSERT INTO connectors \
         (id, organisation, kind, slot, name, name_key, state, warnings, key_id, created_at, settings, \
          tagged_under, tag, state_since, checked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $10, $10) \
         ON CONFLICT (organisation, kind, slot) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(tenant.as_str())
    .bind(new.settings.kind().as_str())
    .bind(slot)
    .bind(&new.name)
    .bind(NameKey::of(&new.name).as_str())
    .bind(ConnectorState::Connected.as_str())
    .bind(json_text(&new.warnings)?)
    .bind(new.key_id.to_string())
    .bind(now)
    .bind(json_text(new.settings.extra_fields())?)
    .bind(&tag.master_key_id)
    .bind(&tag.bytes)
    .execute(transaction)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

async fn insert_salesforce(
    transaction: &mut AnyConnection,
    id: ConnectorId,
    settings: &SalesforceSettings,
) -> Result<(), sqlx::Error> {
    let SalesforceSettings { subject, org_id, user_id, instance_url, scopes, extra_fields: _ } = settings;
    sqlx::query(
        "INSERT INTO salesforce_connectors \
         (connector_id, client_id, email_id, url, audience, salesforce_org_id, salesforce_user_id, instance_url, \
          scopes) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
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
