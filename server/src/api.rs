//! The API, one file per endpoint.

pub mod attempts;
mod body;
mod cancel;
mod check;
mod config;
mod create;
mod form;
mod get;
mod health;
mod idempotency;
mod list;

use axum::Router;
use axum::routing::{any, delete, get, post};
use contract::api;
use contract::codes::ProblemCode;

use crate::problem::Failed;
use crate::state::AppState;

/// The API's routes. Whatever else is asked below `/api` gets a problem, not the page.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(api::CONFIG, get(config::handler))
        .route(api::CONNECTORS, get(list::handler))
        .route(api::SALESFORCE, post(create::handler))
        .route(api::SALESFORCE_CHECK, post(check::handler))
        .route(api::SALESFORCE_ATTEMPT, delete(cancel::handler))
        .route(api::CONNECTOR, get(get::handler))
        .route(api::HEALTH, get(health::handler))
        .route("/api", any(not_found))
        .route("/api/", any(not_found))
        .route("/api/{*rest}", any(not_found))
        .method_not_allowed_fallback(async || {
            Failed::new(ProblemCode::MethodNotAllowed, "method not allowed")
        })
}

async fn not_found() -> Failed {
    Failed::new(ProblemCode::NotFound, "no such route")
}
