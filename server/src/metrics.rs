//! What operators count, in a registry that belongs to one server.
//!
//! No method takes a text of a customer's: labels are codes, statuses, methods and route templates, each from a set
//! that the code closes. So no tenant, connector, user, host or token can become a label, and nobody outside
//! can make series without end.

mod labels;
pub mod listener;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::http::StatusCode;
use contract::codes::ProblemCode;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::clock::Clock;
pub use labels::{Call, Caller, Checked, LimitKind, Outage, Purpose, Revocation, SessionLookup, method};

/// Upper bounds of the histograms' buckets, in seconds: from an answer out of memory to the longest time that a
/// caller may ask for.
const BUCKETS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

type Labels<const N: usize> = [(&'static str, Cow<'static, str>); N];
type Counters<const N: usize> = Family<Labels<N>, Counter>;
type Histograms<const N: usize> = Family<Labels<N>, Histogram, Seconds>;

/// Makes histograms of durations.
#[derive(Clone, Debug)]
struct Seconds;

impl MetricConstructor<Histogram> for Seconds {
    fn new_metric(&self) -> Histogram {
        Histogram::new(BUCKETS)
    }
}

/// The metrics of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    checks: Counters<1>,
    check_seconds: Histogram,
    sign_ins: Counters<2>,
    revocations: Counters<1>,
    salesforce_seconds: Histograms<2>,
    session_lookups: Counters<1>,
    sessions: Gauge,
    runtime_requests: Counters<2>,
    runtime_seconds: Histograms<1>,
    limited: Counters<1>,
    breaker_pauses: Counter,
    breaker_refusals: Counter,
    outages: Counters<1>,
    connections: Gauge,
    requests_under_way: Gauge,
    body_bytes: Gauge,
    http_requests: Counters<3>,
    http_seconds: Histograms<2>,
}

impl Metrics {
    /// Metrics that have counted nothing, of a server that starts now.
    pub fn new(clock: &Clock) -> Self {
        let mut registry = Registry::default();
        let start: Gauge<f64, AtomicU64> = Gauge::default();
        start.set(Duration::from_millis(clock.now_ms().unsigned_abs()).as_secs_f64());
        let help = "When the server started, in seconds since 1970";
        registry.register_with_unit("process_start_time", help, Unit::Seconds, start);

        let ours = registry.sub_registry_with_prefix("connectors");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        ours.register("build", "The server's version", build);
        let mut counters = Registering(ours);
        let inner = Inner {
            checks: counters.counted("checks", "Checks of forms, and saves after one, by how they ended"),
            check_seconds: counters.timed(
                "check_duration",
                "How long checks and saves took; Salesforce's part is in connectors_salesforce_call_duration_seconds",
                Seconds.new_metric(),
            ),
            sign_ins: counters.counted("sign_ins", "Sign-ins to Salesforce, by their purpose and outcome"),
            revocations: counters.counted(
                "revocations",
                "Sessions ended at Salesforce since nobody uses them any more, by the outcome",
            ),
            salesforce_seconds: counters.timed(
                "salesforce_call_duration",
                "How long Salesforce took, network included: for requests until the answer's head, else until its end",
                Family::new_with_constructor(Seconds),
            ),
            session_lookups: counters.counted("session_lookups", "Requests for a connector's session, by what was found"),
            sessions: counters.counted("sessions", "Connectors whose session or key is kept in memory"),
            runtime_requests: counters.counted(
                "runtime_requests",
                "Requests sent as connectors, by the class of Salesforce's status, or our code where there was none",
            ),
            runtime_seconds: counters.timed(
                "runtime_request_duration",
                "How long requests sent as connectors took, repeats and sign-ins included, until the answer was passed on",
                Family::new_with_constructor(Seconds),
            ),
            limited: counters.counted("rate_limit_refusals", "Refusals because a budget was used up, by the budget"),
            breaker_pauses: counters.counted("breaker_pauses", "Times that a failing host began to be left alone"),
            breaker_refusals: counters.counted("breaker_refusals", "Requests not sent because their host is left alone"),
            outages: counters.counted(
                "host_outages",
                "Times that a host could not be reached any more, for a minute, and that it answered again",
            ),
            connections: counters.counted("connections", "Connections that clients have open"),
            requests_under_way: counters.counted("requests_under_way", "Requests with a body that are under way"),
            body_bytes: counters.counted("body_bytes", "Bytes of requests' bodies that are held, or announced"),
            http_requests: counters.counted("http_requests", "Requests that this server answered"),
            http_seconds: counters.timed(
                "http_request_duration",
                "How long this server took until the head of its answer",
                Family::new_with_constructor(Seconds),
            ),
            registry,
        };
        Self(Arc::new(inner))
    }

    /// All of them in OpenMetrics' text format.
    ///
    /// # Errors
    /// None that a `String` to write to can cause.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.0.registry)?;
        Ok(text)
    }

    /// A check ended, with or without a save.
    pub fn check(&self, ended: Result<Checked, ProblemCode>, took: Duration) {
        let outcome = ended.map_or_else(ProblemCode::as_str, Checked::as_str);
        self.0.checks.get_or_create(&[("outcome", outcome.into())]).inc();
        self.0.check_seconds.observe(took.as_secs_f64());
    }

    /// A sign-in ended.
    pub fn sign_in(&self, purpose: Purpose, ended: Result<(), ProblemCode>) {
        let outcome = ended.map_or_else(ProblemCode::as_str, |()| "succeeded");
        let labels = [("purpose", purpose.as_str().into()), ("outcome", outcome.into())];
        self.0.sign_ins.get_or_create(&labels).inc();
    }

    /// A session that nobody uses any more was to be ended.
    pub fn revocation(&self, ended: Revocation) {
        self.0.revocations.get_or_create(&[("outcome", ended.as_str().into())]).inc();
    }

    /// Salesforce answered, or did not in time.
    pub fn salesforce_call(&self, purpose: Purpose, call: Call, took: Duration) {
        let labels = [("purpose", purpose.as_str().into()), ("call", call.as_str().into())];
        self.0.salesforce_seconds.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// A connector's session was asked for.
    pub fn session_lookup(&self, found: SessionLookup) {
        self.0.session_lookups.get_or_create(&[("result", found.as_str().into())]).inc();
    }

    /// So many sessions are kept now.
    pub fn sessions(&self, kept: usize) {
        self.0.sessions.set(gauge(kept));
    }

    /// A request sent as a connector ended: with Salesforce's status, or without one.
    pub fn runtime_request(&self, caller: Caller, ended: Result<u16, ProblemCode>, took: Duration) {
        let outcome = ended.map_or_else(ProblemCode::as_str, labels::class);
        let caller = ("caller", Cow::from(caller.as_str()));
        self.0.runtime_requests.get_or_create(&[caller.clone(), ("outcome", outcome.into())]).inc();
        self.0.runtime_seconds.get_or_create(&[caller]).observe(took.as_secs_f64());
    }

    /// A budget was used up, so something was refused.
    pub fn limited(&self, limit: LimitKind) {
        self.0.limited.get_or_create(&[("limit", limit.as_str().into())]).inc();
    }

    /// A circuit breaker opened.
    pub fn breaker_paused(&self) {
        self.0.breaker_pauses.inc();
    }

    /// A circuit breaker kept a request back.
    pub fn breaker_refused(&self) {
        self.0.breaker_refusals.inc();
    }

    /// A host cannot be reached any more, or answers again.
    pub fn outage(&self, outage: Outage) {
        self.0.outages.get_or_create(&[("event", outage.as_str().into())]).inc();
    }

    /// A client connected.
    pub fn connection_opened(&self) {
        self.0.connections.inc();
    }

    /// A client's connection was closed.
    pub fn connection_closed(&self) {
        self.0.connections.dec();
    }

    /// So many requests with a body are under way now, and their bodies have so many bytes.
    pub fn under_way(&self, requests: usize, bytes: usize) {
        self.0.requests_under_way.set(gauge(requests));
        self.0.body_bytes.set(gauge(bytes));
    }

    /// This server answered a request for `route`, one of its templates, by `method`, one of [`method`]'s.
    pub fn http_request(&self, route: &str, method: &'static str, status: StatusCode, took: Duration) {
        let (route, method) = (("route", Cow::from(route.to_owned())), ("method", Cow::from(method)));
        let status = ("status", Cow::from(status.as_str().to_owned()));
        self.0.http_seconds.get_or_create(&[route.clone(), method.clone()]).observe(took.as_secs_f64());
        self.0.http_requests.get_or_create(&[route, method, status]).inc();
    }
}

/// A count as a gauge takes it.
fn gauge(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Registers metrics as they are made.
struct Registering<'a>(&'a mut Registry);

impl Registering<'_> {
    fn counted<M: prometheus_client::registry::Metric + Clone + Default>(
        &mut self,
        name: &str,
        help: &str,
    ) -> M {
        let metric = M::default();
        self.0.register(name, help, metric.clone());
        metric
    }

    fn timed<M: prometheus_client::registry::Metric + Clone>(
        &mut self,
        name: &str,
        help: &str,
        metric: M,
    ) -> M {
        self.0.register_with_unit(name, help, Unit::Seconds, metric.clone());
        metric
    }
}
