//! `POST /api/v1/connectors/{id}/try`: an admin sends one of the operator's requests as a connector. Off unless the
//! operator says otherwise; only `GET`.

use axum::extract::State;
use axum::response::Response;
use contract::codes::ProblemCode;
use contract::runtime::{self, RuntimeResult, TestRequest};

use crate::api::document::ADMIN;
use crate::api::document::parameters;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, Requires, SecretJson, TryRequests};
use crate::error::ApiError;
use crate::flow_requests::FlowRequests;
use crate::model::ConnectorId;

problems!(
    Problems: problems::ADMIN,
    problems::STORE,
    problems::BODY,
    problems::SEND,
    problems::salesforce(),
    [ProblemCode::TryDisabled]
);

/// Tries a connector with one of the operator's requests
///
/// Off unless the operator turns it on; `tryPaths` of the configuration lists what may be asked.
#[utoipa::path(
    post,
    path = runtime::TEST_REQUEST,
    operation_id = "tryRequest",
    tag = ADMIN,
    params(parameters::ConnectorId),
    request_body = TestRequest,
    responses((status = 200, description = "What Salesforce answered.", body = RuntimeResult), Problems),
)]
pub(in crate::api) async fn handler(
    State(flow_requests): State<FlowRequests>,
    admin: Requires<TryRequests>,
    Id(id): Id<ConnectorId>,
    SecretJson(asked, _admitted): SecretJson<TestRequest>,
) -> Result<Response, ApiError> {
    flow_requests.try_request(admin.tenant, admin.actor, id, asked).await
}
