//! The last call: whoever still waits when the server must leave hears so before it is gone.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::time::sleep;

use crate::error::ApiError;
use crate::state::AppState;

/// Between the last call ([`Shared::last_call`](crate::state::Shared::last_call)) and the end of requests: time to tell
/// callers why.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Of that, what is left to those who listen for the last call themselves: they know better what to say.
const OWN_WORDS: Duration = Duration::from_millis(500);
/// Of [`Config::drain`](crate::config::Config::drain), what is kept for writing the last counts of use.
const CLOSE: Duration = Duration::from_millis(500);

/// When requests end, counted from the word to leave, where leaving may take `drain`.
pub(crate) fn requests_end(drain: Duration) -> Duration {
    drain.saturating_sub(CLOSE)
}

/// When the last call comes, counted likewise.
pub(crate) fn comes(drain: Duration) -> Duration {
    requests_end(drain).saturating_sub(LAST_WORDS)
}

/// The layer: answers who would wait longer. What asks Salesforce has had its time by then, or hears the last call
/// itself; so it is the store that keeps the rest.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let too_late = async {
        state.last_call.cancelled().await;
        sleep(OWN_WORDS).await;
    };
    tokio::select! {
        biased;
        response = next.run(request) => response,
        () = too_late => {
            ApiError::storage_unavailable("the last call came before the store answered").into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LAST_WORDS, OWN_WORDS, comes};
    use crate::config::Config;

    #[test]
    fn a_check_that_runs_may_finish() {
        let config = Config::default();
        assert!(config.check.budget < comes(config.drain));
        assert!(OWN_WORDS < LAST_WORDS);
    }
}
