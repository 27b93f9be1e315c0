//! `GET /api/v1/connectors/{id}`: one connector. Another tenant's is not found, as a missing one is.

use axum::Json;
use axum::extract::State;
use contract::api::{self, Connector};
use contract::codes::ProblemCode;

use super::document::ADMIN;
use super::document::parameters::ConnectorId;
use super::document::problems::{self, problems};
use super::id::Id;

use crate::error::ApiError;
use crate::principal::Principal;
use crate::state::AppState;

problems!(Problems: problems::ADMIN, problems::STORE, [ProblemCode::NotFound]);

/// One connector
///
/// Another organization's is not found, as a missing one is.
#[utoipa::path(
    get,
    path = api::CONNECTOR,
    operation_id = "getConnector",
    tag = ADMIN,
    params(ConnectorId),
    responses((status = 200, description = "The connector.", body = Connector), Problems),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    principal: Principal,
    Id(id): Id,
) -> Result<Json<Connector>, ApiError> {
    let connector = state.store.get(&principal.tenant, id).await?;
    connector.map(Json).ok_or_else(ApiError::no_connector)
}
