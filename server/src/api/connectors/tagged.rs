//! A connector as an answer, with the `ETag` that a later change names by `If-Match`.

use axum::Json;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use contract::api::Connector;

/// A connector with its entity tag.
#[derive(Clone, Debug)]
pub(in crate::api) struct Tagged(pub(in crate::api) Connector);

impl<T: Into<Connector>> From<T> for Tagged {
    fn from(connector: T) -> Self {
        Self(connector.into())
    }
}

impl IntoResponse for Tagged {
    fn into_response(self) -> Response {
        let Self(connector) = self;
        ([(ETAG, format!("\"{}\"", connector.revision))], Json(connector)).into_response()
    }
}
