//! `DELETE /api/v1/connectors/salesforce/attempts/{key}`: cancels the create that runs under an `Idempotency-Key`,
//! and answers what became of it once it has ended.

use axum::Json;
use axum::extract::{Path, State};
use contract::api::Attempt;

use super::idempotency;
use crate::principal::Manager;
use crate::problem::Failed;
use crate::state::AppState;

pub(super) async fn handler(
    State(state): State<AppState>,
    Manager(principal): Manager,
    Path(key): Path<String>,
) -> Result<Json<Attempt>, Failed> {
    let key = idempotency::checked(&key)?;
    let organisation = &principal.organisation;
    let connector = match state.attempts.cancel(organisation, &key).await {
        Some(ended) => ended.ok(),
        // It ended before, or has yet to begin.
        None => {
            let first = state.store.remembered(organisation, &key).await?;
            if first.is_some() {
                state.attempts.forget_cancel(organisation, &key);
            }
            first.map(|first| first.connector)
        }
    };
    Ok(Json(Attempt { connector }))
}
