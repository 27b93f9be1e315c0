//! The way to an OTLP collector: HTTP with protobuf, by a client of its own. It has nothing to do with the guarded
//! one: where it sends is the operator's word.

use std::time::Duration;

use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::{Request, Response};
use opentelemetry::KeyValue;
use opentelemetry::logs::LoggerProvider as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{LogExporter, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::resource::EnvResourceDetector;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
use reqwest::redirect;
use tokio::runtime::Handle;
use tracing_opentelemetry::OpenTelemetryLayer;

use super::TelemetryError;
use super::log_bridge::LogBridge;

/// The service's name, where `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` give no other.
const SERVICE: &str = env!("CARGO_PKG_NAME");

/// How long one export may take; OTLP's own default.
const EXPORT: Duration = Duration::from_secs(10);

/// How long the server waits for the last exports when it leaves.
const LAST_EXPORT: Duration = Duration::from_secs(3);

/// Largest answer of a collector that is read, in bytes: it says nothing, or in few words what it refused.
const ANSWER_BYTES: usize = 64 * 1024;

/// Sends spans and the log.
#[derive(Debug)]
pub(super) struct Exporters {
    traces: SdkTracerProvider,
    logs: SdkLoggerProvider,
}

impl Exporters {
    /// To the collector at this base URL; what it asks for in headers is in `OTEL_EXPORTER_OTLP_HEADERS`.
    pub(super) fn new(endpoint: &str) -> Result<Self, TelemetryError> {
        let client = reqwest::Client::builder().redirect(redirect::Policy::none()).timeout(EXPORT).build()?;
        let client = Exporting { client, runtime: Handle::current() };
        let to = |signal: &str| format!("{}/v1/{signal}", endpoint.trim_end_matches('/'));
        let spans = SpanExporter::builder().with_http().with_http_client(client.clone());
        let spans = spans.with_endpoint(to("traces")).build()?;
        let records = LogExporter::builder().with_http().with_http_client(client);
        let records = records.with_endpoint(to("logs")).build()?;
        let resource = resource();
        Ok(Self {
            traces: SdkTracerProvider::builder()
                // By default a caller's `traceparent` decides whether anything is recorded.
                .with_sampler(Sampler::AlwaysOn)
                .with_batch_exporter(spans)
                .with_resource(resource.clone())
                .build(),
            logs: SdkLoggerProvider::builder().with_batch_exporter(records).with_resource(resource).build(),
        })
    }

    /// Turns our spans into OpenTelemetry's, with nothing that we did not put there.
    pub(super) fn trace_layer<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    {
        OpenTelemetryLayer::new(self.traces.tracer(SERVICE))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
    }

    /// Turns our events into OpenTelemetry's log records.
    pub(super) fn log_layer(&self) -> LogBridge {
        LogBridge::new(self.logs.logger(SERVICE))
    }

    /// Sends what is left.
    pub(super) fn stop(self) {
        for stopped in
            [self.traces.shutdown_with_timeout(LAST_EXPORT), self.logs.shutdown_with_timeout(LAST_EXPORT)]
        {
            if let Err(error) = stopped {
                tracing::warn!(%error, "the last of the telemetry was not sent");
            }
        }
    }
}

fn resource() -> Resource {
    let ours = Resource::builder_empty()
        .with_service_name(SERVICE)
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_detector(Box::new(EnvResourceDetector::new()));
    match std::env::var("OTEL_SERVICE_NAME") {
        Ok(name) if !name.is_empty() => ours.with_service_name(name).build(),
        _ => ours.build(),
    }
}

/// A client for the SDK's threads, which are none of tokio's: it sends on the runtime, and they wait.
#[derive(Clone, Debug)]
struct Exporting {
    client: reqwest::Client,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for Exporting {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        self.runtime.spawn(async move { send(client, request).await }).await?
    }
}

async fn send(client: reqwest::Client, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let mut answer = client.execute(request.try_into()?).await?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > ANSWER_BYTES {
            return Err("the collector's answer is too large".into());
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    Ok(response)
}
