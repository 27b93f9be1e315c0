//! `GET /api/v1/runtime/connectors`: the connectors that a service token may use.

use axum::extract::State;
use axum::{Extension, Json};
use contract::runtime::{self, RuntimeConnector, RuntimeConnectorList};

use super::document::RUNTIME;
use super::document::problems::{self, problems};

use super::service_caller::ServiceCaller;
use crate::error::ApiError;
use crate::state::AppState;

problems!(Problems: problems::CALLER);

/// The connectors that the service token may use
#[utoipa::path(
    get,
    path = runtime::CONNECTORS,
    operation_id = "listRuntimeConnectors",
    tag = RUNTIME,
    security(("serviceToken" = [])),
    responses((status = 200, description = "Those of its scope.", body = RuntimeConnectorList), Problems),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    Extension(caller): Extension<ServiceCaller>,
) -> Result<Json<RuntimeConnectorList>, ApiError> {
    let all = state.store.list(&caller.tenant).await?.into_iter();
    let connectors =
        all.filter(|connector| caller.scope.covers(&connector.id)).map(|connector| RuntimeConnector {
            id: connector.id,
            name: connector.name,
            kind: connector.kind,
            state: connector.state,
        });
    Ok(Json(RuntimeConnectorList { connectors: connectors.collect() }))
}
