//! What a sealed key is bound to.

use uuid::Uuid;

/// Whose key it is and what it may be used for. A key opens only with the binding that it was sealed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The tenant that owns the key.
    pub tenant: String,
    /// The key's id.
    pub key_id: Uuid,
    /// Whom it signs in and where, once a connector uses it.
    pub subject: Option<BoundSubject>,
}

/// Whom a key in use signs in, and where: as the texts that are stored, which the key is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundSubject {
    /// URL of the authorization server, canonical.
    pub url: String,
    /// Audience, where it differs from the URL.
    pub audience: Option<String>,
    /// Client ID: the assertion's `iss`.
    pub client_id: String,
    /// The Salesforce username: the assertion's `sub`.
    pub user: String,
}

/// Which of the two ciphertexts of a sealed key, so that neither can stand in for the other.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The data key, wrapped by the master key.
    DataKey,
    /// The private key, sealed by the data key.
    PrivateKey,
}

impl Binding {
    /// The bytes that AES-GCM authenticates beside the ciphertext. Texts carry their length and options a tag, so
    /// that no two bindings have the same bytes.
    pub(super) fn associated_data(&self, part: Part, version: i32, master_key_id: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512);
        push(&mut bytes, b"connectors private key");
        bytes.push(match part {
            Part::DataKey => 0,
            Part::PrivateKey => 1,
        });
        bytes.extend(version.to_be_bytes());
        push(&mut bytes, master_key_id.as_bytes());
        push(&mut bytes, self.tenant.as_bytes());
        bytes.extend(self.key_id.as_bytes());
        push_option(&mut bytes, self.subject.as_ref(), BoundSubject::push_to);
        bytes
    }
}

impl BoundSubject {
    fn push_to(&self, bytes: &mut Vec<u8>) {
        push(bytes, self.url.as_bytes());
        push_option(bytes, self.audience.as_ref(), |audience, bytes| push(bytes, audience.as_bytes()));
        push(bytes, self.client_id.as_bytes());
        push(bytes, self.user.as_bytes());
    }
}

fn push(bytes: &mut Vec<u8>, text: &[u8]) {
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend(text);
}

fn push_option<T>(bytes: &mut Vec<u8>, value: Option<&T>, push_value: impl FnOnce(&T, &mut Vec<u8>)) {
    bytes.push(u8::from(value.is_some()));
    if let Some(value) = value {
        push_value(value, bytes);
    }
}
