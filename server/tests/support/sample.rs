//! Connectors to save.

use std::collections::BTreeMap;

use connectors_server::model::{
    Actor, JwtSubject, KeyId, RequestId, SalesforceSettings, Settings, SignInMethod, TenantId,
};
use connectors_server::store::{
    CreateError, Fingerprint, Idempotency, NewConnector, Saved, Store, StoredKey, bindings,
};
use connectors_server::vault::{OpenError, SealedSecret};
use contract::validation::CanonicalUrl;
use zeroize::Zeroizing;

pub(crate) use crate::test_vault::vault;

/// A connector to save, and whose it is.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) tenant: TenantId,
    pub(crate) new: NewConnector,
}

impl Sample {
    /// Saves it.
    pub(crate) async fn save(self, store: &Store) -> Result<Saved, CreateError> {
        store.for_tenant(&self.tenant).create(self.new).await
    }
}

/// What a sample's key is said to have as public key.
pub(crate) const PUBLIC_KEY_SHA256: &str = "0123456789abcdef";

/// A tenant by its id.
pub(crate) fn tenant(id: &str) -> TenantId {
    TenantId::new(id)
}

/// Opens what the store has of a tenant's key, as a login does.
pub(crate) fn open(tenant: &str, stored: &StoredKey) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let Settings::Salesforce(settings) = &stored.settings;
    let context = bindings::private_key(&TenantId::new(tenant), stored.key_id, Some(&settings.subject));
    vault().open(&context, &stored.sealed)
}

/// A connector of a tenant, its key being `key` sealed for it.
pub(crate) fn connector_with_key(tenant: &str, name: &str, key: &[u8]) -> Sample {
    let tenant = TenantId::new(tenant);
    let (key_id, subject) = (KeyId::random(), subject());
    let context = bindings::private_key(&tenant, key_id, Some(&subject));
    let sealed_key: SealedSecret = vault().seal(&context, key).expect("sealed");
    let new = NewConnector {
        name: name.to_owned(),
        settings: Settings::Salesforce(SalesforceSettings {
            subject,
            org_id: "00D000000000001EAA".to_owned(),
            user_id: "005000000000001AAA".to_owned(),
            instance_url: url("https://example.my.salesforce.com"),
            scopes: vec!["api".to_owned()],
            extra_fields: BTreeMap::new(),
        }),
        warnings: Vec::new(),
        key_id,
        sealed_key,
        public_key_sha256: PUBLIC_KEY_SHA256.to_owned(),
        actor: Actor::new("admin-1".to_owned(), SignInMethod::Demo, RequestId::random()),
        intent: None,
        idempotency: None,
    };
    Sample { tenant, new }
}

/// A connector of a tenant.
pub(crate) fn connector(tenant: &str, name: &str) -> Sample {
    connector_with_key(tenant, name, b"not a key, but as secret as one")
}

/// The same under an `Idempotency-Key`; the fingerprint repeats one byte.
pub(crate) fn connector_once(tenant: &str, name: &str, key: &str, fingerprint: u8) -> Sample {
    let idempotency = Idempotency { key: key.to_owned(), fingerprint: Fingerprint([fingerprint; 32]) };
    let Sample { tenant, new } = connector(tenant, name);
    Sample { tenant, new: NewConnector { idempotency: Some(idempotency), ..new } }
}

/// What the sample's key is used for.
pub(crate) fn subject() -> JwtSubject {
    JwtSubject {
        client_id: "3MVG9.sample".to_owned(),
        user: "admin@example.com".to_owned(),
        url: url("https://login.salesforce.com"),
        audience: None,
    }
}

/// A URL in canonical form.
pub(crate) fn url(canonical: &str) -> CanonicalUrl {
    CanonicalUrl::saved(canonical).expect("a canonical URL")
}
