//! `GET /api/v1/runtime/connectors`: the connectors that a service token may use.

use axum::extract::State;
use axum::{Extension, Json};
use contract::runtime::{self, RuntimeConnector, RuntimeConnectorList};

use crate::api::document::RUNTIME;
use crate::api::document::problems::{self, problems};
use crate::error::ApiError;
use crate::flow_requests::FlowRequests;
use crate::identity::ServiceCaller;

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
pub(in crate::api) async fn handler(
    State(flow_requests): State<FlowRequests>,
    Extension(caller): Extension<ServiceCaller>,
) -> Result<Json<RuntimeConnectorList>, ApiError> {
    let connectors = flow_requests.connectors_of(&caller).await?.into_iter();
    let connectors = connectors.map(|connector| RuntimeConnector {
        id: connector.id.to_string(),
        kind: connector.kind(),
        name: connector.name,
        state: connector.state,
    });
    Ok(Json(RuntimeConnectorList { connectors: connectors.collect() }))
}
