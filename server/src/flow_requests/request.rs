//! From a request as a caller writes it to one that may be sent.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::Method;
use base64::engine::general_purpose::STANDARD;
use base64::{DecodeError, Engine as _};
use contract::codes::ProblemCode;
use contract::limits::REQUEST_TARGET_BYTES;
use contract::runtime::{
    BodyEncoding, RESPONSE_TIMEOUT_MS_MAX, RETRY_ATTEMPTS_MAX, RetryMethods, RuntimeRequest,
};

use super::{headers, path, query};
use crate::error::{ApiError, Culprit};
use crate::salesforce::send::Outgoing;

/// The methods that connectors send.
const METHODS: [Method; 6] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The names of the methods that connectors send.
pub fn methods() -> Vec<String> {
    METHODS.iter().map(ToString::to_string).collect()
}

/// The media type of a body that names none: what Salesforce's REST API reads.
const JSON: &str = "application/json";
/// The media type of bytes that name none.
const BYTES: &str = "application/octet-stream";

/// A request that passed the rules.
#[derive(Clone, Debug)]
pub struct ValidRequest {
    /// Method, path, query, headers and body, as they are sent.
    pub outgoing: Outgoing,
    /// How long each attempt may take until its answer is read.
    pub timeout: Duration,
    /// How often it may be sent again.
    pub retries: u8,
}

impl ValidRequest {
    /// Holds a request against the rules.
    ///
    /// # Errors
    /// The code names the part at fault, and the detail what is wrong with it.
    pub fn from_request(request: RuntimeRequest) -> Result<Self, ApiError> {
        let method = METHODS.iter().find(|method| method.as_str() == request.method).ok_or_else(|| {
            let culprit =
                Culprit::new(format!("the method is none of {}", methods().join(", ")), &["method"]);
            ApiError::because(ProblemCode::RequestMethod, culprit)
        })?;
        let (path, query) =
            target(&request).map_err(|culprit| ApiError::because(ProblemCode::RequestPath, culprit))?;
        let of_body = match request.body_encoding {
            BodyEncoding::Text => JSON,
            BodyEncoding::Base64 => BYTES,
        };
        let content_type = request.content_type.as_deref().filter(|given| !given.trim().is_empty());
        let content_type = content_type.or(request.body.as_ref().map(|_| of_body));
        let headers = headers::check(&request.headers, content_type)
            .map_err(|culprit| ApiError::because(ProblemCode::RequestHeader, culprit))?;
        let limits =
            |why: String, member| ApiError::because(ProblemCode::RequestLimits, Culprit::new(why, &[member]));
        if !(1..=RESPONSE_TIMEOUT_MS_MAX).contains(&request.response_timeout_ms) {
            let why = format!("the time to wait is not between 1 and {RESPONSE_TIMEOUT_MS_MAX} ms");
            return Err(limits(why, "responseTimeoutMs"));
        }
        if request.retry_attempts > RETRY_ATTEMPTS_MAX {
            let why = format!("the repeats are not between 0 and {RETRY_ATTEMPTS_MAX}");
            return Err(limits(why, "retryAttempts"));
        }
        let may_repeat = method.is_idempotent() || request.retry_methods == RetryMethods::All;
        let body = request.body.map(|body| bytes(body, request.body_encoding)).transpose();
        let body = body.and_then(|body| fits(method, body));
        let body = body.map_err(|culprit| ApiError::because(ProblemCode::RequestBody, culprit))?;
        Ok(Self {
            outgoing: Outgoing { method: method.clone(), path, query, headers, body },
            timeout: Duration::from_millis(request.response_timeout_ms.into()),
            retries: if may_repeat { request.retry_attempts } else { 0 },
        })
    }
}

/// Path and query, as they are sent.
fn target(request: &RuntimeRequest) -> Result<(String, String), Culprit> {
    let at_path = |why: String| Culprit::new(why, &["requestPath"]);
    let (path, in_path) = request.request_path.split_once('?').unwrap_or((&request.request_path, ""));
    path::check(path).map_err(at_path)?;
    let query = query::joined(in_path, &request.query_parameters)?;
    let length = path.len() + usize::from(!query.is_empty()) + query.len();
    if length > REQUEST_TARGET_BYTES {
        let why = format!("path and query have {length} bytes; Salesforce takes {REQUEST_TARGET_BYTES}");
        // Who is too long alone is at fault, else what was added.
        let of_path =
            request.request_path.len() > REQUEST_TARGET_BYTES || request.query_parameters.is_empty();
        return Err(Culprit::new(why, &[if of_path { "requestPath" } else { "queryParameters" }]));
    }
    Ok((path.to_owned(), query))
}

/// The body, where the method may have one. A body of `GET` and `HEAD` means nothing, and servers and proxies read it
/// differently, up to taking it for a request of its own (RFC 9110, section 9.3.1). An empty one is none.
fn fits(method: &Method, body: Option<Bytes>) -> Result<Option<Bytes>, Culprit> {
    let has_body = body.as_ref().is_some_and(|body| !body.is_empty());
    if has_body && matches!(*method, Method::GET | Method::HEAD) {
        let why = format!("{method} has no body: send it by POST, PUT or PATCH, or leave it out");
        return Err(Culprit::new(why, &["body"]));
    }
    Ok(body)
}

/// The bytes that a body stands for. Base64 may be broken into lines, as many programs write it.
fn bytes(body: String, encoding: BodyEncoding) -> Result<Bytes, Culprit> {
    if encoding.is_text() {
        return Ok(body.into());
    }
    let mut base64 = body.into_bytes();
    base64.retain(|byte| !byte.is_ascii_whitespace());
    STANDARD.decode(&base64).map(Bytes::from).map_err(|error| {
        // Its own words would quote a part of the body.
        let why = match error {
            DecodeError::InvalidByte(at, _) => format!("character {} is none of it, blanks left out", at + 1),
            DecodeError::InvalidLastSymbol(..) => "its last character is a wrong one".to_owned(),
            DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => "its padding is wrong".to_owned(),
        };
        Culprit::new(format!("the body is not base64 (RFC 4648, section 4): {why}"), &["body"])
    })
}

#[cfg(test)]
mod tests {
    use contract::runtime::ParameterValue;
    use contract::validation::{self, UrlPolicy};
    use proptest::prelude::*;

    use super::*;
    use crate::outbound::endpoint::Endpoint;

    /// Texts that somebody may have thought of to lead elsewhere, among any others.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[/\\\\%.?#;@:&= \r\n\t]{1,3}",
            "%(2e|2E|2f|2F|5c|5C|25|3b|3f|23|00|0a|252e|ef%bc%8e)",
            "\\PC{1,3}",
            "(data|apexrest|oauth2|proxy|services|http:|evil.example)",
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn what_is_accepted_goes_to_the_instance(
            path in hostile(),
            beginning in prop_oneof![Just("/services/"), Just("/services/data/"), Just("")],
            name in hostile(),
            value in any::<String>(),
        ) {
            let instance = validation::url("https://acme.my.salesforce.com", &UrlPolicy::default());
            let instance = instance.expect("an instance");
            let path = [beginning, &path].concat();
            let request = RuntimeRequest {
                query_parameters: [(name, ParameterValue::One(value))].into(),
                ..RuntimeRequest::new("GET", &path)
            };
            let Ok(request) = ValidRequest::from_request(request) else { return Ok(()) };
            let Outgoing { path: sent, query, .. } = request.outgoing;
            prop_assert_eq!(path.split('?').next(), Some(&*sent));
            let endpoint = Endpoint::new(&instance, &sent).and_then(|endpoint| endpoint.with_query(&query));
            // No second opinion differs from ours.
            let url = endpoint.expect("agreed").url().clone();
            prop_assert_eq!(url.as_str(), format!("https://acme.my.salesforce.com{sent}?{query}"));
            prop_assert_eq!(url.origin().ascii_serialization(), "https://acme.my.salesforce.com");
        }
    }

    fn base64(body: &str) -> Result<Bytes, Culprit> {
        bytes(body.to_owned(), BodyEncoding::Base64)
    }

    #[test]
    fn a_body_is_the_bytes_that_it_stands_for() {
        assert_eq!(bytes("JVBERv8=".to_owned(), BodyEncoding::Text), Ok(Bytes::from("JVBERv8=")));
        for written in ["JVBERv8=", "JVBE\r\nRv8=\n", " JVBERv8= "] {
            assert_eq!(base64(written), Ok(Bytes::from(&b"%PDF\xff"[..])), "{written:?}");
        }
        assert_eq!(base64(""), Ok(Bytes::new()));
        for broken in ["!", "JVBERv8", "JVBERv8==", "JVBERv9=", "JVBER_8=", "data:;base64,JVBERv8=", "é"] {
            assert_eq!(base64(broken).expect_err(broken).pointer, "/body");
        }
    }
}
