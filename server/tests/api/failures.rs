//! Every row of the sandbox's table, through the real server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::codes::{Field, ProblemCode as P, Step, WarningCode};
use contract::limits::SALESFORCE_TEXT_CHARS;
use reqwest::StatusCode;
use salesforce_sandbox::Failure as F;
use serde_json::json;

use crate::database::{TestDatabase, on_both_databases};
use crate::test_server::{StaticDns, TestServer, config, other_key, problem, send};

on_both_databases!(every_failure_has_its_code_field_and_step);

/// For a whole check: shorter than production's, since some rows use all of it.
const BUDGET: Duration = Duration::from_secs(4);
/// What a busy machine may add. The rows that stall or drip would take the sandbox's 30 s.
const SLACK: Duration = Duration::from_secs(5);

/// What the server makes of a failure.
enum Expected {
    Problem(P, Step),
    Warning(WarningCode),
    Nothing,
}

/// By hand and exhaustive: a row that is added does not compile until somebody says what it means.
fn expected(failure: F) -> Expected {
    use Expected::{Nothing, Problem, Warning};
    let sign_in = |code| Problem(code, Step::SignIn);
    let reach = |code| Problem(code, Step::Reach);
    let access = |code| Problem(code, Step::CheckAccess);
    match failure {
        F::UnknownClient => sign_in(P::SalesforceClientId),
        F::KeyMismatch | F::OtherKey => sign_in(P::SalesforceKeyMismatch),
        F::LoginAudienceOnly | F::AudienceValidationFailed | F::WrongAudience => {
            sign_in(P::SalesforceAudience)
        }
        F::NotApproved => sign_in(P::SalesforceNotApproved),
        F::AppNotFound | F::AppMustBeInstalled => sign_in(P::SalesforceAppNotInstalled),
        F::AppBlocked => sign_in(P::SalesforceAppBlocked),
        F::ScopeRequired => sign_in(P::SalesforceScopeMissing),
        F::PasswordExpired => sign_in(P::SalesforcePasswordExpired),
        F::ApprovalExpired => sign_in(P::SalesforceApprovalExpired),
        F::RetryYourRequest => sign_in(P::SalesforceUnavailable),
        F::UnsupportedGrantType => sign_in(P::SalesforceGrantType),
        F::InvalidClient => sign_in(P::SalesforceInvalidClient),
        F::RateLimitExceeded | F::LoginRateExceeded => sign_in(P::SalesforceLoginRate),
        F::UnknownError | F::HostileDescription => sign_in(P::SalesforceRefused),
        F::NotAdminApproved => sign_in(P::SalesforceNotAdminApproved),
        F::UnknownUser => sign_in(P::SalesforceUnknownUser),
        F::InactiveUser => sign_in(P::SalesforceInactiveUser),
        F::InactiveOrg => sign_in(P::SalesforceInactiveOrg),
        F::IpRestricted => sign_in(P::SalesforceIpRestricted),
        F::Clock => sign_in(P::SalesforceClock),
        F::NoApiScope => Warning(WarningCode::ScopeWithoutApi),
        F::ApiDisabled => Warning(WarningCode::ApiDisabled),
        F::NoScope => Nothing,
        F::NoId | F::NoAccessToken | F::NoInstanceUrl => sign_in(P::SalesforceAnswerIncomplete),
        F::NotAnObject | F::TruncatedJson => sign_in(P::SalesforceUnexpected),
        F::InstanceMetadata
        | F::InstancePrivate
        | F::InstanceLoopback
        | F::InstancePlainHttp
        | F::InstanceForeign
        | F::InstanceUserinfo
        | F::InstanceNoUrl => access(P::SalesforceInstanceAddress),
        F::Html200
        | F::Huge
        | F::Redirect301
        | F::Redirect302
        | F::Redirect303
        | F::Redirect307
        | F::Redirect308 => sign_in(P::SalesforceUnexpected),
        F::Html503 => sign_in(P::SalesforceUnavailable),
        F::Stall | F::Drip => sign_in(P::SalesforceTimedOut),
        F::Reset => sign_in(P::SalesforceUnreachable),
        F::Refused => reach(P::SalesforceUnreachable),
        F::BadTls | F::PlainOnHttps => reach(P::SalesforceTls),
        F::UnknownHost => reach(P::SalesforceUnknownHost),
        F::ProbeHtml200
        | F::ProbeHuge
        | F::ProbeRedirect301
        | F::ProbeRedirect302
        | F::ProbeRedirect303
        | F::ProbeRedirect307
        | F::ProbeRedirect308 => access(P::SalesforceInstanceUnexpected),
        F::ProbeHtml503 | F::ServerUnavailable => access(P::SalesforceUnavailable),
        F::ProbeStall | F::ProbeDrip => access(P::SalesforceTimedOut),
        F::ProbeReset | F::ProbeRefused | F::ProbeBadTls | F::ProbePlainOnHttps | F::ProbeUnknownHost => {
            access(P::SalesforceInstanceUnreachable)
        }
        F::SessionInvalid => access(P::SalesforceAccessRefused),
        F::RequestLimit => access(P::SalesforceRequestLimit),
        F::ApiNotFound => access(P::SalesforceApiVersion),
    }
}

async fn every_failure_has_its_code_field_and_step(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.budget = BUDGET;
    let server = TestServer::with(database, config, StaticDns::default()).await;
    for &failure in F::ALL {
        let (field, value) = failure.input(server.sandbox.addresses());
        let mut form = server.form("Sales");
        form[field] = json!(value.as_deref().unwrap_or(other_key()));
        let begun = Instant::now();
        let response = send(server.check(&form)).await;
        assert!(begun.elapsed() < BUDGET + SLACK, "{failure:?} took {:?}", begun.elapsed());
        match expected(failure) {
            Expected::Problem(code, step) => {
                let problem = problem(response).await;
                assert_eq!((problem.code, problem.step), (code, Some(step)), "{failure:?}: {problem:?}");
                // The sandbox's clock is the server's, but where the row says otherwise.
                assert_eq!(problem.clock_offset, (failure == F::Clock).then_some(-420), "{failure:?}");
                let refused = code.status() == 422;
                assert!(!refused || problem.salesforce.is_some(), "{failure:?} lacks Salesforce's words");
                for text in
                    problem.salesforce.iter().flat_map(|words| [&words.error, &words.error_description])
                {
                    assert!(text.chars().count() <= SALESFORCE_TEXT_CHARS, "{failure:?}: {text}");
                    assert!(
                        !text.contains(|c: char| c.is_control() || c == '\u{202e}'),
                        "{failure:?}: {text:?}"
                    );
                }
            }
            Expected::Warning(warning) => {
                assert_eq!(response.status(), StatusCode::OK, "{failure:?}");
                let found: serde_json::Value = response.json().await.expect("JSON");
                assert_eq!(found["warnings"], json!([warning]), "{failure:?}");
            }
            Expected::Nothing => {
                assert_eq!(
                    response.status(),
                    StatusCode::OK,
                    "{failure:?}: {}",
                    response.text().await.expect("text")
                );
            }
        }
    }
    assert_eq!(server.sandbox.counters().redirects_followed, 0);
    assert_eq!(server.count("acme").await, 0);
}

#[test]
fn the_field_at_fault_is_the_one_of_the_table() {
    for (code, field) in [
        (P::SalesforceClientId, Some(Field::ClientId)),
        (P::SalesforceKeyMismatch, Some(Field::PrivateKey)),
        (P::SalesforceAudience, Some(Field::Url)),
        (P::SalesforceNotApproved, Some(Field::EmailId)),
        (P::SalesforceNotAdminApproved, Some(Field::EmailId)),
        (P::SalesforceUnknownUser, Some(Field::EmailId)),
        (P::SalesforceClock, None),
        (P::SalesforceAppNotInstalled, Some(Field::Url)),
        (P::SalesforceIpRestricted, Some(Field::EmailId)),
        (P::SalesforceLoginRate, None),
        (P::SalesforceGrantType, Some(Field::Url)),
        (P::SalesforceAppBlocked, Some(Field::ClientId)),
        (P::SalesforceScopeMissing, Some(Field::ClientId)),
        (P::SalesforcePasswordExpired, Some(Field::EmailId)),
        (P::SalesforceApprovalExpired, Some(Field::EmailId)),
        // The sign-in worked, so no field is at fault.
        (P::SalesforceRequestLimit, None),
        (P::SalesforceApiVersion, None),
        (P::SalesforceAnswerIncomplete, None),
        (P::SalesforceInstanceAddress, None),
        (P::SalesforceInstanceUnreachable, None),
        (P::SalesforceInstanceUnexpected, None),
    ] {
        assert_eq!(code.field(), field, "{code}");
    }
}

/// Whether a row of the table leads to this code.
pub(crate) fn is_reached_by(failure: F, code: P) -> bool {
    matches!(expected(failure), Expected::Problem(of, _) if of == code)
}
