//! `GET /api/v1/connectors/{id}/history`: what happened to a connector.

use axum::Json;
use axum::extract::State;
use contract::api::{self, HistoryPage};
use contract::audit::{PAGE, PAGE_MAX};
use contract::codes::ProblemCode;

use crate::api::document::ADMIN;
use crate::api::document::parameters::{self, PageParameters};
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, QueryParameters, Requires, ViewConnectors};
use crate::connectors::ConnectorService;
use crate::error::ApiError;
use crate::model::{ConnectorId, Page};

problems!(Problems: problems::ADMIN, problems::STORE, [ProblemCode::NotFound]);

/// What happened to a connector
///
/// Newest first, a page at a time; equal neighbors are one entry.
#[utoipa::path(
    get,
    path = api::CONNECTOR_HISTORY,
    operation_id = "listConnectorHistory",
    tag = ADMIN,
    params(parameters::ConnectorId, PageParameters),
    responses((status = 200, description = "A part of it.", body = HistoryPage), Problems),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ViewConnectors>,
    Id(id): Id<ConnectorId>,
    mut parameters: QueryParameters,
) -> Result<Json<HistoryPage>, ApiError> {
    let page = parameters.page(PAGE, PAGE_MAX)?;
    parameters.must_be_empty()?;
    let Page { items: entries, next } = connectors.history(&admin.tenant, id, page).await?;
    Ok(Json(HistoryPage { entries, next: next.map(|cursor| cursor.to_string()) }))
}
