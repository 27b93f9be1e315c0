//! `POST /api/v1/connectors/{id}/deactivate` and `/reactivate`: whether flows may use a connector.

use axum::extract::State;
use axum::{Extension, Json};
use contract::api::{self, Connector, ConnectorState};
use contract::codes::ProblemCode;
use uuid::Uuid;

use super::document::ADMIN;
use super::document::parameters::ConnectorId;
use super::document::problems::{self, problems};
use super::id::Id;
use crate::error::ApiError;
use crate::principal::{CanManage, Principal};
use crate::request_id::RequestId;
use crate::state::AppState;
use crate::store::Actor;

problems!(Problems: problems::ADMIN, problems::STORE, [ProblemCode::NotFound]);

/// Takes a connector out of use
///
/// Until it is reactivated, requests as it are refused with `connector_deactivated`.
#[utoipa::path(
    post,
    path = api::CONNECTOR_DEACTIVATE,
    operation_id = "deactivateConnector",
    tag = ADMIN,
    params(ConnectorId),
    responses((status = 200, description = "The connector, deactivated.", body = Connector), Problems),
)]
pub(super) async fn deactivate(
    State(state): State<AppState>,
    CanManage(principal): CanManage,
    Extension(request_id): Extension<RequestId>,
    Id(id): Id,
) -> Result<Json<Connector>, ApiError> {
    set(&state, &principal, request_id, id, ConnectorState::Deactivated).await.map(Json)
}

/// Puts a deactivated connector back into use
#[utoipa::path(
    post,
    path = api::CONNECTOR_REACTIVATE,
    operation_id = "reactivateConnector",
    tag = ADMIN,
    params(ConnectorId),
    responses((status = 200, description = "The connector, in use.", body = Connector), Problems),
)]
pub(super) async fn reactivate(
    State(state): State<AppState>,
    CanManage(principal): CanManage,
    Extension(request_id): Extension<RequestId>,
    Id(id): Id,
) -> Result<Json<Connector>, ApiError> {
    set(&state, &principal, request_id, id, ConnectorState::Connected).await.map(Json)
}

async fn set(
    state: &AppState,
    principal: &Principal,
    request_id: RequestId,
    id: Uuid,
    to: ConnectorState,
) -> Result<Connector, ApiError> {
    let actor = Actor { user: principal.user.clone(), request_id: request_id.to_string() };
    let found = state.store.set_state(&principal.tenant, id, to, &actor).await?;
    let connector = found.ok_or_else(ApiError::no_connector)?;
    // Whoever reactivates it signs in anew, so that what Salesforce has changed meanwhile counts. At both ends: a
    // request that ran may have signed in between.
    state.flow_requests.sessions.forget(&principal.tenant, &connector.id);
    Ok(connector)
}
