//! Serves until told to leave, then finishes what runs.

use std::io;

use tokio::net::TcpListener;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::app;
use crate::state::AppState;

/// Serves on `listener` until [`AppState::shutdown`] is set: then nothing new is accepted, and what runs may
/// finish within [`crate::config::Config::drain`].
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, state: AppState) -> io::Result<()> {
    let leaving = state.shutdown.clone();
    let drain = state.config.drain;
    let served =
        axum::serve(listener, app(state.clone())).with_graceful_shutdown(leaving.clone().cancelled_owned());
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
    state.store.close().await;
    served
}
