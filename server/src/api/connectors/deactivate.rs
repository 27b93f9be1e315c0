//! `POST /api/v1/connectors/{id}/deactivate`: flows can no longer use a connector.

use axum::extract::State;
use contract::api::{self, Connector};
use contract::codes::ProblemCode;

use super::dto::told;
use super::tagged::Tagged;
use crate::api::document::ADMIN;
use crate::api::document::parameters;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, ManageConnectors, Requires};
use crate::connectors::ConnectorService;
use crate::error::ApiError;
use crate::model::ConnectorId;

problems!(Problems: problems::ADMIN, problems::STORE, problems::WRITE, [ProblemCode::NotFound]);

/// Takes a connector out of use
///
/// Until it is reactivated, requests as it are refused with `connector_deactivated`.
#[utoipa::path(
    post,
    path = api::CONNECTOR_DEACTIVATE,
    operation_id = "deactivateConnector",
    tag = ADMIN,
    params(parameters::ConnectorId),
    responses(
        (status = 200, description = "The connector, deactivated.", body = Connector,
            headers(("ETag", description = "To be sent as `If-Match`."))),
        Problems,
    ),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    Id(id): Id<ConnectorId>,
) -> Result<Tagged, ApiError> {
    let connector = connectors.deactivate(admin.tenant, admin.actor, id).await?;
    Ok(Tagged(told(&connectors, connector)))
}
