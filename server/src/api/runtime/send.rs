//! `POST /api/v1/runtime/connectors/{id}/requests`: sends a request as a connector.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use contract::codes::ProblemCode;
use contract::runtime::{self, RuntimeRequest, RuntimeResult};

use crate::api::document::RUNTIME;
use crate::api::document::parameters;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, RuntimeJson};
use crate::error::ApiError;
use crate::flow_requests::FlowRequests;
use crate::identity::ServiceCaller;
use crate::model::{ConnectorId, RequestId};

problems!(
    Problems: problems::CALLER,
    problems::BODY,
    problems::SEND,
    problems::salesforce(),
    [
        ProblemCode::RequestMethod,
        ProblemCode::RequestHeader,
        ProblemCode::RequestBody,
        ProblemCode::RequestLimits,
    ]
);

/// Sends a request as a connector
///
/// Whatever HTTP status Salesforce answers with is a result, not an error. A connector outside the token's scope is not
/// found, as a missing one is.
#[utoipa::path(
    post,
    path = runtime::REQUESTS,
    operation_id = "sendRequest",
    tag = RUNTIME,
    security(("serviceToken" = [])),
    params(parameters::ConnectorId),
    request_body = RuntimeRequest,
    responses((status = 200, description = "What Salesforce answered.", body = RuntimeResult), Problems),
)]
pub(in crate::api) async fn handler(
    State(flow_requests): State<FlowRequests>,
    Extension(caller): Extension<ServiceCaller>,
    Extension(request_id): Extension<RequestId>,
    Id(id): Id<ConnectorId>,
    RuntimeJson(request, admitted): RuntimeJson<RuntimeRequest>,
) -> Result<Response, ApiError> {
    let answer = flow_requests.send(&caller, id, request, request_id).await?;
    Ok(admitted.until_the_end_of(answer))
}
