//! `GET /readyz`: 200 while the server can do its work.

use axum::extract::State;
use contract::api;
use contract::codes::ProblemCode;

use crate::api::document::SERVER;
use crate::api::document::problems::{self, problems};
use crate::error::ApiError;
use crate::readiness::Readiness;

problems!(Problems: problems::STORE, [ProblemCode::ShuttingDown]);

/// Whether the server can do its work
///
/// It is not leaving, its store answers soon, and its master key is the one that what is stored was sealed under.
#[utoipa::path(
    get,
    path = api::READY,
    operation_id = "getReadiness",
    tag = SERVER,
    responses((status = 200, description = "It can.", body = str, content_type = "text/plain"), Problems),
)]
pub(in crate::api) async fn handler(State(readiness): State<Readiness>) -> Result<&'static str, ApiError> {
    readiness.check().await.map(|()| "ready\n")
}
