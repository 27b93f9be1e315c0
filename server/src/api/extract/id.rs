//! The `{id}` in a path. What is no UUID is nobody's, so it is not found, as a missing one is.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use contract::codes::ProblemCode;

use crate::error::ApiError;

/// The id that a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::api) struct Id<T>(pub(in crate::api) T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let not_found = || ApiError::new(ProblemCode::NotFound, "the path's id is no UUID");
        // Text that is not UTF-8 is refused before it can be read as an id.
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| not_found())?;
        text.parse().map(Self).map_err(|_| not_found())
    }
}
