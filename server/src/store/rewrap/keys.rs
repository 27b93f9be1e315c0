//! Private keys, sealed anew: both their ciphertexts are bound to the master key.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::BATCH;
use crate::model::{ConnectorId, KeyId, Settings, TenantId};
use crate::store::bindings;
use crate::store::error::{RewrapError, StoreError};
use crate::store::rows::{parsed, sealed, settings};
use crate::vault::{FORMAT_VERSION, SealedSecret, Vault};

/// A key that is to be sealed anew.
struct OldKey {
    tenant: TenantId,
    id: KeyId,
    connector: ConnectorId,
    settings: Settings,
    sealed: SealedSecret,
}

/// Seals a batch of keys anew that are under another master key than the vault's own, or in the older format. Gives how many.
pub(super) async fn seal_anew(transaction: &mut AnyConnection, vault: &Vault) -> Result<usize, RewrapError> {
    let old = old_keys(transaction, vault).await.map_err(StoreError::from)?;
    for key in &old {
        let Settings::Salesforce(settings) = &key.settings;
        let context = bindings::private_key(&key.tenant, key.id, Some(&settings.subject));
        let opened = vault.open(&context, &key.sealed).map_err(|source| RewrapError::Key {
            tenant: key.tenant.clone(),
            connector: key.connector,
            source,
        })?;
        let new = vault.seal(&context, &opened)?;
        update(transaction, key, new).await.map_err(StoreError::from)?;
    }
    Ok(old.len())
}

async fn old_keys(transaction: &mut AnyConnection, vault: &Vault) -> Result<Vec<OldKey>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT k.key_id, k.organisation, k.version, k.master_key_id, k.wrapped_data_key, k.sealed_key, \
         c.id, c.kind, c.settings, s.client_id, s.email_id, s.url, s.audience, s.salesforce_org_id, \
         s.salesforce_user_id, s.instance_url, s.scopes \
         FROM private_keys k \
         JOIN connectors c ON c.organisation = k.organisation AND c.key_id = k.key_id \
         LEFT JOIN salesforce_connectors s ON s.connector_id = c.id \
         WHERE k.master_key_id <> $1 OR k.version <> $2 ORDER BY k.key_id LIMIT $3",
    )
    .bind(vault.sealing_key_id().as_str())
    .bind(FORMAT_VERSION)
    .bind(BATCH)
    .fetch_all(transaction)
    .await?;
    rows.iter().map(old_key).collect()
}

fn old_key(row: &AnyRow) -> Result<OldKey, sqlx::Error> {
    Ok(OldKey {
        tenant: TenantId::new(row.try_get::<String, _>("organisation")?),
        id: parsed(row, "key_id")?,
        connector: parsed(row, "id")?,
        settings: settings(row)?,
        sealed: sealed(row)?,
    })
}

async fn update(transaction: &mut AnyConnection, key: &OldKey, new: SealedSecret) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE private_keys SET version = $3, master_key_id = $4, wrapped_data_key = $5, sealed_key = $6 \
         WHERE organisation = $1 AND key_id = $2 AND wrapped_data_key = $7",
    )
    .bind(key.tenant.as_str())
    .bind(key.id.to_string())
    .bind(new.version)
    .bind(new.master_key_id)
    .bind(new.wrapped_data_key)
    .bind(new.sealed)
    .bind(&key.sealed.wrapped_data_key)
    .execute(transaction)
    .await
    .map(drop)
}
