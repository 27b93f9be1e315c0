//! The last call: whoever still waits when the server must leave hears so before it is gone.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::time::sleep;

use crate::problem::Failed;
use crate::state::AppState;

/// Between the last call and [`CLOSE`]: time to tell callers why.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Of [`Config::drain`](crate::config::Config::drain), what is kept for writing the last counts of use.
pub(crate) const CLOSE: Duration = Duration::from_millis(500);

/// Resolves when what still runs must end: so long before the end that nothing is cut off which keeps its own limits.
pub async fn last_call(state: &AppState) {
    state.shutdown.cancelled().await;
    sleep(after(state.config.drain)).await;
}

/// How long after the word to leave the last call comes, where leaving may take `drain`.
fn after(drain: Duration) -> Duration {
    drain.saturating_sub(LAST_WORDS + CLOSE)
}

/// The layer: answers who would wait longer. What asks Salesforce has had its time by then, or hears the last call
/// itself; so only the store can have kept it.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    tokio::select! {
        biased;
        response = next.run(request) => response,
        () = last_call(&state) => {
            Failed::storage_unavailable("the last call came before the store answered").into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::after;
    use crate::config::Config;

    #[test]
    fn a_check_that_runs_may_finish() {
        let config = Config::default();
        assert!(config.check.budget < after(config.drain));
    }
}
