//! HTTP alone: each endpoint reads a request, calls one method of a service, and answers. A folder a noun, a file a verb.

mod audit;
mod connectors;
mod document;
mod extract;
mod runtime;
mod server;
mod service_tokens;

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
    let refusals = |caller| from_fn_with_state((state.metrics.clone(), caller), runtime::refusals::layer);
    let service_caller = from_fn_with_state(state.service_tokens.clone(), runtime::caller::layer);
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
    OpenApiRouter::default().routes(routes!(runtime::send::handler))
}

/// Where programs with a service token find their connectors.
fn list_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(runtime::list::handler))
}

/// Where admins try connectors.
fn try_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(connectors::try_request::handler))
}

/// Everything else: what is for admins, and what is for everybody.
fn admin_and_public_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(server::config::handler))
        .routes(routes!(server::demo_form::handler))
        .routes(routes!(connectors::list::handler))
        .routes(routes!(connectors::salesforce::create::handler))
        .routes(routes!(connectors::salesforce::check::handler))
        .routes(routes!(connectors::salesforce::find_audience::handler))
        .routes(routes!(connectors::salesforce::cancel::handler))
        .routes(routes!(connectors::get::handler, connectors::update::handler, connectors::delete::handler))
        .routes(routes!(connectors::history::handler))
        .routes(routes!(connectors::check::handler))
        .routes(routes!(connectors::deactivate::handler))
        .routes(routes!(connectors::reactivate::handler))
        .routes(routes!(service_tokens::list::handler, service_tokens::create::handler))
        .routes(routes!(service_tokens::revoke::handler))
        .routes(routes!(audit::list::handler))
        .routes(routes!(document::handler))
        .routes(routes!(server::health::handler))
        .routes(routes!(server::ready::handler))
}

async fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "no such route")
}
