//! `GET /api/v1/connectors`: the tenant's connectors and its limits.

use axum::Json;
use axum::extract::State;
use contract::api::{self, ConnectorList, Limits};

use super::document::ADMIN;
use super::document::problems::{self, problems};

use crate::error::ApiError;
use crate::principal::Principal;
use crate::state::AppState;

problems!(Problems: problems::ADMIN, problems::STORE);

/// The organization's connectors and its limits
#[utoipa::path(
    get,
    path = api::CONNECTORS,
    operation_id = "listConnectors",
    tag = ADMIN,
    responses((status = 200, description = "All connectors.", body = ConnectorList), Problems),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    principal: Principal,
) -> Result<Json<ConnectorList>, ApiError> {
    let connectors = state.store.list(&principal.tenant).await?;
    let usage = state.flow_requests.usage.of_connectors(&state.store, &principal.tenant).await?;
    Ok(Json(ConnectorList { connectors, limits: Limits::default(), usage: usage.into_iter().collect() }))
}
