//! What the server tells of itself while it runs: a log on standard error, for people at a terminal or as JSON for
//! machines; and, where configured, traces and the log by OTLP.

mod exporter;
mod log_bridge;
mod request_span;

use std::io::{self, IsTerminal as _};

use opentelemetry_otlp::ExporterBuildError;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use exporter::Exporters;
use request_span::LOCAL;
pub use request_span::RequestSpan;

/// What the targets of our own spans and events begin with. Other crates' may hold whatever they were called with.
const OURS: &str = env!("CARGO_CRATE_NAME");

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Why nothing could be told.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The client for OTLP cannot be set up.
    #[error("TLS cannot be set up for OTLP (are root certificates installed?)")]
    Tls(#[from] reqwest::Error),
    /// The OTLP exporter refuses its configuration.
    #[error("OTLP cannot be set up")]
    Exporter(#[from] ExporterBuildError),
    /// The system gives no thread.
    #[error("the telemetry cannot be started")]
    Start(#[from] io::Error),
}

/// What was started. What is still to be sent goes out with [`Telemetry::stop`].
#[derive(Debug, Default)]
pub struct Telemetry(Option<Exporters>);

/// Starts telling. `CONNECTORS_LOG` chooses what the log has, in the syntax of `RUST_LOG`; `info` by default. What
/// goes out by OTLP, to the collector at `otlp_endpoint`, is the same whatever the log has.
///
/// # Errors
/// OTLP cannot be set up.
pub fn start(format: LogFormat, otlp_endpoint: Option<&str>) -> Result<Telemetry, TelemetryError> {
    let exporters = otlp_endpoint.map(Exporters::new).transpose()?;
    let filter = EnvFilter::try_from_env("CONNECTORS_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let colors = io::stderr().is_terminal();
    let log = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(colors);
    let log = match format {
        LogFormat::Text => log.with_target(false).boxed(),
        LogFormat::Json => log.json().boxed(),
    };
    let traces = exporters
        .as_ref()
        .map(|to| to.trace_layer().with_filter(filter_fn(is_traced).with_max_level_hint(Level::DEBUG)));
    let logs = exporters
        .as_ref()
        .map(|to| to.log_layer().with_filter(filter_fn(is_logged).with_max_level_hint(Level::INFO)));
    tracing_subscriber::registry().with(log.with_filter(filter)).with(traces).with(logs).init();
    Ok(Telemetry(exporters))
}

impl Telemetry {
    /// Sends what is left, for a while.
    pub async fn stop(self) {
        let Some(exporters) = self.0 else { return };
        // It waits on threads of its own, which need this runtime to send.
        if let Err(error) = tokio::task::spawn_blocking(move || exporters.stop()).await {
            tracing::warn!(%error, "the last of the telemetry was not sent");
        }
    }
}

/// Our spans, but for what is about a person. Events stay out: the log has its own way.
fn is_traced(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.name() != LOCAL && is_ours(metadata) && *metadata.level() <= Level::DEBUG
}

/// Our events; and our requests' spans, whose ids each event carries.
fn is_logged(metadata: &Metadata<'_>) -> bool {
    is_ours(metadata) && *metadata.level() <= Level::INFO
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.target().split("::").next() == Some(OURS)
}
