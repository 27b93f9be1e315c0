//! The guarded client: asks an address that a tenant chose, without letting it choose where the request goes.
//!
//! No redirects, no proxy, no retries, HTTP/1.1, a bound on connecting and on what is read. Two clients stand
//! inside: one that reaches public addresses by https only, and one for authorities that the operator named.

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderValue};
use reqwest::{Body, ClientBuilder, Response, redirect, retry};
use zeroize::Zeroizing;

use super::connection_reuse;
use super::endpoint::Endpoint;
use super::last_check::{self, Withdrawn};
use super::peer::{self, ForbiddenPeer};
use super::resolver::{DnsResolver, GuardedResolver, Policy, ResolveError};
use super::wiped_body::WipedBody;

/// What every call is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientLimits {
    /// For the TCP and TLS handshakes.
    pub connect: Duration,
    /// Largest answer that is read, in bytes.
    pub answer_bytes: usize,
}

/// An answer, whatever it says. Not `Debug`: its body may hold a token.
pub struct Answer {
    /// The answer's HTTP status.
    pub status: u16,
    /// When it was made, by the clock of whoever answered.
    pub date: Option<SystemTime>,
    /// The body: it may hold a token, so it is wiped.
    pub body: Zeroizing<Vec<u8>>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The name has no address.
    #[error("unknown host: {0}")]
    UnknownHost(String),
    /// The name, or the connection, leads to an address that is not public.
    #[error("forbidden address: {0}")]
    ForbiddenAddress(String),
    /// No connection, or it broke.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// The connection ended when the request was on it, and no answer had begun.
    #[error("closed: {0}")]
    Closed(String),
    /// TLS failed.
    #[error("TLS: {0}")]
    Tls(String),
    /// No answer in time.
    #[error("timed out: {0}")]
    TimedOut(String),
    /// An answer that HTTP or our limits do not allow.
    #[error("unexpected: {0}")]
    Unexpected(String),
    /// It might not be made any more, and was not.
    #[error(transparent)]
    Withdrawn(Withdrawn),
}

/// The guarded client.
#[derive(Clone, Debug)]
pub struct Client {
    public: reqwest::Client,
    operator: reqwest::Client,
    limits: ClientLimits,
}

impl Client {
    /// Builds both clients. A connection is kept for `idle` without use, which may be zero: what was checked when it was opened still
    /// holds, for it is the same peer.
    ///
    /// # Errors
    /// When TLS cannot be set up, e.g. because the machine has no root certificates.
    pub fn new(
        dns: Arc<dyn DnsResolver>,
        limits: ClientLimits,
        idle: Duration,
    ) -> Result<Self, reqwest::Error> {
        let build = |policy| builder(Arc::clone(&dns), policy, limits, idle).build();
        Ok(Self { public: build(Policy::PublicOnly)?, operator: build(Policy::Any)?, limits })
    }

    /// Posts a form, which is wiped once it was sent. `connected` is called when the connection stands and takes the form.
    ///
    /// # Errors
    /// When no answer came that could be read.
    pub async fn post_form(
        &self,
        endpoint: &Endpoint,
        form: Zeroizing<Vec<u8>>,
        connected: impl Fn() + Send + Sync + 'static,
    ) -> Result<Answer, CallError> {
        let form = Body::wrap(WipedBody::new(form, connected));
        let request = self
            .for_endpoint(endpoint)
            .post(endpoint.url().clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        self.send(request).await
    }

    /// Gets with a bearer token.
    ///
    /// # Errors
    /// When no answer came that could be read.
    pub async fn get_with_token(&self, endpoint: &Endpoint, token: &str) -> Result<Answer, CallError> {
        let request = self.for_endpoint(endpoint).get(endpoint.url().clone());
        let request = request.header(AUTHORIZATION, bearer(token)?);
        self.send(request).await
    }

    /// The client that an endpoint is asked with: the one for the operator's authorities, or the one for all others.
    pub fn for_endpoint(&self, endpoint: &Endpoint) -> &reqwest::Client {
        if endpoint.by_operator() { &self.operator } else { &self.public }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, CallError> {
        let response = request.header(ACCEPT, "application/json").send().await.map_err(explain)?;
        let status = response.status().as_u16();
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
        let body = self.read(response).await?;
        Ok(Answer { status, date, body })
    }

    /// Reads the body into memory that is taken once, so that growing leaves no copy of a token behind.
    async fn read(&self, mut response: Response) -> Result<Zeroizing<Vec<u8>>, CallError> {
        let cap = self.limits.answer_bytes;
        let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
        if announced.is_some_and(|length| length > cap) {
            return Err(too_large(cap));
        }
        let mut body = Zeroizing::new(Vec::with_capacity(announced.unwrap_or(cap)));
        while let Some(chunk) = response.chunk().await.map_err(explain)? {
            if body.len() + chunk.len() > cap {
                return Err(too_large(cap));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// How both clients are built. What looks at connections stands around what opens them, from the inside out: the peer,
/// whether its request is still wanted, then the note that one was opened.
pub(super) fn builder(
    dns: Arc<dyn DnsResolver>,
    policy: Policy,
    limits: ClientLimits,
    idle: Duration,
) -> ClientBuilder {
    reqwest::Client::builder()
        .dns_resolver(GuardedResolver::new(dns, policy))
        .https_only(policy == Policy::PublicOnly)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .http1_only()
        .connect_timeout(limits.connect)
        .pool_idle_timeout(idle)
        .pool_max_idle_per_host(if idle.is_zero() { 0 } else { usize::MAX })
        .connector_layer(peer::layer(policy))
        .connector_layer(last_check::layer())
        .connector_layer(connection_reuse::layer())
        .user_agent(concat!("connectors/", env!("CARGO_PKG_VERSION")))
}

/// The header that shows a token.
pub fn bearer(token: &str) -> Result<HeaderValue, CallError> {
    let bearer = Zeroizing::new(format!("Bearer {token}"));
    let mut bearer = HeaderValue::from_str(&bearer)
        .map_err(|_| CallError::Unexpected("a token that is no header value".to_owned()))?;
    bearer.set_sensitive(true);
    Ok(bearer)
}

fn too_large(cap: usize) -> CallError {
    CallError::Unexpected(format!("an answer of more than {cap} bytes"))
}

/// Finds in a chain of errors the one that says what happened.
pub fn explain(error: reqwest::Error) -> CallError {
    // The URL is a tenant's text: it has its own place in the log.
    let error = error.without_url();
    let told = chain(&error);
    let mut closed = false;
    let mut cause = error.source();
    while let Some(current) = cause {
        closed |= is_closed(current);
        if let Some(resolving) = current.downcast_ref::<ResolveError>() {
            return match resolving {
                ResolveError::UnknownHost(_) => CallError::UnknownHost(told),
                ResolveError::Forbidden { .. } => CallError::ForbiddenAddress(told),
            };
        }
        if current.is::<ForbiddenPeer>() {
            return CallError::ForbiddenAddress(told);
        }
        if let Some(withdrawn) = current.downcast_ref::<Withdrawn>() {
            return CallError::Withdrawn(*withdrawn);
        }
        if is_tls(current) {
            return CallError::Tls(told);
        }
        if current.downcast_ref::<hyper::Error>().is_some_and(|http| http.is_parse()) {
            return CallError::Unexpected(told);
        }
        cause = current.source();
    }
    // Without a connection nothing was asked, so nothing can have been done.
    match (error.is_timeout(), error.is_connect()) {
        (true, false) => CallError::TimedOut(told),
        (false, false) if closed && error.is_request() => CallError::Closed(told),
        _ => CallError::Unreachable(told),
    }
}

/// Whether the other side closed the connection, or reset it.
fn is_closed(error: &(dyn std::error::Error + 'static)) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_incomplete_message)
        || matches!(
            kind,
            Some(
                io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::BrokenPipe
                    | io::ErrorKind::UnexpectedEof
            )
        )
}

/// Whether this is TLS' own error. I/O errors wrap it, more than once, and skip themselves in the chain.
fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error.is::<rustls::Error>() || inside.is_some_and(|inside| is_tls(inside))
}

/// An error and its causes, in one line for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(current) = cause {
        told.push_str(": ");
        told.push_str(&current.to_string());
        cause = current.source();
    }
    told
}
