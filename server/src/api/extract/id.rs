//! The `{id}` in a path. What is no UUID is nobody's, so it is not found, as a missing one is.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use contract::codes::ProblemCode;

use crate::error::ApiError;
use crate::model::{ConnectorId, TokenId};
use crate::telemetry::RequestSpan;

/// The id that a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::api) struct Id<T>(pub(in crate::api) T);

/// An id that a path names.
pub(in crate::api) trait InPath: FromStr {
    /// Notes it for the log.
    fn note(&self, span: &RequestSpan);
}

impl InPath for ConnectorId {
    fn note(&self, span: &RequestSpan) {
        span.connector(self);
    }
}

impl InPath for TokenId {
    /// The log has the token that a program shows. Which one an admin changed, the audit log has.
    fn note(&self, _: &RequestSpan) {}
}

impl<S: Send + Sync, T: InPath> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let not_found = || ApiError::new(ProblemCode::NotFound, "the path's id is no UUID");
        // Text that is not UTF-8 is refused before it can be read as an id.
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| not_found())?;
        let id: T = text.parse().map_err(|_| not_found())?;
        if let Some(span) = parts.extensions.get() {
            id.note(span);
        }
        Ok(Self(id))
    }
}
