//! Connectors to save.

use std::collections::BTreeMap;

use connectors_server::store::{Actor, Fingerprint, Idempotency, NewConnector};
use connectors_server::vault::{BoundSubject, MasterKey, SealedKey, Vault};
use uuid::Uuid;

/// A vault under a fixed master key.
pub(crate) fn vault() -> Vault {
    Vault::new(&MasterKey::from_text(&"a1".repeat(32)).expect("a master key"))
}

/// A connector of a tenant, its key being `key` sealed for it.
pub(crate) fn connector_with_key(tenant: &str, name: &str, key: &[u8]) -> NewConnector {
    let mut new = NewConnector {
        tenant: tenant.to_owned(),
        name: name.to_owned(),
        subject: subject(),
        settings: BTreeMap::new(),
        salesforce_org_id: "00D000000000001EAA".to_owned(),
        salesforce_user_id: "005000000000001AAA".to_owned(),
        instance_url: "https://example.my.salesforce.com".to_owned(),
        warnings: Vec::new(),
        key_id: Uuid::new_v4(),
        sealed_key: SealedKey {
            version: 0,
            master_key_id: String::new(),
            wrapped_data_key: Vec::new(),
            sealed: Vec::new(),
        },
        actor: Actor { user: "admin-1".to_owned(), request_id: Uuid::new_v4().to_string() },
        idempotency: None,
    };
    new.sealed_key = vault().seal(&new.binding(), key).expect("sealed");
    new
}

/// A connector of a tenant.
pub(crate) fn connector(tenant: &str, name: &str) -> NewConnector {
    connector_with_key(tenant, name, b"not a key, but as secret as one")
}

/// The same under an `Idempotency-Key`; the fingerprint repeats one byte.
pub(crate) fn connector_once(tenant: &str, name: &str, key: &str, fingerprint: u8) -> NewConnector {
    let idempotency = Idempotency { key: key.to_owned(), fingerprint: Fingerprint([fingerprint; 32]) };
    NewConnector { idempotency: Some(idempotency), ..connector(tenant, name) }
}

/// What the sample's key is used for.
pub(crate) fn subject() -> BoundSubject {
    BoundSubject {
        url: "https://login.salesforce.com".to_owned(),
        audience: None,
        client_id: "3MVG9.sample".to_owned(),
        user: "admin@example.com".to_owned(),
    }
}
