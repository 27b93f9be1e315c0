//! `POST /api/v1/connectors/{id}/reactivate`: flows can use a connector again.

use axum::extract::State;
use contract::api::{self, Connector, ConnectorState};
use contract::codes::ProblemCode;

use super::tagged::Tagged;
use crate::api::document::ADMIN;
use crate::api::document::parameters;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, ManageConnectors, Requires};
use crate::connectors::ConnectorService;
use crate::error::ApiError;
use crate::model::ConnectorId;

problems!(Problems: problems::ADMIN, problems::STORE, problems::WRITE, [ProblemCode::NotFound]);

/// Puts a deactivated connector back into use
#[utoipa::path(
    post,
    path = api::CONNECTOR_REACTIVATE,
    operation_id = "reactivateConnector",
    tag = ADMIN,
    params(parameters::ConnectorId),
    responses(
        (status = 200, description = "The connector, in use.", body = Connector,
            headers(("ETag", description = "To be sent as `If-Match`."))),
        Problems,
    ),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    Id(id): Id<ConnectorId>,
) -> Result<Tagged, ApiError> {
    let connector = connectors.set_state(admin.tenant, admin.actor, id, ConnectorState::Connected).await?;
    Ok(connector.into())
}
