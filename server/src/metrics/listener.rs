//! `GET /metrics`, on a listener of its own: what scrapes it need not reach the API, and who reaches the API does not
//! see it.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Metrics;

/// The one path that the listener knows.
pub const PATH: &str = "/metrics";

/// OpenMetrics' text format.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the listener serves.
pub fn router(metrics: Metrics) -> Router {
    Router::new().route(PATH, get(handler)).with_state(metrics)
}

async fn handler(State(metrics): State<Metrics>) -> Response {
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
