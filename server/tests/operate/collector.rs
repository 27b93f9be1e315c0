//! An OTLP collector that keeps what it gets.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tokio::net::TcpListener;

/// A collector on a free port.
pub(crate) struct Collector {
    pub(crate) origin: String,
    kept: Kept,
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Bodies>>);

#[derive(Default)]
struct Bodies {
    traces: Vec<Bytes>,
    logs: Vec<Bytes>,
}

impl Collector {
    /// Starts it.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let kept = Kept::default();
        let router = Router::new()
            .route(
                "/v1/traces",
                post(async |kept, headers, body| keep(kept, headers, body, |all| &mut all.traces)),
            )
            .route(
                "/v1/logs",
                post(async |kept, headers, body| keep(kept, headers, body, |all| &mut all.logs)),
            )
            .with_state(kept.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, kept }
    }

    /// Everything that came, as it came.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let kept = self.kept.0.lock().expect("not poisoned");
        kept.traces.iter().chain(&kept.logs).flatten().copied().collect()
    }

    /// The spans, and whom they are of.
    pub(crate) fn spans(&self) -> (Vec<Resource>, Vec<Span>) {
        let kept = self.kept.0.lock().expect("not poisoned");
        let bodies = kept.traces.iter().cloned();
        let all = bodies.map(|body| ExportTraceServiceRequest::decode(body).expect("spans"));
        let (mut resources, mut spans) = (Vec::new(), Vec::new());
        for one in all.flat_map(|request| request.resource_spans) {
            resources.extend(one.resource);
            spans.extend(one.scope_spans.into_iter().flat_map(|scope| scope.spans));
        }
        (resources, spans)
    }

    /// The log.
    pub(crate) fn records(&self) -> Vec<LogRecord> {
        let kept = self.kept.0.lock().expect("not poisoned");
        let bodies = kept.logs.iter().cloned();
        let all = bodies.map(|body| ExportLogsServiceRequest::decode(body).expect("log records"));
        all.flat_map(|request| request.resource_logs)
            .flat_map(|one| one.scope_logs)
            .flat_map(|scope| scope.log_records)
            .collect()
    }
}

fn keep(
    State(kept): State<Kept>,
    headers: HeaderMap,
    body: Bytes,
    place: fn(&mut Bodies) -> &mut Vec<Bytes>,
) {
    assert_eq!(headers["content-type"], "application/x-protobuf");
    place(&mut kept.0.lock().expect("not poisoned")).push(body);
}

/// An attribute's value, as text.
pub(crate) fn attribute(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    found.value.as_ref().map(text)
}

/// A value as text.
pub(crate) fn text(value: &AnyValue) -> String {
    match &value.value {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        Some(any_value::Value::IntValue(number)) => number.to_string(),
        other => panic!("neither text nor a number: {other:?}"),
    }
}
