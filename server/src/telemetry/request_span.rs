//! The span of a request, which all others of its trace stand in.

use std::fmt::Display;

use axum::http::{HeaderMap, StatusCode};
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::Status;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Which trace, and which span of it, a caller is at (<https://www.w3.org/TR/trace-context/>).
const TRACEPARENT: &str = "traceparent";

/// The field that holds the request's id.
pub(super) const REQUEST_ID: &str = "request_id";

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

/// The span of a request.
#[derive(Clone, Debug)]
pub struct RequestSpan(pub Span);

impl RequestSpan {
    /// Begins it, as part of the trace that the caller's `traceparent` names, if it does. The attributes have
    /// OpenTelemetry's names: <https://opentelemetry.io/docs/specs/semconv/http/http-spans/>.
    pub fn new(id: impl Display, method: &'static str, route: &str, headers: &HeaderMap) -> Self {
        let name = format!("{method} {route}");
        let span =
            tracing::info_span!("request", request_id = %id, "otel.name" = name, "otel.kind" = "server");
        let parent = TraceContextPropagator::new().extract(&Traceparent(headers));
        // Without OTLP there is nothing that a trace could be continued in.
        let _no_otlp = span.set_parent(parent);
        span.set_attribute("http.request.method", method);
        span.set_attribute("http.route", route.to_owned());
        Self(span)
    }

    /// Notes the answer.
    pub fn answered(&self, status: StatusCode) {
        self.0.set_attribute("http.response.status_code", i64::from(status.as_u16()));
        if status.is_server_error() {
            self.0.set_status(Status::error(""));
        }
    }
}
