//! Service tokens: the credentials of programs that use connectors.

mod form;

pub use form::{ServiceTokenFieldSpec, ServiceTokenForm, ValidServiceToken};

use serde::{Deserialize, Serialize};

use crate::secret::SecretText;

/// `GET`: the organization's tokens, a [`ServiceTokenList`]. `POST` a [`ServiceTokenForm`]: 201 with a [`CreatedServiceToken`].
pub const SERVICE_TOKENS: &str = "/api/v1/service-tokens";
/// `DELETE`: revokes the token; 204.
pub const SERVICE_TOKEN: &str = "/api/v1/service-tokens/{id}";

/// What every token begins with, so that people and scanners of source code recognize one.
pub const PREFIX: &str = "cct_";
/// Longest life of a token, in days: one year, and a leap day.
pub const DAYS_MAX: i64 = 366;
/// A day, in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Tokens that an organization may have at a time, neither revoked nor expired.
pub const LIVE_MAX: u32 = 100;
/// Connectors that one token may name.
pub const CONNECTORS_MAX: usize = 50;

/// The path of one token.
pub fn service_token(id: &str) -> String {
    SERVICE_TOKEN.replace("{id}", id)
}

/// What a token may be used for: sending requests as these connectors, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ServiceTokenScope {
    /// All connectors, those still to be made included.
    All,
    /// These, by id.
    Connectors(Vec<String>),
}

impl ServiceTokenScope {
    /// Whether a connector may be used.
    pub fn covers(&self, connector: &str) -> bool {
        match self {
            Self::All => true,
            Self::Connectors(ids) => ids.iter().any(|id| id == connector),
        }
    }
}

/// A token, without what makes it one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceToken {
    /// Its id, a UUID.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// How it begins: enough to recognize it, not to use it.
    pub prefix: String,
    /// What it may be used for.
    pub scope: ServiceTokenScope,
    /// When it ends, in milliseconds since 1970 (UTC), as all times here.
    pub expires_at: i64,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<i64>,
    /// When it was last used, to the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<i64>,
    /// The user who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: i64,
}

/// A token that was just made. This is the one time that it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedServiceToken {
    /// The token itself, for the header `Authorization: Bearer`.
    pub token: SecretText,
    /// All else about it.
    #[serde(flatten)]
    pub service_token: ServiceToken,
}

/// An organization's tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceTokenList {
    /// Newest first, revoked and expired ones included.
    pub service_tokens: Vec<ServiceToken>,
}
