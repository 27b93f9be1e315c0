//! `POST /api/v1/connectors/{id}/reactivate`: flows can use a connector again.

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

problems!(
    Problems: problems::ADMIN,
    problems::STORE,
    problems::CHECK,
    problems::salesforce(),
    [ProblemCode::NotFound, ProblemCode::ConnectorChanged]
);

/// Puts a deactivated connector back into use
///
/// It signs in with what is stored first: where that is refused, the connector stays deactivated. One that is in use is given as
/// it is.
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
    let connector = connectors.reactivate(admin.tenant, admin.actor, id).await?;
    Ok(Tagged(told(&connectors, connector)))
}
