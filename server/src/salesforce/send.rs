//! Sends requests with an access token, through the guarded client, and hands the answer on while it arrives.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode};
use contract::codes::{ProblemCode, Step};
use contract::validation::ValidatedUrl;
use reqwest::Response;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH};
use tokio::time::{Instant, timeout_at};

use super::error::{UpstreamError, code, of_gate};
use super::{AccessToken, Salesforce};
use crate::metrics::{Call, Metrics, Purpose};
use crate::model::TenantId;
use crate::outbound::breaker::Health;
use crate::outbound::client::{CallError, Client, ClientLimits, bearer, explain};
use crate::outbound::connection_reuse;
use crate::outbound::endpoint::Endpoint;
use crate::outbound::fair_semaphore::Permit;
use crate::outbound::fresh_client::FreshClient;
use crate::outbound::host_gate::{HostGate, health};
use crate::outbound::last_check::LastCheck;
use crate::outbound::resolver::DnsResolver;

/// What requests are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendLimits {
    /// For the handshakes, and for the largest answer.
    pub client_limits: ClientLimits,
    /// How long an unused connection is kept.
    pub idle: Duration,
    /// Requests that run at one host at a time.
    pub host_concurrency: usize,
}

/// A request that may be sent: its parts were held against the rules.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The HTTP method.
    pub method: Method,
    /// The path at the instance, as it is written in a URL.
    pub path: String,
    /// Query, as it is written in a URL; empty where there is none.
    pub query: String,
    /// Headers; `Authorization` is not among them.
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Bytes>,
}

/// Sends requests.
#[derive(Clone, Debug)]
pub struct Sender {
    client: Client,
    fresh: Arc<FreshClient>,
    gate: HostGate,
    metrics: Metrics,
    answer_bytes: usize,
}

/// Over which connection a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// One that was kept, if there is one.
    Any,
    /// A fresh one, whatever was kept.
    Fresh,
}

/// Why there is no answer.
#[derive(Debug)]
pub struct Unanswered {
    /// What kept the request from an answer.
    pub failure: UpstreamError,
    /// The request was sent on a connection that had been kept, which was closed before an answer had begun.
    pub kept_connection_closed: bool,
}

impl From<UpstreamError> for Unanswered {
    fn from(failure: UpstreamError) -> Self {
        Self { failure, kept_connection_closed: false }
    }
}

/// An answer whose body is still to come. Its permit for the host is given back when it is dropped.
#[derive(Debug)]
pub struct Incoming {
    /// The answer's HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    response: Response,
    left: usize,
    deadline: Instant,
    _permit: Permit,
}

impl Sender {
    /// Sends beside `salesforce`, whose circuit breakers it shares.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        salesforce: &Salesforce,
        limits: &SendLimits,
        dns: Arc<dyn DnsResolver>,
    ) -> Result<Self, reqwest::Error> {
        let client = Client::new(Arc::clone(&dns), limits.client_limits, limits.idle)?;
        let fresh = Arc::new(FreshClient::new(dns, limits.client_limits));
        let answer_bytes = limits.client_limits.answer_bytes;
        Ok(Self {
            client,
            fresh,
            gate: salesforce.gate.sharing_breakers(limits.host_concurrency),
            metrics: salesforce.metrics.clone(),
            answer_bytes,
        })
    }

    /// One attempt, until `deadline`: the answer's status and headers. `check` is asked when it is the request's turn.
    ///
    /// # Errors
    /// When no answer came, or one that announces more than is allowed.
    pub async fn send(
        &self,
        tenant: &TenantId,
        token: &AccessToken,
        request: &Outgoing,
        connection: Connection,
        check: &LastCheck,
        deadline: Instant,
    ) -> Result<Incoming, Unanswered> {
        let endpoint = endpoint(&token.instance, request)?;
        let permit = self.gate.acquire(endpoint.authority(), tenant, deadline).await;
        let permit = permit.map_err(|error| of_gate(error, Step::CheckAccess))?;
        let asked = Instant::now();
        let beginning = check.guard(self.begin(&endpoint, token, request, connection));
        let (answer, permit) = permit.call(beginning, health_of_host).await;
        self.metrics.salesforce_call(Purpose::Runtime, Call::Request, asked.elapsed());
        let response = answer.map_err(|error| Unanswered {
            kept_connection_closed: matches!(error, CallError::Closed(_)),
            failure: failure(code(&error), error),
        })?;
        let announced = response.content_length();
        if request.method != Method::HEAD && announced.is_some_and(|length| length > self.answer_bytes as u64)
        {
            return Err(too_large().into());
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Incoming { status, headers, response, left: self.answer_bytes, deadline, _permit: permit })
    }

    async fn begin(
        &self,
        endpoint: &Endpoint,
        token: &AccessToken,
        request: &Outgoing,
        connection: Connection,
    ) -> Result<Response, CallError> {
        let client = match connection {
            Connection::Any => &self.client,
            Connection::Fresh => self.fresh.get()?,
        };
        let mut sent = client
            .for_endpoint(endpoint)
            .request(request.method.clone(), endpoint.url().clone())
            .headers(request.headers.clone())
            .header(AUTHORIZATION, bearer(token.token.expose())?);
        match &request.body {
            Some(body) if !body.is_empty() => sent = sent.body(body.clone()),
            // Where a body is expected, none must be announced (RFC 9110, section 8.6): else servers answer 411.
            _ if expects_body(&request.method) => sent = sent.header(CONTENT_LENGTH, 0),
            _ => {}
        }
        let (answer, opened) = connection_reuse::watched(sent.send()).await;
        answer.map_err(|error| match explain(error) {
            CallError::Closed(told) if opened => CallError::Unreachable(told),
            error => error,
        })
    }
}

impl Incoming {
    /// When the attempt's time is over.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// When it breaks off, grows too large, or takes too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, UpstreamError> {
        let read = timeout_at(self.deadline, self.response.chunk()).await;
        let chunk = read
            .map_err(|_| {
                CallError::TimedOut("the answer did not arrive in the time that was asked for".to_owned())
            })
            .and_then(|chunk| chunk.map_err(explain))
            .map_err(|error| failure(code(&error), error))?;
        if let Some(chunk) = &chunk {
            self.left = self.left.checked_sub(chunk.len()).ok_or_else(too_large)?;
        }
        Ok(chunk)
    }
}

/// What the breaker hears of a request. A slow answer and a 500 are mostly the customer's own Apex code or query, and a
/// kept connection may end at any time: they say nothing about the host.
fn health_of_host(answer: &Result<Response, CallError>) -> Option<Health> {
    match answer.as_ref().map(|answer| answer.status()) {
        Ok(StatusCode::INTERNAL_SERVER_ERROR) | Err(CallError::TimedOut(_) | CallError::Closed(_)) => None,
        other => health(other.map(|status| status.as_u16())),
    }
}

fn expects_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// The token is refused although it was just given: as the check says it.
pub fn refused_at_once() -> UpstreamError {
    UpstreamError::new(
        ProblemCode::SalesforceAccessRefused,
        Step::CheckAccess,
        "tokens are refused as soon as they are used",
    )
}

fn endpoint(instance: &ValidatedUrl, request: &Outgoing) -> Result<Endpoint, UpstreamError> {
    let endpoint = Endpoint::new(instance, &request.path);
    // Our rules let the path through; that the parser reads it otherwise is the path's fault all the same.
    let endpoint = endpoint.and_then(|endpoint| endpoint.with_query(&request.query));
    endpoint.map_err(|error| failure(ProblemCode::RequestPath, error))
}

fn too_large() -> UpstreamError {
    failure(ProblemCode::AnswerTooLarge, "the answer is larger than allowed")
}

fn failure(code: ProblemCode, log_detail: impl ToString) -> UpstreamError {
    UpstreamError::new(code, Step::CheckAccess, log_detail)
}
