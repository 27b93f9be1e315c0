//! States of the dialog that tries a request.

use contract::codes::ProblemCode;
use contract::runtime::{BodyEncoding, RuntimeResult};
use leptos::prelude::*;

use super::service_tokens::{problem, problem_name, used};
use super::states;
use crate::api::ApiError;
use crate::connectors::request_tester::{Outcome, RequestTester, Test};

/// A state of the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TesterSample {
    Choosing,
    Sending,
    Answered,
    Refused,
    Empty,
    Binary,
    BrokenOff,
    NoAnswer,
    Problem(ProblemCode),
}

impl TesterSample {
    pub(super) const ALL: &'static [Self] = &[
        Self::Choosing,
        Self::Sending,
        Self::Answered,
        Self::Refused,
        Self::Empty,
        Self::Binary,
        Self::BrokenOff,
        Self::NoAnswer,
        Self::Problem(ProblemCode::TryDisabled),
        Self::Problem(ProblemCode::RequestPath),
        Self::Problem(ProblemCode::AnswerTooLarge),
        Self::Problem(ProblemCode::RateLimited),
        Self::Problem(ProblemCode::SalesforceKeyMismatch),
        Self::Problem(ProblemCode::SalesforceTimedOut),
    ];

    pub(super) fn name(self) -> String {
        let name = match self {
            Self::Choosing => "choosing",
            Self::Sending => "sending",
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::BrokenOff => "broken-off",
            Self::NoAnswer => "no-answer",
            Self::Problem(code) => return problem_name(code),
        };
        name.to_owned()
    }

    /// What is tested.
    pub(super) fn tester(self) -> RequestTester {
        let tester = RequestTester::new(Callback::new(|()| ()));
        let (connector, paths) = (states::connector(0), used().config.try_paths);
        let outcome = self.outcome();
        tester.open.set(Some(Test {
            connector: connector.id,
            name: connector.name,
            paths,
            chosen: 2,
            outcome,
        }));
        tester
    }

    fn outcome(self) -> Outcome {
        let answered = |result| Outcome::Answered(Box::new(result));
        match self {
            Self::Choosing => Outcome::NotSent,
            Self::Sending => Outcome::Sending,
            Self::Answered => answered(result(
                200,
                r#"{"totalSize":1,"done":true,"records":[{"Id":"00D000000000001EAA","Name":"Example"}]}"#,
            )),
            Self::Refused => answered(result(
                403,
                r#"[{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]"#,
            )),
            Self::Empty => answered(result(204, "")),
            Self::Binary => {
                let http_response_body_encoding = BodyEncoding::Base64;
                answered(RuntimeResult { http_response_body_encoding, ..result(200, "iVBORw0KGgo=") })
            }
            Self::BrokenOff => answered(RuntimeResult {
                http_status_code: None,
                problem: Some(states::problem(ProblemCode::SalesforceTimedOut)),
                ..result(200, "{\"totalSize\":1,\"reco")
            }),
            Self::NoAnswer => Outcome::Failed(ApiError::NoAnswer),
            Self::Problem(code) => Outcome::Failed(problem(code)),
        }
    }
}

fn result(status: u16, body: &str) -> RuntimeResult {
    let headers =
        [("content-type", "application/json;charset=UTF-8"), ("sforce-limit-info", "api-usage=18/15000")];
    RuntimeResult {
        http_response_headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        http_response_body_encoding: BodyEncoding::Text,
        http_response_body: body.to_owned(),
        http_response_body_lossy: false,
        http_status_code: Some(status),
        attempts: 1,
        duration_ms: 1_312,
        problem: None,
    }
}
