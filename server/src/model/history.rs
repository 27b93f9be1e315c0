//! What happens to connectors, as it is noted.

use contract::api::{ConnectorField, HistoryEvent, SalesforceError};
use contract::codes::{ProblemCode, Step};

/// Something that happened to a connector, to be noted in its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryNote {
    /// What happened.
    pub event: HistoryEvent,
    /// The user who did it. None of what happened by itself.
    pub user: Option<String>,
    /// Why it failed, where it failed.
    pub refusal: Option<Refusal>,
    /// How long it took, where that is worth telling, in milliseconds.
    pub duration_ms: Option<i64>,
    /// What was changed.
    pub fields: Vec<ConnectorField>,
    /// The connector's revision that this led to, where it led to another.
    pub revision: Option<i64>,
}

impl HistoryNote {
    /// A note of something that a user did, or that happened by itself.
    pub const fn new(event: HistoryEvent, user: Option<String>) -> Self {
        Self { event, user, refusal: None, duration_ms: None, fields: Vec::new(), revision: None }
    }
}

/// Why Salesforce, or the way there, did not let a connector in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What happened.
    pub code: ProblemCode,
    /// The step at which it did.
    pub step: Option<Step>,
    /// Salesforce's own words, where it said something.
    pub salesforce: Option<SalesforceError>,
}
