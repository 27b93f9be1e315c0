//! Starts the server: one line for whatever keeps it from starting.

use std::process::ExitCode;

use clap::Parser as _;
use connectors_server::cli::Args;
use connectors_server::serve::serve;
use connectors_server::state::{AppState, Surroundings};
use connectors_server::store::{Store, StoreOptions};
use connectors_server::telemetry;
use connectors_server::vault::{MasterKey, Origin, Vault};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    telemetry::start(args.log_format());
    match run(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("connectors-server: {}", one_line(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<(), Failure> {
    let config = args.config();
    let surroundings = Surroundings::of(&config)?;
    let address = args.address();
    let listener =
        TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))?;
    let vault = Vault::new(&master_key(args)?);
    let store =
        Store::connect(&args.database(), surroundings.clock.clone(), &StoreOptions::default()).await?;
    let state = AppState::new(config, surroundings, store, vault)?;

    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let shutdown = state.shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("finishing what runs");
        shutdown.cancel();
    });
    tracing::info!(address = %listener.local_addr()?, "listening");
    Ok(serve(listener, state).await?)
}

/// From the environment (`CONNECTORS_MASTER_KEY`), or else from its file.
fn master_key(args: &Args) -> Result<MasterKey, Failure> {
    if let Ok(text) = std::env::var("CONNECTORS_MASTER_KEY") {
        let text = zeroize::Zeroizing::new(text);
        return Ok(MasterKey::from_text(&text)?);
    }
    let file = args.master_key_file();
    let loaded = MasterKey::load_or_create(&file)?;
    if loaded.origin == Origin::Created {
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
