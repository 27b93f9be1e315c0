//! Service tokens: the credentials of programs that use connectors.

mod form;

pub use form::{ServiceTokenFieldSpec, ServiceTokenForm, ValidServiceToken};

use serde::{Deserialize, Serialize};

use crate::secret::SecretText;

/// `GET`: the organization's tokens, a [`ServiceTokenPage`]. `POST` a [`ServiceTokenForm`]: 201 with a [`CreatedServiceToken`].
pub const SERVICE_TOKENS: &str = "/api/v1/service-tokens";
/// `DELETE`: revokes the service token of this id; 204.
pub const SERVICE_TOKEN: &str = "/api/v1/service-tokens/{id}";

/// What every token begins with, so that people and scanners of source code recognize one.
pub const PREFIX: &str = "cct_";
/// Longest life of a token, in days: one year, and a leap day.
pub const DAYS_MAX: i64 = 366;
/// A day, in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Tokens that an organization may have at a time, neither revoked nor expired.
pub const LIVE_MAX: u32 = 100;
/// Revoked and expired tokens of a page, at most and unless the request says otherwise.
pub const ENDED_PAGE: u16 = 500;
/// Connectors that one token may name.
pub const CONNECTORS_MAX: usize = 50;

/// The path of the service token of this id.
pub fn service_token(id: &str) -> String {
    SERVICE_TOKEN.replace("{id}", id)
}

/// The connectors as which a service token may send requests. It lets in to nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ServiceTokenScope {
    /// All of the organization's connectors, also those that are made later.
    All,
    /// The connectors of these ids.
    Connectors(Vec<String>),
}

impl ServiceTokenScope {
    /// Whether the connector of this id may be used.
    pub fn covers(&self, connector: &str) -> bool {
        match self {
            Self::All => true,
            Self::Connectors(ids) => ids.iter().any(|id| id == connector),
        }
    }
}

/// A service token as it is listed: without the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServiceToken {
    /// A UUID that never changes.
    pub id: String,
    /// What the token is for, as the admin called it.
    pub name: String,
    /// How the token begins: enough to recognize it, not to use it.
    pub prefix: String,
    /// What the token may be used for.
    pub scope: ServiceTokenScope,
    /// When the token ends, in milliseconds since 1970 (UTC).
    pub expires_at: i64,
    /// When the token was revoked, in milliseconds since 1970 (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<i64>,
    /// When the token was last used, in milliseconds since 1970 (UTC), to the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<i64>,
    /// The user who made the token.
    pub created_by: String,
    /// When the token was made, in milliseconds since 1970 (UTC).
    pub created_at: i64,
}

/// A service token that was just made: the one answer that has the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedServiceToken {
    /// The token itself, for the header `Authorization: Bearer`.
    pub token: SecretText,
    /// The token as it is listed from now on.
    pub service_token: ServiceToken,
}

/// What the page reads of a [`ServiceTokenPage`]: it shows the first one. Each member costs it bytes, used or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceTokenList {
    /// As in [`ServiceTokenPage`].
    pub service_tokens: Vec<ServiceToken>,
}

/// Service tokens of an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ServiceTokenList))]
#[serde(rename_all = "camelCase")]
pub struct ServiceTokenPage {
    /// Newest first. All that can be used come with the first page; of those that were revoked or have expired, each page has
    /// some.
    pub service_tokens: Vec<ServiceToken>,
    /// Where older ones begin that were revoked or have expired: to be sent as `after`. Missing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
