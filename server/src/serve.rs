//! Serves until told to leave, then finishes what runs.

use std::io;
use std::pin::pin;

use axum::Router;
use contract::api::{HEALTH, READY};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::app;
use crate::inbound::{self, Inbound, InboundLimits};
use crate::layers::drain_deadline;
use crate::metrics::listener;
use crate::state::AppState;

/// Connections to the metrics' listener: who scrapes needs one.
const METRICS_CONNECTIONS: usize = 32;

/// Serves on `listener` until [`Shutdown::leaving`](crate::shutdown::Shutdown::leaving) is set: then no work is begun any
/// more, and what runs may finish while [`crate::config::Config::drain`] lasts, but for its end,
/// which is ours. Until it has, the port still answers, so that `/readyz` can say why, and whoever a load balancer still
/// sends here is not turned away unheard.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, state: AppState) -> io::Result<()> {
    let leaving = state.shutdown.leaving.clone();
    let background = tokio::spawn(background_tasks(state.clone()));
    inbound::raise_limit();
    let mut served = pin!(let_in(listener, app(state.clone()), &state, leaving.clone()));
    let failed = tokio::select! {
        () = leaving.cancelled() => None,
        served = &mut served => Some(served),
    };
    // Where the listener failed, nobody has told the rest.
    leaving.cancel();
    let (now, drain) = (Instant::now(), state.config.drain);
    let requests_end = now + drain_deadline::requests_end(drain);
    let deadline = state.shutdown.drain_deadline.clone();
    tokio::spawn(async move {
        sleep_until(now + drain_deadline::after(drain)).await;
        deadline.cancel();
    });
    let served = match failed {
        Some(failed) => failed,
        None => timeout_at(requests_end, served).await.unwrap_or_else(|_| {
            tracing::warn!("some connections were not closed in time");
            Ok(())
        }),
    };
    // Creates whose clients went away are no connection any more, but still save or undo.
    if timeout_at(requests_end, state.tasks.finish()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    if timeout_at(now + drain, flush_and_close(&state, background)).await.is_err() {
        tracing::warn!("the store was not closed in time");
    }
    served
}

/// Writes what is only counted so far, and closes the store.
async fn flush_and_close(state: &AppState, background: JoinHandle<()>) {
    // It ends by itself, so that a batch on its way is not lost.
    let _panicked = background.await;
    if let Err(error) = state.usage.flush(&state.store).await {
        tracing::warn!(%error, "the last counts of use were not written");
    }
    if let Err(error) = state.audit.flush().await {
        tracing::error!(%error, "the last refusals are missing in the audit log");
    }
    state.store.close().await;
}

/// Serves on `listener` until `leaving`. Who is connected then is answered, and told to come back elsewhere; and so is
/// who comes meanwhile. The port is closed once the last of the former has been answered.
async fn let_in(
    listener: TcpListener,
    app: Router,
    state: &AppState,
    leaving: CancellationToken,
) -> io::Result<()> {
    let config = &state.config;
    let inbound =
        Inbound::new(config.inbound, &config.trusted_proxies, &[HEALTH, READY], state.metrics.clone());
    let (before, meanwhile) = (GracefulShutdown::new(), GracefulShutdown::new());
    inbound.serve(&listener, &app, &before, leaving.cancelled()).await?;
    inbound.serve(&listener, &app, &meanwhile, before.shutdown()).await?;
    drop(listener);
    meanwhile.shutdown().await;
    Ok(())
}

/// Serves the metrics on a listener of their own, until dropped.
///
/// # Errors
/// When the listener fails.
pub async fn serve_metrics(listener: TcpListener, state: AppState) -> io::Result<()> {
    let limits = InboundLimits {
        connections: METRICS_CONNECTIONS,
        connections_of_an_address: METRICS_CONNECTIONS / 2,
        reserve: 0,
        ..state.config.inbound
    };
    let inbound = Inbound::new(limits, &[], &[], state.metrics.clone());
    let app = listener::router(state.metrics.clone());
    inbound.serve(&listener, &app, &GracefulShutdown::new(), std::future::pending()).await
}

/// What goes on beside the requests, until the server leaves.
async fn background_tasks(state: AppState) {
    tokio::join!(write_now_and_then(&state), purge_now_and_then(&state));
}

/// Writes now and then how connectors were used, and what was refused often, so that no request waits for it, and forgets idle sessions.
async fn write_now_and_then(state: &AppState) {
    let mut due = tokio::time::interval(state.config.usage_flush);
    while state.shutdown.leaving.run_until_cancelled(due.tick()).await.is_some() {
        state.sessions.forget_idle();
        if let Err(error) = state.usage.flush(&state.store).await {
            tracing::warn!(%error, "the counts of use were not written; they are kept for the next time");
        }
        if let Err(error) = state.audit.write_due().await {
            tracing::warn!(%error, "refusals are not in the audit log yet; they are kept for the next time");
        }
    }
}

/// Deletes now and then what has been kept for long enough.
async fn purge_now_and_then(state: &AppState) {
    let (leaving, retention) = (&state.shutdown.leaving, state.config.retention);
    let mut due = tokio::time::interval(retention.every);
    while leaving.run_until_cancelled(due.tick()).await.is_some() {
        let purge = retention.purge(&state.store, state.clock.now_ms());
        if let Some(Err(error)) = leaving.run_until_cancelled(purge).await {
            tracing::warn!(%error, "what has been kept for long enough was not deleted; it is tried again");
        }
    }
}
