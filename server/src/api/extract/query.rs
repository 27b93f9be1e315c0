//! What stands behind the `?` of an address.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use contract::codes::ProblemCode;

use crate::error::{ApiError, Culprit};
use crate::model::PageRequest;

/// The parameters of an address. With one that is malformed, there is nothing at the address, as with a path's id that is none.
#[derive(Clone, Debug)]
pub(in crate::api) struct QueryParameters(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for QueryParameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = Query::from_request_parts(parts, state).await;
        read.map(|Query(parameters)| Self(parameters))
            .map_err(|_| refused("the query is not made of names and values"))
    }
}

impl QueryParameters {
    /// Takes out the value of a parameter.
    ///
    /// # Errors
    /// It is there more than once, or no text.
    pub(in crate::api) fn take(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        let mut found = self.0.extract_if(.., |(found, _)| found == name).map(|(_, value)| value);
        let value = found.next();
        if found.next().is_some() {
            return Err(refused(format!("`{name}` is there more than once")));
        }
        // PostgreSQL has no text with one, and would not say so.
        if value.as_ref().is_some_and(|text| text.contains('\0')) {
            return Err(refused(format!("`{name}` has a character of code zero")));
        }
        Ok(value)
    }

    /// Takes out which page is asked for, of at most `max`.
    ///
    /// # Errors
    /// The parameters `limit` or `after` are malformed.
    pub(in crate::api) fn page(&mut self, default: u16, max: u16) -> Result<PageRequest, ApiError> {
        let is_whole = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
        let limit = self.take("limit")?.map(|text| {
            let limit = Some(text).filter(is_whole).and_then(|text| text.parse().ok());
            let limit = limit.filter(|limit| (1..=max).contains(limit));
            limit.ok_or_else(|| refused(format!("`limit` is a whole number from 1 to {max}")))
        });
        let after = self.take("after")?.map(|text| {
            let wrong =
                |_| refused("`after` is what another page gave as `next`; leave it out to begin anew");
            text.parse().map_err(wrong)
        });
        Ok(PageRequest { limit: limit.transpose()?.unwrap_or(default), after: after.transpose()? })
    }

    /// Confirms that all parameters were taken out.
    ///
    /// # Errors
    /// There is one that the address does not take.
    pub(in crate::api) fn must_be_empty(&self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(refused("a parameter that the address does not take")) }
    }
}

/// The address leads nowhere, and why: names of ours, and no value.
fn refused(detail: impl Into<String>) -> ApiError {
    ApiError::because(ProblemCode::NotFound, Culprit::new(detail, &[]))
}
