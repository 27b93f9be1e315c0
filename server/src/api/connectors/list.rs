//! `GET /api/v1/connectors`: the tenant's connectors and its limits.

use axum::Json;
use axum::extract::State;
use contract::api::{self, ConnectorList, Limits};

use crate::api::connectors::dto::told;
use crate::api::document::ADMIN;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Requires, ViewConnectors};
use crate::connectors::{ConnectorService, Overview};
use crate::error::ApiError;

problems!(Problems: problems::ADMIN, problems::STORE);

/// The organization's connectors and its limits
#[utoipa::path(
    get,
    path = api::CONNECTORS,
    operation_id = "listConnectors",
    tag = ADMIN,
    responses((status = 200, description = "All connectors.", body = ConnectorList), Problems),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ViewConnectors>,
) -> Result<Json<ConnectorList>, ApiError> {
    let Overview { connectors: found, usage } = connectors.overview(&admin.tenant).await?;
    Ok(Json(ConnectorList {
        connectors: found.into_iter().map(|connector| told(&connectors, connector)).collect(),
        limits: Limits::default(),
        usage: usage.into_iter().map(|(id, usage)| (id.to_string(), usage)).collect(),
    }))
}
