//! Every request gets an id of ours. What a client sends under that name is not looked at: ids find lines in the
//! log, and nobody outside should be able to choose them.

use std::fmt;

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use contract::api::REQUEST_ID;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::problem;

/// A request's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The outermost layer: gives the id, logs, and renders failures.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let id = RequestId(Uuid::new_v4());
    request.extensions_mut().insert(id);
    // The path without its query: nothing of ours is in a query, so whatever is there is somebody's mistake.
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    async move {
        let response = next.run(request).await;
        let mut response = problem::render(response, &id.to_string());
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        tracing::info!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await
}
