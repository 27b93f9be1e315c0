//! What happened to a connector.

use serde::{Deserialize, Serialize};

use super::{ConnectorField, SalesforceError};
use crate::codes::{ProblemCode, Step, codes};

/// A part of a connector's history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryPage {
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// Where older entries begin: to be sent as `after`. Missing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

codes! {
    /// What happened to a connector.
    pub enum HistoryEvent {
        /// An admin had what is stored checked, and Salesforce let it in; or it did not, for the reason in `code`.
        Checked = "checked",
        /// An admin changed what `fields` name.
        Changed = "changed",
        /// An admin took it out of use.
        Deactivated = "deactivated",
        /// An admin put it back into use, after a check.
        Reactivated = "reactivated",
        /// Salesforce began to refuse it to flows, for the reason in `code`.
        Failing = "failing",
        /// Salesforce let it in again.
        Recovered = "recovered",
    }
}

/// Something that happened to a connector. Equal neighbors are one entry. Entries are kept for
/// [`crate::limits::HISTORY_DAYS`] days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// A UUID that never changes.
    pub id: String,
    /// What happened.
    pub event: HistoryEvent,
    /// When it first happened, in milliseconds since 1970 (UTC).
    pub created_at: i64,
    /// How many times in a row it happened.
    pub times: i64,
    /// When it last happened, in milliseconds since 1970 (UTC).
    pub last_at: i64,
    /// The user who did it. Missing of what happened by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// What it failed with, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ProblemCode>,
    /// The step of the check that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Salesforce's own words, where it said something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salesforce: Option<SalesforceError>,
    /// How long the (last) check took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// What was changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ConnectorField>,
}

/// A field of a connector that somebody else changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The field.
    pub field: ConnectorField,
    /// The user who last changed the field.
    pub user: String,
    /// When that was, in milliseconds since 1970 (UTC).
    pub at: i64,
}
