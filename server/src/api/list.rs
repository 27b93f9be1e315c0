//! `GET /api/v1/connectors`: the organisation's connectors and its limits.

use axum::Json;
use axum::extract::State;
use contract::api::{ConnectorList, Limits};

use crate::principal::Principal;
use crate::problem::Failed;
use crate::state::AppState;

pub(super) async fn handler(
    State(state): State<AppState>,
    principal: Principal,
) -> Result<Json<ConnectorList>, Failed> {
    let connectors = state.store.list(&principal.organisation).await?;
    Ok(Json(ConnectorList { connectors, limits: Limits::default() }))
}
