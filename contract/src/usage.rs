//! How connectors are used.

use serde::{Deserialize, Serialize};

/// When and how often requests were sent as a connector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConnectorUsage {
    /// When the last request was sent, in milliseconds since 1970 (UTC).
    pub last_used_at: i64,
    /// The last days on which there were requests, newest first.
    pub days: Vec<DayUsage>,
}

/// How often requests were sent as a connector on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DayUsage {
    /// When the day begins, in milliseconds since 1970 (UTC).
    pub day: i64,
    /// Requests that were sent on the day.
    pub requests: u64,
    /// Requests of the day that got no answer from Salesforce.
    pub failures: u64,
}
