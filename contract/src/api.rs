//! The API's paths and the JSON that goes over them. camelCase on the wire; unknown fields are refused in requests.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::codes::{Field, ProblemCode, RuleCode, Step, WarningCode};
use crate::runtime::ConnectorUsage;

/// What every path of the API begins with.
pub const PREFIX: &str = "/api/v1/";
/// `GET`: what the app must know at start, a [`Config`].
pub const CONFIG: &str = "/api/v1/config";
/// `GET`: the organization's connectors, a [`ConnectorList`].
pub const CONNECTORS: &str = "/api/v1/connectors";
/// `GET`: one [`Connector`]; `{id}` is its UUID.
pub const CONNECTOR: &str = "/api/v1/connectors/{id}";
/// `POST` a [`crate::form::SalesforceForm`]: checks, then saves; 201 with the [`Connector`].
pub const SALESFORCE: &str = "/api/v1/connectors/salesforce";
/// `POST` a [`crate::form::SalesforceForm`]: checks only; 200 with a [`CheckResult`].
pub const SALESFORCE_CHECK: &str = "/api/v1/connectors/salesforce/check";
/// `DELETE`: cancels the create that runs under this `Idempotency-Key`; 200 with a [`CancelResult`].
pub const SALESFORCE_ATTEMPT: &str = "/api/v1/connectors/salesforce/attempts/{key}";
/// `POST`: flows can no longer use the connector; 200 with the [`Connector`].
pub const CONNECTOR_DEACTIVATE: &str = "/api/v1/connectors/{id}/deactivate";
/// `POST`: flows can use the connector again; 200 with the [`Connector`].
pub const CONNECTOR_REACTIVATE: &str = "/api/v1/connectors/{id}/reactivate";
/// `GET`: the API's description of itself, an OpenAPI 3.1 document.
pub const OPENAPI: &str = "/api/v1/openapi.json";
/// `GET`: 200 while the server lives.
pub const HEALTH: &str = "/healthz";
/// `GET`: 200 while the server can do its work, else a [`Problem`]: 503 without its database, or while it leaves.
pub const READY: &str = "/readyz";

/// The header that makes a repeated create return the first one's result.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// The header that carries the request's id.
pub const REQUEST_ID: &str = "X-Request-Id";

/// The path that cancels the create running under `key`.
pub fn salesforce_attempt(key: &str) -> String {
    SALESFORCE_ATTEMPT.replace("{key}", key)
}

/// What the app must know at start. One artifact deploys anywhere: what differs is asked for here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The server's version.
    pub version: String,
    /// Whether the one who is signed in may create connectors.
    pub can_manage: bool,
    /// Authorities beside Salesforce's own hosts that the operator allows as URL, as `scheme://host[:port]`.
    pub allowed_authorities: Vec<String>,
    /// The server's outgoing addresses, for Salesforce's Login IP Ranges. Empty when not configured.
    pub outgoing_addresses: Vec<String>,
    /// Whether this is the demo, with a sandbox in Salesforce's place.
    pub demo: bool,
    /// What an admin may try on a connector, as paths with their query. Empty: nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub try_paths: Vec<String>,
}

/// The organization's connectors and how many it may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConnectorList {
    /// The connectors, oldest first.
    pub connectors: Vec<Connector>,
    /// The limits per kind.
    pub limits: Limits,
    /// How they were used, by id; those that never were are missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub usage: BTreeMap<String, ConnectorUsage>,
}

/// How many connectors of each kind an organization may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Salesforce connectors.
    pub salesforce: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self { salesforce: crate::limits::SALESFORCE_CONNECTORS }
    }
}

/// The kinds of connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Salesforce, by the OAuth 2.0 JWT bearer flow.
    Salesforce,
}

/// How a connector stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ConnectorState {
    /// Its last check signed in.
    Connected,
    /// An admin deactivated it: it keeps its place and its key, and no request is sent as it.
    Deactivated,
}

/// A saved connector. It never carries the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Connector {
    /// A UUID that never changes: flows refer to it.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Name, as typed but trimmed.
    pub name: String,
    /// Client ID (Consumer Key).
    pub client_id: String,
    /// Email ID (Salesforce username).
    pub email_id: String,
    /// URL, in canonical form.
    pub url: String,
    /// Audience, where it differs from the URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// How it stands.
    pub state: ConnectorState,
    /// The Salesforce org's id (18 characters), as its answer said.
    pub salesforce_org_id: String,
    /// The Salesforce user's id, as its answer said.
    pub salesforce_user_id: String,
    /// Where its requests go: the answer's `instance_url`.
    pub instance_url: String,
    /// What the check warned of.
    #[serde(default)]
    pub warnings: Vec<WarningCode>,
    /// When it was saved, in milliseconds since 1970 (UTC).
    pub created_at: i64,
}

/// What a check that succeeded found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CheckResult {
    /// The Salesforce org's id.
    pub salesforce_org_id: String,
    /// The Salesforce user's id.
    pub salesforce_user_id: String,
    /// The user that signed in: the Email ID of the form.
    pub username: String,
    /// Where requests go.
    pub instance_url: String,
    /// What may be amiss.
    pub warnings: Vec<WarningCode>,
}

/// What became of a create that was canceled: saved in time, or nothing at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CancelResult {
    /// The connector, where the cancel came too late.
    pub connector: Option<Connector>,
}

/// One broken rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// The field.
    pub field: Field,
    /// The rule.
    pub code: RuleCode,
}

/// Salesforce's own words for a refusal: shown beside ours, since people search for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SalesforceError {
    /// `error` (or an API error's `errorCode`), cut to [`crate::limits::SALESFORCE_TEXT_CHARS`] characters.
    pub error: String,
    /// `error_description` (or an API error's `message`), cut likewise.
    pub error_description: String,
}

/// An error of the API: RFC 9457, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `urn:connectors:problem:{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short English title, the same for each code. Pages show their own words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened.
    pub code: ProblemCode,
    /// Broken rules, in the order of the form's fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
    /// Warnings that were found with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<WarningCode>,
    /// The step of the check that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Salesforce's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salesforce: Option<SalesforceError>,
    /// Seconds until it is worth trying again; the same as the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The request's id, by which the log can be searched.
    pub request_id: String,
}
