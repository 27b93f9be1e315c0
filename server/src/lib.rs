//! The backend of the Connectors screen: API, Salesforce sign-in, vault, store; serves the built app.

pub mod api;
pub mod cli;
pub mod clock;
pub mod config;
pub mod drain_deadline;
pub mod error;
pub mod etag;
pub mod headers;
pub mod metrics;
pub mod name_key;
pub mod origin;
pub mod principal;
pub mod rate_limit;
pub mod request_id;
pub mod runtime;
pub mod salesforce;
pub mod serve;
pub mod service_token;
pub mod site;
pub mod state;
pub mod store;
pub mod telemetry;
pub mod vault;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use contract::codes::ProblemCode;
use tower_http::catch_panic::CatchPanicLayer;

use crate::error::ApiError;
use crate::state::AppState;

/// The whole server as a router, so that tests need no socket.
pub fn app(state: AppState) -> Router {
    // The last layer is the outermost: it sees every answer, and every failure is rendered there.
    api::routes(&state)
        .fallback(site::handler)
        .layer(from_fn_with_state(state.clone(), drain_deadline::layer))
        .layer(from_fn_with_state(state.clone(), origin::layer))
        .layer(CatchPanicLayer::custom(|_| {
            ApiError::new(ProblemCode::Internal, "a handler panicked").into_response()
        }))
        .layer(from_fn_with_state(state.clone(), headers::layer))
        .layer(from_fn_with_state(state.metrics.clone(), request_id::layer))
        .with_state(state)
}
