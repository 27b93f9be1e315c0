//! `POST /api/v1/connectors/{id}/check`: whether Salesforce still lets a connector in.

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

/// Checks a connector with what is stored of it
///
/// A deactivated one stays so. What is found out is kept, and the connector's history tells of it. Where an admin changed the
/// connector meanwhile, that it was let in as it was is `connector_changed`.
#[utoipa::path(
    post,
    path = api::CONNECTOR_CHECK,
    operation_id = "checkConnector",
    tag = ADMIN,
    params(parameters::ConnectorId),
    responses(
        (status = 200, description = "Salesforce let it in.", body = Connector,
            headers(("ETag", description = "To be sent as `If-Match`."))),
        Problems,
    ),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    Id(id): Id<ConnectorId>,
) -> Result<Tagged, ApiError> {
    let connector = connectors.check_stored(admin.tenant, admin.actor, id).await?;
    Ok(Tagged(told(&connectors, connector)))
}
