//! The API's paths and the JSON that goes over them. camelCase on the wire; unknown fields are refused in requests.

mod audience_search;
mod connector;
mod history;
mod kind;
mod patch;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::audience_search::{AudienceSearch, TriedAddress};
pub use self::connector::{Connector, ConnectorKey, ConnectorStatus, Failing, Unreachable};
pub use self::history::{Change, HistoryEntry, HistoryEvent, HistoryPage};
pub use self::kind::{ConnectorState, Kind, Limits};
pub use self::patch::{ConnectorField, ConnectorPatch};
use crate::codes::{Field, ProblemCode, RuleCode, Step, WarningCode};
use crate::usage::ConnectorUsage;

/// What every path of the API begins with.
pub const PREFIX: &str = "/api/v1/";
/// `GET`: what the app must know at start, a [`Config`].
pub const CONFIG: &str = "/api/v1/config";
/// `GET`: in the demo, a [`crate::form::SalesforceForm`] that works with its sandbox; 404 elsewhere.
pub const DEMO_FORM: &str = "/api/v1/demo/form";
/// `GET`: the organization's connectors, a [`ConnectorList`].
pub const CONNECTORS: &str = "/api/v1/connectors";
/// `GET`: one [`Connector`], `{id}` being the UUID in [`Connector::id`]. `PATCH` a [`ConnectorPatch`]: 200 with the
/// [`Connector`]. `DELETE`: 204. The last two want the `ETag` of the first as `If-Match`.
pub const CONNECTOR: &str = "/api/v1/connectors/{id}";
/// `POST` a [`crate::form::SalesforceForm`]: checks, then saves; 201 with the [`Connector`].
pub const SALESFORCE: &str = "/api/v1/connectors/salesforce";
/// `POST` a [`crate::form::SalesforceForm`]: checks only; 200 with a [`CheckResult`].
pub const SALESFORCE_CHECK: &str = "/api/v1/connectors/salesforce/check";
/// `POST` a [`crate::form::SalesforceForm`]: looks for the URL and audience that let it in, and saves nothing; 200 with an
/// [`AudienceSearch`].
pub const SALESFORCE_FIND_AUDIENCE: &str = "/api/v1/connectors/salesforce/find-audience";
/// `DELETE`: cancels the create that runs under the `Idempotency-Key` `{key}`; 200 with a [`CancelResult`].
pub const SALESFORCE_ATTEMPT: &str = "/api/v1/connectors/salesforce/attempts/{key}";
/// `POST`: flows can no longer use the connector; 200 with the [`Connector`].
pub const CONNECTOR_DEACTIVATE: &str = "/api/v1/connectors/{id}/deactivate";
/// `POST`: signs in with the stored credentials; 200 with the [`Connector`].
pub const CONNECTOR_CHECK: &str = "/api/v1/connectors/{id}/check";
/// `GET`: what happened to the connector, a [`HistoryPage`] at a time.
pub const CONNECTOR_HISTORY: &str = "/api/v1/connectors/{id}/history";
/// `POST`: checks, and if that succeeds flows can use the connector again; 200 with the [`Connector`].
pub const CONNECTOR_REACTIVATE: &str = "/api/v1/connectors/{id}/reactivate";
/// `GET`: the API's description of itself, an OpenAPI 3.1 document.
pub const OPENAPI: &str = "/api/v1/openapi.json";
/// `GET`: 200 while the server lives.
pub const HEALTH: &str = "/healthz";
/// `GET`: 200 while the server can do its work, else a [`Problem`]: 503 without the database, or during a shutdown.
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
    /// The server's version, as in `0.1.0`.
    pub version: String,
    /// Whether the one who is signed in may create connectors.
    pub can_manage: bool,
    /// Authorities beside Salesforce's own hosts that the operator allows as URL, as `scheme://host[:port]`.
    pub allowed_authorities: Vec<String>,
    /// The server's outgoing addresses, for Salesforce's Login IP Ranges. Empty when not configured.
    pub outgoing_addresses: Vec<String>,
    /// Whether the server runs the demo, with a sandbox in Salesforce's place.
    pub demo: bool,
    /// Whether the demo's values can be had at [`DEMO_FORM`].
    #[serde(default, skip_serializing_if = "is_false")]
    pub demo_form: bool,
    /// The requests by which an admin may test a connector, as paths with their query. Empty where testing is off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub try_paths: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The organization's connectors, and how many of them there may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConnectorList {
    /// Connectors of all kinds, oldest first.
    pub connectors: Vec<Connector>,
    /// How many connectors of each kind there may be.
    pub limits: Limits,
    /// How the connectors were used, by connector id. A connector that never was is missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub usage: BTreeMap<String, ConnectorUsage>,
}

impl ConnectorList {
    /// The connectors of one kind, oldest first: what counts toward that kind's limit.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Connector> {
        self.connectors.iter().filter(move |connector| connector.kind == kind)
    }
}

/// What a check that succeeded found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CheckResult {
    /// Id of the Salesforce org that let the form in: 18 characters.
    pub salesforce_org_id: String,
    /// Id of the Salesforce user that signed in: 18 characters.
    pub salesforce_user_id: String,
    /// The user that signed in: the Email ID of the form.
    pub username: String,
    /// Where requests would go: `instance_url` of Salesforce's token answer, in canonical form.
    pub instance_url: String,
    /// What may be amiss, without blocking a save.
    pub warnings: Vec<WarningCode>,
    /// Seconds by which this server's clock is ahead of Salesforce's (negative: behind), beside
    /// [`WarningCode::ServerClock`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_offset: Option<i32>,
    /// The name of the connector that has the same Client ID, Email ID and URL, where `warnings` tell of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}

/// What became of a create that was canceled: saved in time, or nothing at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CancelResult {
    /// The connector, where the cancel came too late.
    pub connector: Option<Connector>,
}

/// A field that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// The field that breaks the rule.
    pub field: Field,
    /// The rule that is broken.
    pub code: RuleCode,
}

/// Salesforce's own words for a refusal: shown beside ours, since people search for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SalesforceError {
    /// `error` (or an API error's `errorCode`), cut to [`crate::limits::SALESFORCE_TEXT_CHARS`] characters.
    pub error: String,
    /// `error_description` (or an API error's `message`), cut to [`crate::limits::SALESFORCE_TEXT_CHARS`] characters.
    pub error_description: String,
}

/// An error of the API: RFC 9457, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The problem's type: `urn:connectors:problem:{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short English title for the code. Pages show words of their own.
    pub title: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// What happened, by which pages find their words.
    pub code: ProblemCode,
    /// What exactly is wrong with the request, in English, where more is known than the code says. It names members and
    /// positions, and never a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The member of the request's body that is at fault, as a JSON Pointer (RFC 6901). Where a member is missing, its
    /// place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Broken rules, in the order of the form's fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
    /// Warnings that were found beside the broken rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<WarningCode>,
    /// The step of the check that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Salesforce's own words, where Salesforce refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salesforce: Option<SalesforceError>,
    /// Seconds until another try is worth it, as in the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Seconds by which this server's clock is ahead of Salesforce's (negative: behind), as Salesforce's header `Date`
    /// shows. Told where it is [`crate::limits::CLOCK_OFFSET_TOLD`] seconds or more, or where Salesforce refused for the
    /// time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_offset: Option<i32>,
    /// Where somebody else changed the connector meanwhile: which of its fields, who did it last, and when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Where somebody else changed the connector meanwhile: how it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Box<Connector>>,
    /// The request's id, by which the log can be searched.
    pub request_id: String,
}
