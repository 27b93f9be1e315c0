//! `GET /api/v1/openapi.json`: the API's description of itself, made from the routes that are served.
//!
//! The endpoints and the contract's types say what utoipa can derive. What follows from constants, and what all
//! endpoints have in common, is added to the finished document: one reading shows where each part comes from.

mod bounds;
mod examples;
mod headers;
pub(super) mod parameters;
pub(super) mod problems;
mod words;

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::api;
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Server,
};

use self::problems::problems;
use crate::etag;

/// Operations of an admin in the browser.
pub(super) const ADMIN: &str = "Admin";
/// Operations of a program with a service token.
pub(super) const RUNTIME: &str = "Runtime";
/// Operations about the server itself.
pub(super) const SERVER: &str = "Server";
/// How programs sign in: the name that their operations call its security scheme by.
const SERVICE_TOKEN: &str = "serviceToken";

/// The document as it is served: the same for as long as the server runs.
static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let json = Bytes::from(document().to_string());
    Served { etag: etag::of(&json), json }
});

struct Served {
    json: Bytes,
    etag: String,
}

problems!(Problems);

/// The API's description of itself
///
/// An OpenAPI 3.1 document. It changes with the server's version only.
#[utoipa::path(
    get,
    path = api::OPENAPI,
    operation_id = "getDescription",
    tag = SERVER,
    responses(
        (status = 200, description = "This document.", body = Object, content_type = "application/json",
            headers(("ETag", description = "To be sent as `If-None-Match`."))),
        (status = 304, description = "It is the one that `If-None-Match` names."),
        Problems,
    ),
)]
pub(super) async fn handler(headers: HeaderMap) -> Response {
    let Served { json, etag } = &*SERVED;
    let mut response = if etag::is_known(&headers, etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], json.clone()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(ETAG, etag);
    }
    response
}

/// The whole document.
pub fn document() -> Value {
    // A document of utoipa's own types always becomes JSON; an empty one would be seen at once.
    let mut document = serde_json::to_value(super::described().into_openapi()).unwrap_or_default();
    bounds::add(&mut document);
    headers::add(&mut document);
    examples::add(&mut document);
    words::plain(&mut document);
    document
}

/// What stands in the document before any route.
pub(super) fn beginning() -> OpenApi {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "A service token, which an admin creates. It acts for the organization that it was created in, as the \
         connectors of its scope.",
    ));
    let (name, not_allowed) = problems::method_not_allowed();
    let mut components = ComponentsBuilder::new()
        .security_scheme(SERVICE_TOKEN, SecurityScheme::Http(bearer.build()))
        .response(name, not_allowed)
        .build();
    components.examples = problems::examples().collect();
    let tag = |name, words| TagBuilder::new().name(name).description(Some(words)).build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Connectors")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(words::INTRODUCTION))
                .license(Some(LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build())),
        )
        .servers(Some([Server::new("/")]))
        .paths(PathsBuilder::new())
        .components(Some(components))
        .tags(Some([tag(ADMIN, words::ADMIN), tag(RUNTIME, words::RUNTIME), tag(SERVER, words::SERVER)]))
        .build()
}
