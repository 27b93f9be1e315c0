//! Starts the server: one line for whatever keeps it from starting.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser as _;
use connectors_server::cli::Args;
use connectors_server::metrics;
use connectors_server::serve::serve;
use connectors_server::state::{AppState, Dependencies};
use connectors_server::store::{Store, StoreOptions};
use connectors_server::telemetry;
use connectors_server::vault::{KeySource, MasterKey, MasterKeyError, Vault};
use contract::zeroing::Zeroing;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use zeroize::Zeroizing;

/// The variable that may hold the master key itself. It is no argument: others on the machine can read those.
const MASTER_KEY: &str = "CONNECTORS_MASTER_KEY";

type Failure = Box<dyn std::error::Error>;

/// A private key also lies in buffers of the connection and of serde.
#[global_allocator]
static ALLOCATOR: Zeroing = Zeroing;

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let ended = runtime.block_on(serve_with_telemetry(&args));
    // The system may still look up a name on a thread of its own, for longer than leaving may take.
    runtime.shutdown_background();
    ended
}

async fn serve_with_telemetry(args: &Args) -> ExitCode {
    let telemetry = match telemetry::start(args.log_format(), args.otlp_endpoint.as_deref()) {
        Ok(telemetry) => telemetry,
        Err(error) => return failed(&error),
    };
    let ended = run(args).await;
    telemetry.stop().await;
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(error.as_ref()),
    }
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("connectors-server: {}", one_line(error));
    ExitCode::FAILURE
}

async fn run(args: &Args) -> Result<(), Failure> {
    let config = args.config();
    let dependencies = Dependencies::of(&config)?;
    let address = args.address();
    let listener = listen(address).await?;
    let metrics_listener = match args.metrics {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let vault = Vault::new(&master_key(args)?);
    let store =
        Store::connect(&args.database(), dependencies.clock.clone(), &StoreOptions::default()).await?;
    let state = AppState::new(config, dependencies, store, vault)?;

    if let Some(listener) = metrics_listener {
        tracing::info!(address = %listener.local_addr()?, "serving metrics");
        // It goes on while the server leaves, so that the last requests are counted for somebody.
        tokio::spawn(metrics::listener::serve(listener, state.metrics.clone()));
    }

    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let leaving = state.shutdown.leaving.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("finishing what runs");
        leaving.cancel();
    });
    tracing::info!(address = %listener.local_addr()?, "listening");
    Ok(serve(listener, state).await?)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let listening = TcpListener::bind(address).await;
    Ok(listening.map_err(|error| format!("cannot listen on {address}: {error}"))?)
}

/// From the environment ([`MASTER_KEY`]), or else from its file.
fn master_key(args: &Args) -> Result<MasterKey, Failure> {
    // Whoever sets it means it: what is no key there must not end in a new key in a file.
    if let Some(text) = std::env::var_os(MASTER_KEY) {
        let text = Zeroizing::new(text.into_encoded_bytes());
        let key = str::from_utf8(&text).map_err(|_| MasterKeyError::Malformed).and_then(MasterKey::from_text);
        return key.map_err(|error| format!("{MASTER_KEY}: {error}").into());
    }
    let file = args.master_key_file();
    let loaded = MasterKey::load_or_create(&file)?;
    if loaded.source == KeySource::Created {
        let file = file.display();
        tracing::warn!(%file, "created the master key: keep a copy, without it no saved private key can be used");
    }
    Ok(loaded.key)
}

/// An error and its causes.
fn one_line(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(current) = cause {
        line = format!("{line}: {current}");
        cause = current.source();
    }
    line
}
