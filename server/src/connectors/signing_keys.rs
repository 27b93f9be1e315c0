//! Private keys between the form and the vault, and between the vault and a login.

use contract::codes::ProblemCode;
use contract::private_key::{self, PrivateKey};

use crate::error::ApiError;
use crate::model::{ConnectorId, JwtSubject, KeyId, Settings, TenantId};
use crate::salesforce::Salesforce;
use crate::salesforce::assertion::SigningKey;
use crate::store::{Store, bindings};
use crate::vault::{SealError, SealedSecret, Vault};

/// Seals a key for a connector of this tenant that signs in as `subject`.
///
/// # Errors
/// [`SealError`].
pub(super) fn seal(
    vault: &Vault,
    tenant: &TenantId,
    key_id: KeyId,
    subject: &JwtSubject,
    key: &PrivateKey,
) -> Result<SealedSecret, SealError> {
    vault.seal(&bindings::private_key(tenant, key_id, Some(subject)), key.pem().expose().as_bytes())
}

/// A connector's key, opened and imported, and whom it signs in by what is stored beside it.
///
/// # Errors
/// As [`read`].
pub(super) async fn open(
    store: &Store,
    vault: &Vault,
    salesforce: &Salesforce,
    tenant: &TenantId,
    connector: ConnectorId,
) -> Result<(SigningKey, JwtSubject), ApiError> {
    let (key, subject) = read(store, vault, tenant, connector).await?;
    let key = salesforce.import(key).await;
    Ok((key.map_err(|error| ApiError::new(ProblemCode::Internal, error))?, subject))
}

/// A connector's key, opened, and whom it signs in by what is stored beside it.
///
/// # Errors
/// The connector is gone, the store does not answer, or the key does not open for what the rows say.
pub(super) async fn read(
    store: &Store,
    vault: &Vault,
    tenant: &TenantId,
    connector: ConnectorId,
) -> Result<(PrivateKey, JwtSubject), ApiError> {
    let stored = store.for_tenant(tenant).sealed_key(connector).await?.ok_or_else(ApiError::no_connector)?;
    let Settings::Salesforce(settings) = stored.settings;
    let subject = settings.subject;
    let pem = vault.open(&bindings::private_key(tenant, stored.key_id, Some(&subject)), &stored.sealed)?;
    let key = private_key::read(&pem)
        .map_err(|code| ApiError::new(ProblemCode::Internal, format!("stored: {code}")))?;
    Ok((key, subject))
}
