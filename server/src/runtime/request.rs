//! From a request as a caller writes it to one that may be sent.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::Method;
use contract::codes::ProblemCode;
use contract::runtime::{RESPONSE_TIMEOUT_MS_MAX, RETRY_ATTEMPTS_MAX, RetryMethods, RuntimeRequest};

use super::{headers, path};
use crate::problem::Failed;
use crate::salesforce::send::Outgoing;

/// The methods that connectors send, and whether each does the same however often it is sent.
const METHODS: [(Method, bool); 6] = [
    (Method::GET, true),
    (Method::HEAD, true),
    (Method::POST, false),
    (Method::PUT, true),
    (Method::PATCH, false),
    (Method::DELETE, true),
];

/// The names of the methods that connectors send.
pub fn methods() -> Vec<String> {
    METHODS.iter().map(|(method, _)| method.to_string()).collect()
}

/// Longest query, in bytes before it is written out: with the path it fits the 16 KiB that Salesforce takes.
const QUERY_BYTES_MAX: usize = 8 * 1024;

/// The media type of a body that names none: what Salesforce's REST API reads.
const JSON: &str = "application/json";

/// A request that passed the rules.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// What is sent.
    pub outgoing: Outgoing,
    /// How long each attempt may take until its answer is read.
    pub timeout: Duration,
    /// How often it may be sent again.
    pub retries: u8,
}

impl Accepted {
    /// Holds a request against the rules.
    ///
    /// # Errors
    /// The code names the part at fault.
    pub fn from_request(request: RuntimeRequest) -> Result<Self, Failed> {
        let method = METHODS.iter().find(|(method, _)| method.as_str() == request.method);
        let (method, idempotent) =
            method.ok_or_else(|| Failed::new(ProblemCode::RequestMethod, "not a method of ours"))?;
        path::check(&request.request_path).map_err(|why| Failed::new(ProblemCode::RequestPath, why))?;
        let query: Vec<(String, String)> = request.query_parameters.into_iter().collect();
        if query.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > QUERY_BYTES_MAX {
            return Err(Failed::new(ProblemCode::RequestPath, "the query is too long"));
        }
        let content_type = request.content_type.as_deref().or(request.body.as_ref().map(|_| JSON));
        let headers = headers::check(&request.headers, content_type)
            .map_err(|why| Failed::new(ProblemCode::RequestHeader, why))?;
        let in_range = (1..=RESPONSE_TIMEOUT_MS_MAX).contains(&request.response_timeout_ms)
            && request.retry_attempts <= RETRY_ATTEMPTS_MAX;
        if !in_range {
            return Err(Failed::new(ProblemCode::RequestLimits, "a timeout or retries out of range"));
        }
        let may_repeat = *idempotent || request.retry_methods == RetryMethods::All;
        Ok(Self {
            outgoing: Outgoing {
                method: method.clone(),
                path: request.request_path,
                query,
                headers,
                body: request.body.map(Bytes::from),
            },
            timeout: Duration::from_millis(request.response_timeout_ms.into()),
            retries: if may_repeat { request.retry_attempts } else { 0 },
        })
    }
}
