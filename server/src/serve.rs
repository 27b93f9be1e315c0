//! Serves until told to leave, then finishes what runs.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::app;
use crate::layers::drain_deadline;
use crate::state::AppState;

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
    let (listener, meanwhile) = twice(listener)?;
    let finished = CancellationToken::new();
    let serving = async {
        let leaving = leaving.clone().cancelled_owned();
        let served =
            axum::serve(listener, with_peers(app(state.clone()))).with_graceful_shutdown(leaving).await;
        finished.cancel();
        served
    };
    let still_answering = async {
        leaving.cancelled().await;
        let finished = finished.clone().cancelled_owned();
        axum::serve(meanwhile, with_peers(app(state.clone()))).with_graceful_shutdown(finished).await
    };
    let mut served = pin!(async { tokio::try_join!(serving, still_answering).map(drop) });
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

/// Tells each request the address of its connection's peer.
fn with_peers(app: Router) -> IntoMakeServiceWithConnectInfo<Router, SocketAddr> {
    app.into_make_service_with_connect_info()
}

/// Writes what is only counted so far, and closes the store.
async fn flush_and_close(state: &AppState, background: JoinHandle<()>) {
    // It ends by itself, so that a batch on its way is not lost.
    let _panicked = background.await;
    if let Err(error) = state.usage.flush(&state.store).await {
        tracing::warn!(%error, "the last counts of use were not written");
    }
    state.store.close().await;
}

/// The same listener twice: the first is closed with its server, the second keeps the port open.
fn twice(listener: TcpListener) -> io::Result<(TcpListener, TcpListener)> {
    let first = listener.into_std()?;
    let second = first.try_clone()?;
    Ok((TcpListener::from_std(first)?, TcpListener::from_std(second)?))
}

/// Writes now and then how connectors were used, so that no request waits for it, and forgets idle sessions.
async fn background_tasks(state: AppState) {
    let mut due = tokio::time::interval(state.config.usage_flush);
    while state.shutdown.leaving.run_until_cancelled(due.tick()).await.is_some() {
        state.sessions.forget_idle();
        if let Err(error) = state.usage.flush(&state.store).await {
            tracing::warn!(%error, "the counts of use were not written; they are kept for the next time");
        }
    }
}
