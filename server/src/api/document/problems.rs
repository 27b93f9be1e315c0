//! Which problems an endpoint answers with, and how the document says so.

use std::collections::BTreeMap;

use contract::api::{Change, Connector, ConnectorField, Problem, SalesforceError, Violation};
use contract::codes::{Field, ProblemCode as P, RuleCode, Step};
use serde_json::json;
use utoipa::ToSchema as _;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, HeaderBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::examples;
use crate::error::{ApiError, Culprit};

/// The media type of a problem (RFC 9457).
pub(in crate::api) const MEDIA_TYPE: &str = "application/problem+json";

/// Whoever asks: every endpoint.
const EVERYWHERE: &[P] = &[P::CrossSite, P::Internal];
/// Endpoints of admins.
pub(in crate::api) const ADMIN: &[P] = &[P::Unauthenticated, P::Forbidden, P::StorageUnavailable];
/// Endpoints of programs.
pub(in crate::api) const CALLER: &[P] = &[P::Unauthenticated, P::RateLimited, P::StorageUnavailable];
/// Endpoints that read or write the store.
pub(in crate::api) const STORE: &[P] = &[P::StorageUnavailable];
/// Endpoints that change something.
pub(in crate::api) const WRITE: &[P] = &[P::RateLimited];
/// Endpoints that take a body.
pub(in crate::api) const BODY: &[P] =
    &[P::BodyMalformed, P::BodyTooLarge, P::UnsupportedMediaType, P::RateLimited];
/// Endpoints that change or delete what others may have changed meanwhile.
pub(in crate::api) const PRECONDITION: &[P] = &[P::PreconditionRequired, P::ConnectorChanged];
/// Endpoints that check a form.
pub(in crate::api) const CHECK: &[P] = &[P::Invalid, P::RateLimited, P::ShuttingDown];
/// Endpoints that send a request as a connector.
pub(in crate::api) const SEND: &[P] = &[
    P::NotFound,
    P::RequestPath,
    P::RateLimited,
    P::ShuttingDown,
    P::AnswerTooLarge,
    P::ConnectorDeactivated,
];

/// Endpoints that ask Salesforce: whatever it says, and whatever keeps it from saying something.
pub(in crate::api) fn salesforce() -> Vec<P> {
    P::ALL.iter().copied().filter(|code| code.as_str().starts_with("salesforce_")).collect()
}

/// Declares the problems of one endpoint, for the `responses` of its description.
macro_rules! problems {
    ($name:ident $(: $($codes:expr),+)?) => {
        /// What keeps the endpoint from its work.
        struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<
                String,
                utoipa::openapi::RefOr<utoipa::openapi::Response>,
            > {
                $crate::api::document::problems::responses(&[$($(&$codes[..]),+)?])
            }
        }
    };
}
pub(in crate::api) use problems;

/// The responses that these problems are, by status.
pub(in crate::api) fn responses(groups: &[&[P]]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<P>> = BTreeMap::new();
    for &code in EVERYWHERE.iter().chain(groups.iter().copied().flatten()) {
        let codes = by_status.entry(code.status()).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    by_status
        .into_iter()
        .map(|(status, codes)| (status.to_string(), RefOr::T(response(status, &codes))))
        .collect()
}

/// What every path answers to a method that it does not take, with the name it has among the components.
pub(super) fn method_not_allowed() -> (&'static str, Response) {
    let code = P::MethodNotAllowed;
    let mut response = response(code.status(), &[code]);
    let allow = HeaderBuilder::new().description(Some("The methods that the path takes.")).build();
    response.headers.insert("Allow".to_owned(), allow.into());
    ("MethodNotAllowed", response)
}

/// A sample of every problem, by its code.
pub(super) fn examples() -> impl Iterator<Item = (String, RefOr<Example>)> {
    P::ALL.iter().map(|&code| {
        let value = serde_json::to_value(sample(code)).unwrap_or_default();
        (code.to_string(), ExampleBuilder::new().summary(code.meaning()).value(Some(value)).into())
    })
}

fn response(status: u16, codes: &[P]) -> Response {
    let named: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let narrowed = ObjectBuilder::new()
        .property(
            "code",
            ObjectBuilder::new()
                .schema_type(Type::String)
                .enum_values(Some(codes.iter().map(|code| code.as_str()))),
        )
        .property(
            "status",
            ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([json!(status)])),
        );
    let schema = AllOfBuilder::new().item(Ref::from_schema_name(Problem::name())).item(narrowed);
    let examples = codes
        .iter()
        .map(|code| (code.as_str(), RefOr::Ref(Ref::new(format!("#/components/examples/{code}")))));
    let content = ContentBuilder::new().schema(Some(schema)).examples_from_iter(examples);
    ResponseBuilder::new().description(named.join(", ")).content(MEDIA_TYPE, content.build()).build()
}

fn at_fault(code: P, detail: &str, names: &[&str]) -> ApiError {
    ApiError::because(code, Culprit::new(detail, names))
}

fn sample(code: P) -> Problem {
    let mut error = ApiError::new(code, "");
    error.retry_after = match code {
        P::RateLimited => Some(42),
        P::StorageUnavailable => Some(5),
        P::SalesforcePaused => Some(30),
        _ => None,
    };
    match code {
        P::Invalid => {
            error.violations = vec![Violation { field: Field::ClientId, code: RuleCode::ClientIdEmpty }];
        }
        P::NameTaken => error = ApiError::name_taken(),
        P::SalesforceClock => error.clock_offset = Some(-420),
        P::BodyMalformed => error = at_fault(code, "the member is missing", &["requestPath"]),
        P::RequestMethod => error = at_fault(code, "the method is none of GET, POST", &["method"]),
        P::RequestPath => error = at_fault(code, "segment 4 of the path is empty", &["requestPath"]),
        P::RequestHeader => {
            error = at_fault(code, "the connector or the connection sets this header", &["headers", "Host"])
        }
        P::RequestBody => error = at_fault(code, "the body is not base64 (RFC 4648, section 4)", &["body"]),
        P::RequestLimits => error = at_fault(code, "the repeats are not between 0 and 3", &["retryAttempts"]),
        P::PrivateKeyNeeded => {
            error = at_fault(code, "the stored key is not used for another user", &["privateKey"])
        }
        P::ConnectorNotes => error = at_fault(code, "the notes have a control character in them", &["notes"]),
        P::ConnectorContact => error = at_fault(code, "the name is too long", &["contact"]),
        P::ConnectorChanged => {
            let (user, at) = (examples::USER.to_owned(), examples::SAVED_AT);
            let current = Connector {
                revision: 2,
                changed_at: Some(at),
                changed_by: Some(user.clone()),
                ..examples::connector()
            };
            error = ApiError::changed(vec![Change { field: ConnectorField::Notes, user, at }], current);
        }
        P::SalesforceNotApproved => {
            error.step = Some(Step::SignIn);
            error.salesforce = Some(Box::new(SalesforceError {
                error: "invalid_grant".to_owned(),
                error_description: "user hasn't approved this consumer".to_owned(),
            }));
        }
        _ => {}
    }
    error.problem("0c6a3c1e-9f4b-4d7e-8a51-5d2f1b7c9e11")
}
