//! The API, one file per endpoint.

pub mod attempts;
mod body;
mod cancel;
mod check;
mod config;
mod connector_state;
mod create;
mod demo_form;
mod document;
mod find_audience;
mod form;
mod get;
mod health;
mod id;
mod idempotency;
mod list;
mod ready;
mod runtime_list;
mod runtime_request;
mod service_caller;
mod service_tokens;
mod try_request;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use contract::codes::ProblemCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::document::document;
use crate::error::ApiError;
use crate::metrics::Caller;
use crate::state::AppState;

/// The API's routes. Whatever else is asked below `/api` gets a problem, not the page.
pub fn routes(state: &AppState) -> Router<AppState> {
    let refusals = |caller| from_fn_with_state((state.metrics.clone(), caller), runtime_request::refusals);
    let service_caller = from_fn_with_state(state.clone(), service_caller::layer);
    let runtime = sending().route_layer(refusals(Caller::ServiceToken)).merge(listing());
    let trying = trying().route_layer(refusals(Caller::Try));
    Router::from(runtime.route_layer(service_caller).merge(trying).merge(others()))
        .route("/api", any(not_found))
        .route("/api/", any(not_found))
        .route("/api/{*rest}", any(not_found))
        .method_not_allowed_fallback(async || {
            ApiError::new(ProblemCode::MethodNotAllowed, "method not allowed")
        })
}

/// The routes with what each says of itself. Each path stands in its endpoint's description, so that none is served
/// without one.
fn described() -> OpenApiRouter<AppState> {
    let beginning = OpenApiRouter::with_openapi(document::beginning());
    beginning.merge(sending()).merge(listing()).merge(trying()).merge(others())
}

/// How programs with a service token use connectors.
fn sending() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(runtime_request::handler))
}

/// How they find them.
fn listing() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(runtime_list::handler))
}

/// How admins try them.
fn trying() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(try_request::handler))
}

/// What else is there for admins, and for everybody.
fn others() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(config::handler))
        .routes(routes!(demo_form::handler))
        .routes(routes!(list::handler))
        .routes(routes!(create::handler))
        .routes(routes!(check::handler))
        .routes(routes!(find_audience::handler))
        .routes(routes!(cancel::handler))
        .routes(routes!(get::handler))
        .routes(routes!(connector_state::deactivate))
        .routes(routes!(connector_state::reactivate))
        .routes(routes!(service_tokens::list, service_tokens::create))
        .routes(routes!(service_tokens::revoke))
        .routes(routes!(document::handler))
        .routes(routes!(health::handler))
        .routes(routes!(ready::handler))
}

async fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "no such route")
}
