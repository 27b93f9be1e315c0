//! `GET /api/v1/connectors/{id}`: one connector. Another tenant's is not found, as a missing one is.

use axum::extract::State;
use contract::api::{self, Connector};
use contract::codes::ProblemCode;

use super::dto::told;
use super::tagged::Tagged;
use crate::api::document::ADMIN;
use crate::api::document::parameters;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, Requires, ViewConnectors};
use crate::connectors::ConnectorService;
use crate::error::ApiError;
use crate::model::ConnectorId;

problems!(Problems: problems::ADMIN, problems::STORE, [ProblemCode::NotFound]);

/// One connector
///
/// Another organization's is not found, as a missing one is.
#[utoipa::path(
    get,
    path = api::CONNECTOR,
    operation_id = "getConnector",
    tag = ADMIN,
    params(parameters::ConnectorId),
    responses(
        (status = 200, description = "The connector.", body = Connector,
            headers(("ETag", description = "To be sent as `If-Match`."))),
        Problems,
    ),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ViewConnectors>,
    Id(id): Id<ConnectorId>,
) -> Result<Tagged, ApiError> {
    let connector = connectors.get(&admin.tenant, id).await?;
    let usage = connectors.usage(&admin.tenant, id).await?;
    Ok(Tagged(Connector { usage, ..told(&connectors, connector) }))
}
