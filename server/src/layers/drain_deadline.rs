//! The drain deadline: whoever still waits by then, while the server leaves, hears so before it is gone.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::time::sleep;

use crate::error::ApiError;
use crate::shutdown::Shutdown;

/// Between the drain deadline ([`Shutdown::drain_deadline`]) and the end of requests:
/// time to tell callers why.
const DRAIN_GRACE: Duration = Duration::from_secs(1);
/// Of that, what is left to handlers that listen for the deadline themselves: they know better what to say.
const HANDLER_GRACE: Duration = Duration::from_millis(500);
/// Of [`Config::drain`](crate::config::Config::drain), what is kept for writing the last counts of use and closing the store.
const CLOSE: Duration = Duration::from_millis(500);

/// When requests end, counted from the word to leave, where leaving may take `drain`.
pub(crate) fn requests_end(drain: Duration) -> Duration {
    drain.saturating_sub(CLOSE)
}

/// When the drain deadline is, counted from the word to leave, where leaving may take `drain`.
pub(crate) fn after(drain: Duration) -> Duration {
    requests_end(drain).saturating_sub(DRAIN_GRACE)
}

/// The layer: answers who would wait longer. What asks Salesforce has had its time by then, or hears of the
/// deadline itself; so it is the store that keeps the rest.
pub async fn layer(State(shutdown): State<Shutdown>, request: Request, next: Next) -> Response {
    let too_late = async {
        shutdown.drain_deadline.cancelled().await;
        sleep(HANDLER_GRACE).await;
    };
    tokio::select! {
        biased;
        response = next.run(request) => response,
        () = too_late => {
            ApiError::storage_unavailable("the drain deadline came before the store answered").into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DRAIN_GRACE, HANDLER_GRACE, after};
    use crate::config::Config;

    #[test]
    fn a_check_that_runs_may_finish() {
        let config = Config::default();
        assert!(config.check.budget < after(config.drain));
        assert!(HANDLER_GRACE < DRAIN_GRACE);
    }
}
