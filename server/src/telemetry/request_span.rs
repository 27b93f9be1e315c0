//! The spans of a request, which all others of its trace stand in: who it is and what it is about.

use std::fmt::Display;
use std::net::IpAddr;

use axum::http::{HeaderMap, StatusCode};
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::Status;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing::field::{Empty, display};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Which trace, and which span of it, a caller is at (<https://www.w3.org/TR/trace-context/>).
const TRACEPARENT: &str = "traceparent";

/// The fields of the request's span, all of them ids of ours: by OTLP they leave with it, and with what is logged in it.
pub(super) const IDS: [&str; 5] = ["request_id", "tenant", "token", "refused_token", "connector"];

/// The name of the span around the request's, whose fields are about a person and stay in the local log: the client's
/// address and the user.
pub(super) const LOCAL: &str = "client";

/// The one header of the caller's that counts. `tracestate` is free text, which would be sent on.
struct Traceparent<'a>(&'a HeaderMap);

impl Extractor for Traceparent<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == TRACEPARENT).then(|| self.0.get(key)?.to_str().ok()).flatten()
    }

    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

/// The span of a request, and the local one around it. What becomes known of the request is noted there, and each line of
/// the log has it from then on.
#[derive(Clone, Debug)]
pub struct RequestSpan {
    /// The span that the request is handled in.
    pub span: Span,
    local: Span,
}

impl RequestSpan {
    /// Begins it, as part of the trace that the caller's `traceparent` names, if it does. The attributes have
    /// OpenTelemetry's names: <https://opentelemetry.io/docs/specs/semconv/http/http-spans/>.
    pub fn new(
        id: impl Display,
        method: &'static str,
        route: &str,
        headers: &HeaderMap,
        client_address: Option<IpAddr>,
    ) -> Self {
        let name = format!("{method} {route}");
        let local = tracing::info_span!(LOCAL, client_address = client_address.map(display), user = Empty);
        let span = tracing::info_span!(
            parent: &local,
            "request",
            request_id = %id,
            tenant = Empty,
            token = Empty,
            refused_token = Empty,
            connector = Empty,
            "otel.name" = name,
            "otel.kind" = "server"
        );
        let parent = TraceContextPropagator::new().extract(&Traceparent(headers));
        // Without OTLP there is nothing that a trace could be continued in.
        let _no_otlp = span.set_parent(parent);
        span.set_attribute("http.request.method", method);
        span.set_attribute("http.route", route.to_owned());
        Self { span, local }
    }

    /// Notes which program asks: its tenant and the id of its token.
    pub fn program(&self, tenant: impl Display, token: impl Display) {
        self.span.record("tenant", display(tenant));
        self.span.record("token", display(token));
    }

    /// Notes the public beginning of a token that lets nobody in.
    pub fn refused_token(&self, prefix: &str) {
        self.span.record("refused_token", display(prefix));
    }

    /// Notes which user asks.
    pub fn user(&self, tenant: impl Display, user: &str) {
        self.span.record("tenant", display(tenant));
        self.local.record("user", user);
    }

    /// Notes which connector it is about.
    pub fn connector(&self, id: impl Display) {
        self.span.record("connector", display(id));
    }

    /// Notes the answer.
    pub fn answered(&self, status: StatusCode) {
        self.span.set_attribute("http.response.status_code", i64::from(status.as_u16()));
        if status.is_server_error() {
            self.span.set_status(Status::error(""));
        }
    }
}
