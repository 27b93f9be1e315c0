//! Measures what was refused.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

use crate::error::ApiError;
use crate::metrics::{Caller, Metrics};

/// The layer: what was answered [`FlowRequests`](crate::flow_requests::FlowRequests) measures, once the answer has ended.
pub(in crate::api) async fn layer(
    State((metrics, caller)): State<(Metrics, Caller)>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let response = next.run(request).await;
    if let Some(error) = response.extensions().get::<ApiError>() {
        metrics.runtime_request(caller, Err(error.code), started.elapsed());
    }
    response
}
