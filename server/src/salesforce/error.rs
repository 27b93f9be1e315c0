//! Why a call to Salesforce did not succeed: one type for checks, logins and requests, whatever their step.

use contract::api::{SalesforceError, Violation};
use contract::codes::{ProblemCode, Step};

use crate::outbound::client::CallError;
use crate::outbound::host_gate::GateError;
use crate::rate_limit::{Exhausted, Limit};

/// What calls to Salesforce, and the steps around them, return.
pub(super) type Result<T, E = UpstreamError> = std::result::Result<T, E>;

/// A check, a login or a request to Salesforce that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} at {step}: {log_detail}")]
pub struct UpstreamError {
    /// What happened, as the API and the page call it.
    pub code: ProblemCode,
    /// The step that failed.
    pub step: Step,
    /// The field at fault, where it is a rule that only the server can check.
    pub violation: Option<Violation>,
    /// Salesforce's own words, where it said something.
    pub salesforce: Option<Box<SalesforceError>>,
    /// Seconds until it is worth trying again.
    pub retry_after: Option<u32>,
    /// The limit that was met, where it is one of so many in a time.
    pub limit: Option<Box<Limit>>,
    /// Seconds by which this server's clock is ahead of Salesforce's, where that is worth telling.
    pub clock_offset: Option<i32>,
    /// For the log only.
    pub log_detail: String,
}

impl UpstreamError {
    /// An error that the code and the step say all about.
    pub fn new(code: ProblemCode, step: Step, log_detail: impl ToString) -> Self {
        Self {
            code,
            step,
            violation: None,
            salesforce: None,
            retry_after: None,
            limit: None,
            clock_offset: None,
            log_detail: log_detail.to_string(),
        }
    }

    /// This error with Salesforce's own words.
    pub fn in_salesforces_words(self, words: Option<SalesforceError>) -> Self {
        Self { salesforce: words.map(Box::new), ..self }
    }

    /// This error with the budget that is used up.
    pub fn exhausted(self, spent: Exhausted) -> Self {
        Self { limit: Some(Box::new(spent.limit)), ..self }
    }

    /// This error with a time to wait, in seconds.
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

/// The code for a call that got no answer.
pub(super) fn code(error: &CallError) -> ProblemCode {
    match error {
        CallError::UnknownHost(_) => ProblemCode::SalesforceUnknownHost,
        CallError::ForbiddenAddress(_) => ProblemCode::SalesforceForbiddenAddress,
        CallError::Unreachable(_) | CallError::Closed(_) => ProblemCode::SalesforceUnreachable,
        CallError::Tls(_) => ProblemCode::SalesforceTls,
        CallError::TimedOut(_) => ProblemCode::SalesforceTimedOut,
        CallError::Unexpected(_) => ProblemCode::SalesforceUnexpected,
        CallError::Withdrawn(_) => ProblemCode::ConnectorDeactivated,
    }
}

/// A call that was not let through, at this step.
pub(super) fn of_gate(error: GateError, step: Step) -> UpstreamError {
    match error {
        GateError::NoPermit => UpstreamError::new(ProblemCode::RateLimited, step, error).retry_after(1),
        GateError::Paused(open) => {
            UpstreamError::new(ProblemCode::SalesforcePaused, step, open).retry_after(open.retry_after)
        }
    }
}
