//! The API, one file per endpoint.

mod activation;
pub mod attempts;
mod body;
mod cancel;
mod check;
mod config;
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
    let runtime_routes = send_routes().route_layer(refusals(Caller::ServiceToken)).merge(list_routes());
    let tries = try_routes().route_layer(refusals(Caller::Try));
    Router::from(runtime_routes.route_layer(service_caller).merge(tries).merge(admin_and_public_routes()))
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
    beginning.merge(send_routes()).merge(list_routes()).merge(try_routes()).merge(admin_and_public_routes())
}

/// Where programs with a service token send requests as connectors.
fn send_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(runtime_request::handler))
}

/// Where programs with a service token find their connectors.
fn list_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(runtime_list::handler))
}

/// Where admins try connectors.
fn try_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(try_request::handler))
}

/// Everything else: what is for admins, and what is for everybody.
fn admin_and_public_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(config::handler))
        .routes(routes!(demo_form::handler))
        .routes(routes!(list::handler))
        .routes(routes!(create::handler))
        .routes(routes!(check::handler))
        .routes(routes!(find_audience::handler))
        .routes(routes!(cancel::handler))
        .routes(routes!(get::handler))
        .routes(routes!(activation::deactivate))
        .routes(routes!(activation::reactivate))
        .routes(routes!(service_tokens::list, service_tokens::create))
        .routes(routes!(service_tokens::revoke))
        .routes(routes!(document::handler))
        .routes(routes!(health::handler))
        .routes(routes!(ready::handler))
}

async fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "no such route")
}
