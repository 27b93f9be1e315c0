//! The audit log: who did what in an organization.

use serde::{Deserialize, Serialize};

/// `GET`: the organization's audit log, an [`AuditPage`] at a time.
pub const AUDIT: &str = "/api/v1/audit";
/// Entries of a page, unless the request says otherwise.
pub const PAGE: u16 = 100;
/// Entries of a page at most.
pub const PAGE_MAX: u16 = 500;

/// A part of the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// Where older entries begin: to be sent as `after`. Missing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An entry of the audit log. Entries are only ever added, until they have been kept for as long as the operator says.
///
/// What asks Salesforce has two: one with the outcome `started` before it is done, and one that names it when it has ended. A
/// beginning without an end tells that the server was lost in between. Equal refusals of a minute are one entry, beside the first
/// of them. Members that older versions of the server did not write are missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// A UUID that never changes.
    pub id: String,
    /// When the entry was written, in milliseconds since 1970 (UTC).
    pub created_at: i64,
    /// The user who did it; `*` for several.
    pub user: String,
    /// The tenant that the user belongs to, where that is another organization's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_tenant: Option<String>,
    /// The address that the request came from, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How the user had signed in, such as `demo` or `session`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in_method: Option<String>,
    /// What tells the user's session from others. It lets nobody in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// What was done, such as `create` or `revoke_service_token`.
    pub action: String,
    /// What it was done to: the id of a connector or of a service token, or the host that a form names; `*` for several.
    pub target: String,
    /// `started`, `succeeded`, or the code of the problem that it ended with.
    pub outcome: String,
    /// The id of the entry that said, before anything was done, that it would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent_id: Option<String>,
    /// How many times it happened.
    pub times: i64,
    /// When the last of them was, where the entry stands for several, in milliseconds since 1970 (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_at: Option<i64>,
    /// The id of the request that did it, by which the server's log can be searched.
    pub request_id: String,
}
