//! A saved connector as it stands on the wire, and how it stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ConnectorState, Kind, SalesforceError};
use crate::codes::{ProblemCode, Step, WarningCode};
use crate::usage::ConnectorUsage;

/// A saved connector. It never carries the key.
///
/// The document requires of an answer only what connectors of all kinds have: a connector of a further kind, which a client does
/// not know, has other members beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Connector {
    /// A UUID that never changes: flows name the connector by it.
    pub id: String,
    /// What the connector connects to.
    pub kind: Kind,
    /// Name, unique in the organization; without blanks at its ends.
    pub name: String,
    /// Client ID: Salesforce's Consumer Key.
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub client_id: String,
    /// Email ID: the username that the connector signs in as.
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub email_id: String,
    /// URL of the authorization server in canonical form: lower case, no default port, no trailing slash.
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub url: String,
    /// Audience of assertions in canonical form, where it is not the URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Further fields of the form, by JSON name. An empty field is missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// Whether the connector can be used.
    pub state: ConnectorState,
    /// Id of the Salesforce org that let the connector in: 18 characters.
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub salesforce_org_id: String,
    /// Id of the Salesforce user that the connector signs in as: 18 characters.
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub salesforce_user_id: String,
    /// Where the connector's requests go: `instance_url` of Salesforce's token answer, in canonical form.
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub instance_url: String,
    /// What the check before the save warned of.
    #[serde(default)]
    pub warnings: Vec<WarningCode>,
    /// The name of the connector that was there first with the same Client ID, Email ID and URL: told by the answer to a create
    /// that warns of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// When the connector was saved, in milliseconds since 1970 (UTC).
    pub created_at: i64,
    /// Grows with each change that an admin makes, and with nothing else: the number in the `ETag`.
    #[serde(default)]
    pub revision: i64,
    /// When an admin last changed the connector, in milliseconds since 1970 (UTC). Missing where nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<i64>,
    /// The user who last changed the connector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    /// Since when the connector has its [`Self::state`], in milliseconds since 1970 (UTC).
    #[serde(default)]
    pub state_since: i64,
    /// Why Salesforce does not let the connector in at present, where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
    /// The host of the connector that cannot be reached at present, where one cannot. It says nothing of the connector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<Unreachable>,
    /// When a check of what is stored last succeeded, in milliseconds since 1970 (UTC): at first when it was saved.
    #[serde(default)]
    pub checked_at: i64,
    /// The key that the connector signs in with, as far as it may be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ConnectorKey>,
    /// The scopes that Salesforce granted when the connector was last checked. Empty where that is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// What admins wrote down about the connector, at most [`crate::limits::NOTES_CHARS`] characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Who is responsible for the connector, at most [`crate::limits::CONTACT_CHARS`] characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// How the connector was used in the last [`crate::limits::USAGE_DAYS`] days: told by a `GET` of this connector alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<ConnectorUsage>,
}

/// How a connector stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectorStatus {
    /// As far as is known, Salesforce lets it in.
    Connected,
    /// Salesforce does not let it in: see [`Connector::failing`].
    Failing,
    /// Salesforce cannot be reached, whoever asks: see [`Connector::unreachable`].
    Unreachable,
    /// An admin took it out of use.
    Deactivated,
}

impl Connector {
    /// How the connector stands. What an admin decided outranks what Salesforce said, and that what the network does.
    pub const fn status(&self) -> ConnectorStatus {
        match self.state {
            ConnectorState::Deactivated => ConnectorStatus::Deactivated,
            ConnectorState::Connected if self.failing.is_some() => ConnectorStatus::Failing,
            ConnectorState::Connected if self.unreachable.is_some() => ConnectorStatus::Unreachable,
            ConnectorState::Connected => ConnectorStatus::Connected,
        }
    }
}

/// Why Salesforce does not let a connector in, for reasons of this connector: its last check was refused, or flows were,
/// twice and a minute apart. The next sign-in that works ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Failing {
    /// When it was first refused, in milliseconds since 1970 (UTC).
    pub since: i64,
    /// What Salesforce refused it for.
    pub code: ProblemCode,
    /// The step at which it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Salesforce's own words, where it said something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salesforce: Option<SalesforceError>,
}

/// A host that cannot be reached, whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Unreachable {
    /// The host, with its port where that is not 443.
    pub host: String,
    /// When it first did not answer, in milliseconds since 1970 (UTC).
    pub since: i64,
}

/// The private key of a connector, as far as it may be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConnectorKey {
    /// The SHA-256 of the public key, as [`crate::private_key::PrivateKey::public_key_sha256`] writes it. Missing where an
    /// older server stored the key and no check has read it since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key_sha256: Option<String>,
    /// When the key was stored, in milliseconds since 1970 (UTC).
    pub stored_at: i64,
}
