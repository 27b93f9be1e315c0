//! `DELETE /api/v1/connectors/{id}`: deletes a connector with all that is known of it.

use axum::extract::State;
use axum::http::StatusCode;
use contract::api;
use contract::codes::ProblemCode;

use crate::api::document::ADMIN;
use crate::api::document::parameters;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, IfMatch, ManageConnectors, Requires};
use crate::connectors::ConnectorService;
use crate::error::ApiError;
use crate::model::ConnectorId;

problems!(
    Problems: problems::ADMIN,
    problems::STORE,
    problems::WRITE,
    problems::PRECONDITION,
    [ProblemCode::NotFound, ProblemCode::ConnectorActive]
);

/// Deletes a deactivated connector
///
/// Its private key, its history and its use go with it; the audit log stays. Its id is never given again.
#[utoipa::path(
    delete,
    path = api::CONNECTOR,
    operation_id = "deleteConnector",
    tag = ADMIN,
    params(parameters::ConnectorId, parameters::IfMatch),
    responses((status = 204, description = "It is deleted."), Problems),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    Id(id): Id<ConnectorId>,
    IfMatch(seen): IfMatch,
) -> Result<StatusCode, ApiError> {
    connectors.delete(admin.tenant, admin.actor, id, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}
