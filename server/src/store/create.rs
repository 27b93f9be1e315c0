//! Saving a connector: one transaction, in which constraints decide.
//!
//! Every transaction writes its tables in the same order, so that on PostgreSQL no two can wait for each other.

use contract::api::{Connector, ConnectorState, Kind};
use contract::limits::SALESFORCE_CONNECTORS;
use sqlx::AnyConnection;
use uuid::Uuid;

use super::error::CreateError;
use super::model::{Action, AuditEntry, Idempotency, NewConnector, Outcome, Saved};
use super::rows::{kind_text, state_text, unreadable};
use super::{audit, idempotency};
use crate::name_key::NameKey;

/// Writes everything but the commit. Whoever gets an error, or [`Saved::Replayed`], rolls back.
pub(super) async fn write(
    transaction: &mut AnyConnection,
    new: NewConnector,
    now: i64,
) -> Result<Saved, CreateError> {
    let id = Uuid::new_v4();
    if let Some(Idempotency { key, fingerprint }) = &new.idempotency {
        idempotency::forget_old(transaction, &new.tenant, now).await?;
        if !idempotency::insert(transaction, &new, id, now).await? {
            // Whoever was first has committed: the insert waited for it.
            let earlier = idempotency::find(transaction, &new.tenant, key, now).await?;
            return match earlier {
                Some(earlier) if earlier.fingerprint == *fingerprint => {
                    Ok(Saved::Replayed(earlier.connector))
                }
                Some(_) => Err(CreateError::IdempotencyMismatch),
                None => Err(unreadable("an Idempotency-Key without its connector").into()),
            };
        }
    }
    insert_key(transaction, &new, now).await?;
    insert_connector(transaction, &new, id, now).await?;
    let entry = AuditEntry {
        tenant: new.tenant.clone(),
        actor: new.actor.clone(),
        action: Action::Create,
        target: id.to_string(),
        outcome: Outcome::Succeeded,
    };
    audit::insert(transaction, &entry, now).await?;
    Ok(Saved::Created(connector(new, id, now)))
}

async fn insert_key(
    transaction: &mut AnyConnection,
    new: &NewConnector,
    now: i64,
) -> Result<(), sqlx::Error> {
    let sealed = &new.sealed_key;
    sqlx::query(
        "INSERT INTO private_keys \
         (key_id, organisation, version, master_key_id, wrapped_data_key, sealed_key, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.key_id.to_string())
    .bind(&new.tenant)
    .bind(sealed.version)
    .bind(&sealed.master_key_id)
    .bind(&sealed.wrapped_data_key)
    .bind(&sealed.sealed)
    .bind(now)
    .execute(transaction)
    .await
    .map(drop)
}

/// Takes the first free slot. A slot that another transaction is about to take is waited for, then passed over.
async fn insert_connector(
    transaction: &mut AnyConnection,
    new: &NewConnector,
    id: Uuid,
    now: i64,
) -> Result<(), CreateError> {
    for slot in 1..=i32::from(SALESFORCE_CONNECTORS) {
        if insert_into_slot(transaction, new, id, slot, now).await? {
            return Ok(());
        }
    }
    Err(CreateError::LimitReached)
}

async fn insert_into_slot(
    transaction: &mut AnyConnection,
    new: &NewConnector,
    id: Uuid,
    slot: i32,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let subject = &new.subject;
    let encode = |error: serde_json::Error| sqlx::Error::Encode(error.into());
    let warnings = serde_json::to_string(&new.warnings).map_err(encode)?;
    let settings = serde_json::to_string(&new.settings).map_err(encode)?;
    let inserted = sqlx::query(
        "INSERT INTO connectors \
         (id, organisation, kind, slot, name, name_key, client_id, email_id, url, audience, state, \
          sf_organisation_id, sf_user_id, instance_url, warnings, key_id, created_at, settings) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
         ON CONFLICT (organisation, kind, slot) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(&new.tenant)
    .bind(kind_text(Kind::Salesforce))
    .bind(slot)
    .bind(&new.name)
    .bind(NameKey::of(&new.name).as_str())
    .bind(&subject.client_id)
    .bind(&subject.user)
    .bind(&subject.url)
    .bind(subject.audience.as_ref())
    .bind(state_text(ConnectorState::Connected))
    .bind(&new.salesforce_org_id)
    .bind(&new.salesforce_user_id)
    .bind(&new.instance_url)
    .bind(warnings)
    .bind(new.key_id.to_string())
    .bind(now)
    .bind(settings)
    .execute(transaction)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

fn connector(new: NewConnector, id: Uuid, now: i64) -> Connector {
    Connector {
        id: id.to_string(),
        kind: Kind::Salesforce,
        name: new.name,
        client_id: new.subject.client_id,
        email_id: new.subject.user,
        url: new.subject.url,
        audience: new.subject.audience,
        settings: new.settings,
        state: ConnectorState::Connected,
        salesforce_org_id: new.salesforce_org_id,
        salesforce_user_id: new.salesforce_user_id,
        instance_url: new.instance_url,
        warnings: new.warnings,
        same_as: None,
        created_at: now,
    }
}
