//! `GET /readyz`: 200 while the server can do its work: it is not leaving, its store answers soon, and its master key
//! is the one that what is stored was sealed under.

use axum::extract::State;
use contract::api;
use contract::codes::ProblemCode;
use tokio::time::timeout;

use super::document::SERVER;
use super::document::problems::{self, problems};
use crate::error::ApiError;
use crate::state::AppState;

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
pub(super) async fn handler(State(state): State<AppState>) -> Result<&'static str, ApiError> {
    if state.shutdown.is_cancelled() {
        return Err(ApiError::new(ProblemCode::ShuttingDown, "shutting down"));
    }
    let asked = timeout(state.config.readiness, state.store.a_master_key_id()).await;
    let late = |_| ApiError::storage_unavailable("the store did not answer in time");
    // Whatever is wrong with it, here it means the same.
    let sealed_under = asked
        .map_err(late)?
        .map_err(|error| ApiError::storage_unavailable(ApiError::from(error).log_detail))?;
    if let Some(sealed_under) = sealed_under {
        state.vault.check_master_key(&sealed_under).map_err(ApiError::storage_unavailable)?;
    }
    Ok("ready\n")
}
