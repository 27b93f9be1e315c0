//! `POST /api/v1/connectors/{id}/try`: an admin sends one of the operator's requests as a connector. Off unless the
//! operator says otherwise; only `GET`, for who may manage. What is sent is audited, whatever becomes of it; what is
//! refused here has done nothing.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use contract::codes::ProblemCode;
use contract::runtime::{self, RuntimeRequest, RuntimeResult, TEST_REQUEST_TIMEOUT_MS, TestRequest};

use super::body::SecretJson;
use super::document::ADMIN;
use super::document::parameters::ConnectorId;
use super::document::problems::{self, problems};
use super::id::Id;
use super::runtime_request::{connector, send};
use crate::error::{ApiError, Culprit};
use crate::metrics::{Caller, Limit};
use crate::principal::{CanManage, Principal};
use crate::request_id::RequestId;
use crate::runtime::request::ValidRequest;
use crate::state::AppState;
use crate::store::{Action, Actor, AuditEntry, Outcome};

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
    params(ConnectorId),
    request_body = TestRequest,
    responses((status = 200, description = "What Salesforce answered.", body = RuntimeResult), Problems),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    CanManage(principal): CanManage,
    Extension(request_id): Extension<RequestId>,
    Id(id): Id,
    SecretJson(asked): SecretJson<TestRequest>,
) -> Result<Response, ApiError> {
    if state.config.try_paths.is_empty() {
        return Err(ApiError::new(ProblemCode::TryDisabled, "trying requests is off"));
    }
    let connector = connector(&state, &principal.tenant, id).await?;
    if !state.config.try_paths.contains(&asked.request_path) {
        let culprit = Culprit::new("the path is none of those that can be tried", &["requestPath"]);
        return Err(ApiError::because(ProblemCode::RequestPath, culprit));
    }
    let caller = format!("try {} {}", principal.tenant, principal.user);
    state.flow_requests.quota.try_acquire(&caller, state.clock.now_ms()).map_err(|allowance| {
        state.metrics.limited(Limit::Try);
        ApiError {
            retry_after: Some(allowance.reset),
            limit: Some(Box::new(allowance.limit)),
            ..ApiError::new(ProblemCode::RateLimited, "tried too often")
        }
    })?;
    let request = ValidRequest::from_request(get(&asked.request_path))?;
    let attempts = state.attempts.clone();
    // A task of its own: a client that goes away ends the try, but not the note that it was made.
    let tried = attempts.alone(|cancel| async move {
        let tenant = &principal.tenant;
        let sent = tokio::select! {
            biased;
            () = cancel.cancelled() => Err(ApiError::new(ProblemCode::Canceled, "the client went away")),
            sent = send(&state, tenant, &connector, &request, Caller::Try, request_id) => sent,
        };
        let entry = entry(principal, request_id, connector.id, sent.as_ref().err());
        match sent {
            Ok(answer) => state.store.audit(&entry).await.map(|()| answer).map_err(ApiError::from),
            Err(error) => {
                state.store.audit_failure(&entry).await;
                Err(error)
            }
        }
    });
    tried.await
}

/// The request for a path with its query.
fn get(path_and_query: &str) -> RuntimeRequest {
    RuntimeRequest {
        response_timeout_ms: TEST_REQUEST_TIMEOUT_MS,
        ..RuntimeRequest::new("GET", path_and_query)
    }
}

fn entry(
    principal: Principal,
    request_id: RequestId,
    connector: String,
    error: Option<&ApiError>,
) -> AuditEntry {
    AuditEntry {
        tenant: principal.tenant,
        actor: Actor { user: principal.user, request_id: request_id.to_string() },
        action: Action::Try,
        target: connector,
        outcome: error.map_or(Outcome::Succeeded, |error| Outcome::Failed(error.code)),
    }
}
