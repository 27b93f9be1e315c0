//! The backend of the Connectors screen: API, Salesforce sign-in, vault, store; serves the built app.

pub mod admission;
pub mod api;
pub mod audit;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod connectors;
pub mod demo;
pub mod error;
pub mod etag;
pub mod flow_requests;
pub mod identity;
pub mod inbound;
pub mod layers;
pub mod metrics;
pub mod model;
pub mod outbound;
pub mod private_memory;
pub mod rate_limit;
pub mod readiness;
pub mod retention;
pub mod salesforce;
pub mod serve;
pub mod shutdown;
pub mod site;
pub mod state;
pub mod store;
pub mod tasks;
pub mod telemetry;
pub mod usage;
pub mod vault;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use contract::codes::ProblemCode;
use tower_http::catch_panic::CatchPanicLayer;

use crate::error::ApiError;
use crate::layers::{client_address, drain_deadline, origin, request_id, security_headers};
use crate::state::AppState;

/// The whole server as a router, so that tests need no socket.
pub fn app(state: AppState) -> Router {
    let config = || Arc::clone(&state.config);
    // The last layer is the outermost. The one before it sees every answer, and renders every failure.
    api::routes(&state)
        .fallback(site::handler)
        .layer(from_fn_with_state(state.shutdown.clone(), drain_deadline::layer))
        .layer(from_fn_with_state(config(), origin::layer))
        .layer(CatchPanicLayer::custom(|_| {
            ApiError::new(ProblemCode::Internal, "a handler panicked").into_response()
        }))
        .layer(from_fn_with_state(config(), security_headers::layer))
        .layer(from_fn_with_state(state.metrics.clone(), request_id::layer))
        .layer(from_fn_with_state(config(), client_address::layer))
        .with_state(state)
}
