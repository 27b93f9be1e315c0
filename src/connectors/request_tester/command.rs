//! The request that is tested, as a command for a terminal.

use contract::runtime::{self, RuntimeRequest, TEST_REQUEST_TIMEOUT_MS};
use js_sys::Array;
use leptos::prelude::window;
use web_sys::UrlSearchParams;

/// The `curl` command that sends the request at a path with its query as a connector, through the server that the page
/// came from.
pub(super) fn curl(connector: &str, path_and_query: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    // It is made of texts and numbers: it cannot fail to be written as JSON.
    runtime::curl(&origin, connector, &request(path_and_query)).unwrap_or_default()
}

/// The request that the server makes of a path with its query.
fn request(path_and_query: &str) -> RuntimeRequest {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let mut request =
        RuntimeRequest { response_timeout_ms: TEST_REQUEST_TIMEOUT_MS, ..RuntimeRequest::new("GET", path) };
    if let Ok(parameters) = UrlSearchParams::new_with_str(query) {
        for pair in Array::from(&parameters).iter() {
            let pair = Array::from(&pair);
            let part = |at| pair.get(at).as_string().unwrap_or_default();
            request.query_parameters.insert(part(0), part(1));
        }
    }
    request
}
