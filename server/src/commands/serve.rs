//! `connectors-server`: serves.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{Failure, keys};
use crate::cli::Args;
use crate::serve::{serve, serve_metrics};
use crate::state::{AppState, Dependencies};
use crate::store::LockedStore;

/// Serves until told to leave.
pub(super) async fn run(args: &Args) -> Result<(), Failure> {
    let config = args.config();
    let dependencies = Dependencies::of(&config)?;
    let address = args.address();
    let listener = listen(address).await?;
    let metrics_listener = match args.metrics {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let key = keys::existing(args)?;
    // The database is asked before there is a vault: it says which master keys it takes.
    let store =
        LockedStore::connect(&args.database(), dependencies.clock.clone(), &args.store_options()).await?;
    let vault = keys::vault(args, key, &store.master_key_ids().await?)?;
    let state = AppState::new(config, dependencies, store.unlock(vault).await?)?;

    if let Some(listener) = metrics_listener {
        tracing::info!(address = %listener.local_addr()?, "serving metrics");
        // It goes on while the server leaves, so that the last requests are counted for somebody.
        tokio::spawn(serve_metrics(listener, state.clone()));
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
