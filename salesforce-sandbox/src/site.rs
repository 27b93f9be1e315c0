//! An Experience Cloud site: the same org, signed in to below the site's path.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::sandbox::Sandbox;
use crate::token::{self, TokenError};

pub(crate) async fn token(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, TokenError> {
    sandbox.count(|counters| counters.site_token_requests += 1);
    token::handle(State(sandbox), headers, body).await
}
