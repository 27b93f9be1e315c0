//! What a sealed key is bound to.

use uuid::Uuid;

/// Whose key it is and what it may be used for. A key opens only with the binding that it was sealed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The organisation (tenant) that owns the key.
    pub organisation: String,
    /// The key's id.
    pub key_id: Uuid,
    /// What it is used for, once a connector uses it.
    pub usage: Option<Use>,
}

/// The destination that a key in use signs for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// URL of the authorization server, canonical.
    pub url: String,
    /// Audience, where it differs from the URL.
    pub audience: Option<String>,
    /// Client ID: the assertion's `iss`.
    pub client_id: String,
    /// The Salesforce username: the assertion's `sub`.
    pub user: String,
}
