//! Every request gets an id of ours. What a client sends under that name is not looked at: ids find lines in the
//! log, and nobody outside should be able to choose them.

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use contract::api::REQUEST_ID;
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::error;
use crate::metrics::{self, Metrics};
use crate::model::{ClientAddress, RequestId};
use crate::telemetry::RequestSpan;

/// The route of whatever is no route: the page and its files.
const PAGE: &str = "/{*path}";

/// The layer around all that may fail: gives the id, logs, measures, and renders failures.
///
/// What a request is called is its route's template: its path can hold ids, and whatever somebody put there by
/// mistake.
pub async fn layer(State(metrics): State<Metrics>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::random();
    request.extensions_mut().insert(id);
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let method = metrics::method(request.method());
    let route = matched.as_ref().map_or(PAGE, MatchedPath::as_str);
    let client_address = request.extensions().get().map(|ClientAddress(address)| *address);
    let request_span = RequestSpan::new(id, method, route, request.headers(), client_address);
    request.extensions_mut().insert(request_span.clone());
    let span = request_span.span.clone();
    async move {
        let route = matched.as_ref().map_or(PAGE, MatchedPath::as_str);
        let response = next.run(request).await;
        let mut response = error::render(response, &id.to_string());
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        let status = response.status();
        metrics.http_request(route, method, status, started.elapsed());
        request_span.answered(status);
        tracing::info!(method, route, status = status.as_u16(), "answered");
        response
    }
    .instrument(span)
    .await
}
