//! Serves until told to leave, then finishes what runs.

use std::io;

use tokio::net::TcpListener;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::app;
use crate::state::AppState;

/// Serves on `listener` until [`Shared::shutdown`](crate::state::Shared::shutdown) is set: then no work is begun any
/// more, and what runs may finish within [`crate::config::Config::drain`]. Until it has, the port still answers, so
/// that `/readyz` can say why, and whoever a load balancer still sends here is not turned away unheard.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, state: AppState) -> io::Result<()> {
    let leaving = state.shutdown.clone();
    let drain = state.config.drain;
    let counting = tokio::spawn(keep_house(state.clone()));
    let (listener, meanwhile) = twice(listener)?;
    let finished = CancellationToken::new();
    let serving = async {
        let leaving = leaving.clone().cancelled_owned();
        let served = axum::serve(listener, app(state.clone())).with_graceful_shutdown(leaving).await;
        finished.cancel();
        served
    };
    let still_answering = async {
        leaving.cancelled().await;
        let finished = finished.clone().cancelled_owned();
        axum::serve(meanwhile, app(state.clone())).with_graceful_shutdown(finished).await
    };
    let served = async { tokio::try_join!(serving, still_answering).map(drop) };
    let too_late = async {
        leaving.cancelled().await;
        let until = Instant::now() + drain;
        sleep_until(until).await;
    };
    let deadline = async {
        leaving.cancelled().await;
        Instant::now() + drain
    };
    let (served, deadline) = tokio::join!(
        async {
            tokio::select! {
                served = served => served,
                () = too_late => Ok(()),
            }
        },
        deadline,
    );
    // Creates whose clients went away are no connection any more, but still save or undo.
    if timeout_at(deadline, state.attempts.finish()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    // It ends by itself, so that a batch on its way is not lost.
    let _panicked = counting.await;
    if let Err(error) = state.runtime.usage.flush(&state.store).await {
        tracing::warn!(%error, "the last counts of use were not written");
    }
    state.store.close().await;
    served
}

/// The same listener twice: the first is closed with its server, the second keeps the port open.
fn twice(listener: TcpListener) -> io::Result<(TcpListener, TcpListener)> {
    let first = listener.into_std()?;
    let second = first.try_clone()?;
    Ok((TcpListener::from_std(first)?, TcpListener::from_std(second)?))
}

/// Writes now and then how connectors were used, so that no request waits for it, and forgets idle sessions.
async fn keep_house(state: AppState) {
    let mut due = tokio::time::interval(state.config.runtime.usage_flush);
    while state.shutdown.run_until_cancelled(due.tick()).await.is_some() {
        state.runtime.sessions.forget_idle();
        if let Err(error) = state.runtime.usage.flush(&state.store).await {
            tracing::warn!(%error, "the counts of use were not written; they are kept for the next time");
        }
    }
}
