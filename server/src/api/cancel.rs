//! `DELETE /api/v1/connectors/salesforce/attempts/{key}`: cancels the create that runs under an `Idempotency-Key`,
//! and answers what became of it once it has ended.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use contract::api::{self, CancelResult};
use contract::codes::ProblemCode;

use super::document::ADMIN;
use super::document::parameters::AttemptKey;
use super::document::problems::{self, problems};
use super::idempotency;
use crate::error::ApiError;
use crate::principal::CanManage;
use crate::state::AppState;

problems!(Problems: problems::ADMIN, problems::STORE, [ProblemCode::IdempotencyKeyMalformed]);

/// Cancels the create that runs under an `Idempotency-Key`
///
/// Answers once the create has ended. A cancel that comes before its create is remembered for a minute.
#[utoipa::path(
    delete,
    path = api::SALESFORCE_ATTEMPT,
    operation_id = "cancelSalesforceCreate",
    tag = ADMIN,
    params(AttemptKey),
    responses(
        (status = 200, description = "What became of it: the connector where the cancel came too late.", body = CancelResult),
        Problems,
    ),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    CanManage(principal): CanManage,
    key: Result<Path<String>, PathRejection>,
) -> Result<Json<CancelResult>, ApiError> {
    let key = idempotency::from_path(key)?;
    let tenant = &principal.tenant;
    let connector = match state.attempts.cancel(tenant, &key).await {
        Some(Ok(connector)) => Some(connector),
        // Where the store was lost during the commit, whether it was saved is open.
        Some(Err(error)) if error.code.may_have_saved() => return Err(error),
        Some(Err(_)) => None,
        // It ended before, or has yet to begin.
        None => {
            let first = state.store.idempotent_result(tenant, &key).await;
            // Only one that has yet to begin is to be canceled: a repeat tells what was saved.
            if !matches!(first, Ok(None)) {
                state.attempts.forget_cancel(tenant, &key);
            }
            first?.map(|first| first.connector)
        }
    };
    Ok(Json(CancelResult { connector }))
}
