//! The one way from an error to an RFC 9457 problem.
//!
//! Handlers return an [`ApiError`]; the outermost layer gives it the request's id, logs its detail, and renders
//! what may be seen. Anything else that fails (a router's 404, a panic) comes through here as well.

mod culprit;

use axum::Json;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::api::{Change, Connector, Problem, SalesforceError, Violation};
use contract::codes::{Field, ProblemCode, RuleCode, Step, WarningCode};

pub use self::culprit::Culprit;
use crate::rate_limit::{self, Limit};
use crate::salesforce::error::UpstreamError;
use crate::store::{CreateError, StoreError, TokenError};
use crate::vault::{OpenError, SealError};

/// A request that failed: what the client may know, and what the log should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// What happened.
    pub code: ProblemCode,
    /// What exactly is wrong with the request, and where.
    pub culprit: Option<Box<Culprit>>,
    /// Broken rules.
    pub violations: Vec<Violation>,
    /// Warnings found with them.
    pub warnings: Vec<WarningCode>,
    /// The step of the check.
    pub step: Option<Step>,
    /// Salesforce's own words.
    pub salesforce: Option<Box<SalesforceError>>,
    /// Seconds until it is worth trying again.
    pub retry_after: Option<u32>,
    /// The limit that was met, where it is one of so many in a time.
    pub limit: Option<Box<Limit>>,
    /// Seconds by which this server's clock is ahead of Salesforce's, where that is worth telling.
    pub clock_offset: Option<i32>,
    /// What others changed of a connector meanwhile, and how it is now.
    pub conflict: Option<Box<Conflict>>,
    /// For the log only. It must not quote a request's body.
    pub log_detail: Box<str>,
}

/// What others changed of a connector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which fields, who did it last, and when.
    pub changes: Vec<Change>,
    /// The connector as it is now.
    pub current: Box<Connector>,
}

impl ApiError {
    /// An error that its code says all about.
    pub fn new(code: ProblemCode, log_detail: impl ToString) -> Self {
        Self {
            code,
            culprit: None,
            violations: Vec::new(),
            warnings: Vec::new(),
            step: None,
            salesforce: None,
            retry_after: None,
            limit: None,
            clock_offset: None,
            conflict: None,
            log_detail: log_detail.to_string().into(),
        }
    }

    /// A request of which a part is at fault.
    pub fn because(code: ProblemCode, culprit: Culprit) -> Self {
        Self {
            log_detail: culprit.detail.as_str().into(),
            culprit: Some(Box::new(culprit)),
            ..Self::new(code, "")
        }
    }

    /// Broken rules.
    pub fn invalid(violations: Vec<Violation>, warnings: Vec<WarningCode>) -> Self {
        Self { violations, warnings, ..Self::new(ProblemCode::Invalid, "rules were broken") }
    }

    /// The name is taken, which is a broken rule at its field as well.
    pub fn name_taken() -> Self {
        let violation = Violation { field: Field::Name, code: RuleCode::NameTaken };
        Self { violations: vec![violation], ..Self::new(ProblemCode::NameTaken, "the name is taken") }
    }

    /// The tenant, or the caller's scope, has no such connector.
    pub fn no_connector() -> Self {
        Self::new(ProblemCode::NotFound, "no such connector")
    }

    /// Somebody else has changed the connector meanwhile.
    pub fn changed(changes: Vec<Change>, current: Connector) -> Self {
        let conflict = Conflict { changes, current: Box::new(current) };
        let error = Self::new(ProblemCode::ConnectorChanged, "it was changed since");
        Self { conflict: Some(Box::new(conflict)), ..error }
    }

    /// An admin has taken the connector out of use.
    pub fn deactivated() -> Self {
        Self::new(ProblemCode::ConnectorDeactivated, "the connector is deactivated")
    }

    /// The store does not answer, for now.
    pub fn storage_unavailable(log_detail: impl ToString) -> Self {
        Self { retry_after: Some(5), ..Self::new(ProblemCode::StorageUnavailable, log_detail) }
    }

    /// Logs it and gives what the client may see, where it cannot be an answer of its own.
    pub fn logged(self, request_id: &str) -> Problem {
        log(&self);
        self.problem(request_id)
    }

    /// What the client sees. `request_id` finds the rest in the log.
    pub(crate) fn problem(self, request_id: &str) -> Problem {
        let Culprit { detail, pointer } = self.culprit.map(|culprit| *culprit).unwrap_or_default();
        let (changes, current) = self.conflict.map(|conflict| (conflict.changes, conflict.current)).unzip();
        let said = |text: String| (!text.is_empty()).then_some(text);
        Problem {
            kind: format!("urn:connectors:problem:{}", self.code),
            title: title(self.code),
            status: self.code.status(),
            code: self.code,
            detail: said(detail),
            pointer: said(pointer),
            violations: self.violations,
            warnings: self.warnings,
            step: self.step,
            salesforce: self.salesforce.map(|words| *words),
            retry_after: self.retry_after,
            clock_offset: self.clock_offset,
            changes: changes.unwrap_or_default(),
            current,
            request_id: request_id.to_owned(),
        }
    }
}

/// The code as a sentence: people read each page's own words, this is for those who read the wire.
fn title(code: ProblemCode) -> String {
    let mut title = code.as_str().replace('_', " ").replace("salesforce", "Salesforce");
    title[..1].make_ascii_uppercase();
    title
}

impl From<UpstreamError> for ApiError {
    fn from(failure: UpstreamError) -> Self {
        Self {
            violations: failure.violation.into_iter().collect(),
            // Our rules let the path through: that a parser reads it otherwise is the path's fault all the same.
            culprit: (failure.code == ProblemCode::RequestPath).then(|| {
                Box::new(Culprit::new("another reader of URLs reads the path otherwise", &["requestPath"]))
            }),
            step: Some(failure.step),
            salesforce: failure.salesforce,
            retry_after: failure.retry_after,
            limit: failure.limit,
            clock_offset: failure.clock_offset,
            ..Self::new(failure.code, failure.log_detail)
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => {
                Self::storage_unavailable(format!("the store is not available: {cause}"))
            }
            StoreError::Defect(cause) => {
                Self::new(ProblemCode::Internal, format!("the store failed: {cause}"))
            }
        }
    }
}

impl From<CreateError> for ApiError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::NameTaken => Self::name_taken(),
            CreateError::LimitReached => Self::new(ProblemCode::LimitReached, error),
            CreateError::IdempotencyMismatch => Self::new(ProblemCode::IdempotencyKeyReused, error),
            CreateError::Store(error) => error.into(),
        }
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::LimitReached => Self::new(ProblemCode::ServiceTokenLimit, error),
            TokenError::Store(error) => error.into(),
        }
    }
}

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> Self {
        Self::new(ProblemCode::Internal, error)
    }
}

impl From<SealError> for ApiError {
    fn from(error: SealError) -> Self {
        Self::new(ProblemCode::Internal, error)
    }
}

impl IntoResponse for ApiError {
    /// A response that still lacks its body: [`render`] gives it one.
    fn into_response(self) -> Response {
        let mut response = StatusCode::from_u16(self.code.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Logs and renders the error that a response stands for, if it does.
pub fn render(mut response: Response, request_id: &str) -> Response {
    let Some(error) = response.extensions_mut().remove::<ApiError>() else { return response };
    log(&error);
    let (retry_after, limit) = (error.retry_after, error.limit.clone());
    let code = error.code;
    let mut rendered = (response.status(), Json(error.problem(request_id))).into_response();
    let headers = rendered.headers_mut();
    // Headers that are there already, such as the router's `Allow` on a 405, stay.
    headers.extend(response.headers_mut().drain().filter_map(|(name, value)| Some((name?, value))));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.remove(CONTENT_LENGTH);
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        if let Some(limit) = limit {
            rate_limit::headers::tell(headers, *limit, 0, seconds);
        }
    }
    match code {
        ProblemCode::ShuttingDown => drop(headers.insert(CONNECTION, HeaderValue::from_static("close"))),
        ProblemCode::Unauthenticated => {
            drop(headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        _ => {}
    }
    rendered
}

fn log(error: &ApiError) {
    let ApiError { code, step, log_detail, .. } = error;
    let step = step.map(Step::as_str);
    if matches!(code, ProblemCode::Internal | ProblemCode::StorageUnavailable) {
        tracing::error!(%code, step, log_detail, "the request failed");
    } else {
        tracing::info!(%code, step, log_detail, "the request was refused");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_title_and_a_status_of_an_error() {
        for &code in ProblemCode::ALL {
            assert!(title(code).starts_with(|c: char| c.is_ascii_uppercase()), "{code}");
            let response = ApiError::new(code, "a detail of ours").into_response();
            assert_eq!(response.status().as_u16(), code.status(), "{code}");
            assert!(code.status() >= 400, "{code}");
        }
    }

    #[tokio::test]
    async fn a_log_detail_stays_in_the_log() {
        let error =
            ApiError { retry_after: Some(7), ..ApiError::new(ProblemCode::Internal, "a detail of ours") };
        let response = render(error.into_response(), "the-id");
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[RETRY_AFTER], "7");
        let body = axum::body::to_bytes(response.into_body(), 4096).await.expect("a body");
        let text = std::str::from_utf8(&body).expect("text");
        assert!(text.contains("the-id") && !text.contains("detail"), "{text}");
    }
}
