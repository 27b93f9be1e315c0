//! The request that is tested, as a command for a terminal.

use contract::runtime::{self, RuntimeRequest, TEST_REQUEST_TIMEOUT_MS};
use leptos::prelude::window;

/// The `curl` command that sends the request at a path with its query as a connector, through the server that the page
/// came from.
pub(super) fn curl(connector: &str, path_and_query: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    let request = RuntimeRequest {
        response_timeout_ms: TEST_REQUEST_TIMEOUT_MS,
        ..RuntimeRequest::new("GET", path_and_query)
    };
    // It is made of texts and numbers: it cannot fail to be written as JSON.
    runtime::curl(&origin, connector, &request).unwrap_or_default()
}
