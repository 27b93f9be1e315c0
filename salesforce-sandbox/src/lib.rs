//! A stand-in for Salesforce's authorization server: strict, and drivable into every failure.
//!
//! It knows the OAuth 2.0 JWT bearer flow (RFC 7523) and as much of the REST API as shows what a token is good for.
//! It shares no code with what it checks.
//!
//! - The demo's app is [`DEMO_CLIENT_ID`], its user [`DEMO_EMAIL_ID`], its key `private-key.pem` in the data
//!   directory, made there at first start.
//! - Every [`Failure`] is reached by changing one input of the demo's: the Client ID, the user (Email ID), the URL,
//!   the audience or the key. `GET /` lists them for people, `GET /failures.json` for programs.
//! - Failures of the connection have ports of their own after the sandbox's ([`Fault::offset`]), since a URL without
//!   a path is all that a connector's form takes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::middleware::map_response_with_state;
use axum::response::Response;
use axum::routing::{get, post};

mod assertion;
mod control;
pub mod data;
mod failures;
mod fault;
mod keys;
mod page;
pub mod paths;
mod ports;
mod refusal;
mod registry;
mod rest;
mod revoke;
mod run;
mod sandbox;
mod site;
mod token;

pub use failures::{Failure, Oddity, Outcome, Place, Reach, Step, UNKNOWN_HOST, USER_DOMAIN};
pub use fault::{Addresses, Fault};
pub use keys::{
    CERTIFICATE_BYTES, CERTIFICATE_FILE, Certificate, CertificateError, KeyError, KeyFiles, PRIVATE_KEY_FILE,
};
pub use ports::{CONNECTION_TIME_MAX, TlsError};
pub use refusal::{ApiError, OauthError};
pub use registry::{
    ApiAccess, App, AppKind, Audience, DEMO_CLIENT_ID, DEMO_EMAIL_ID, DEMO_PROFILE, PermittedUsers, Registry,
    User, UserStatus,
};
pub use run::{Config, LOCALHOST, Running, StartError, start};
pub use sandbox::{Clock, Counters, ORG_ID, Sandbox};

/// The sandbox's own port: all paths of [`paths`].
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    let mut router = Router::new()
        .route(paths::TOKEN, post(token::handle))
        .route(paths::SITE_TOKEN, post(site::token))
        .route(paths::REVOKE, post(revoke::handle))
        .route(paths::SITE_REVOKE, post(revoke::handle))
        .route(paths::USERINFO, get(rest::userinfo).post(rest::userinfo))
        .route(
            paths::APEX_REST,
            get(rest::apex_rest)
                .post(rest::apex_rest)
                .put(rest::apex_rest)
                .patch(rest::apex_rest)
                .delete(rest::apex_rest),
        );
    for (path, resource) in [
        (paths::VERSIONS, get(rest::versions)),
        (paths::RESOURCES, get(rest::resources)),
        (paths::LIMITS, get(rest::limits)),
        (paths::QUERY, get(rest::query)),
        (paths::SOBJECTS, post(rest::create)),
        (paths::EXTERNAL_ID, get(rest::by_external_id).patch(rest::by_external_id)),
    ] {
        // The REST API takes a slash at the end or none, and clients send either.
        router = router.route(&format!("{path}/"), resource.clone()).route(path, resource);
    }
    router
        .route(paths::CERTIFICATE, post(control::certificate))
        .route(paths::DROP_TOKENS, post(control::drop_tokens))
        .route(paths::COUNTERS, get(control::counters))
        .route(paths::REDIRECT_TARGET, axum::routing::any(control::redirected))
        .route(paths::FAILURES, get(control::failures))
        .route(paths::CHEAT_SHEET, get(page::handle))
        .fallback(rest::not_found)
        .layer(map_response_with_state(Arc::clone(&sandbox), dated))
        .with_state(sandbox)
}

/// The time of an answer, by the sandbox's clock: clients hold theirs against it.
async fn dated(State(sandbox): State<Arc<Sandbox>>, mut response: Response) -> Response {
    if let Ok(date) = HeaderValue::from_str(&sandbox.date(Duration::ZERO)) {
        response.headers_mut().entry(DATE).or_insert(date);
    }
    response
}
