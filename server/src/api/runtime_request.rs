//! `POST /api/v1/runtime/connectors/{id}/requests`: sends a request as a connector. A connector outside the token's
//! scope is not found, as another tenant's is, and as a missing one.

use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use contract::api::{Connector, ConnectorState};
use contract::codes::ProblemCode;
use contract::runtime::{self, RuntimeRequest, RuntimeResult};
use tokio::time::Instant;
use uuid::Uuid;

use super::body::RuntimeJson;
use super::document::RUNTIME;
use super::document::parameters::ConnectorId;
use super::document::problems::{self, problems};
use super::id::Id;
use super::service_caller::ServiceCaller;
use crate::error::ApiError;
use crate::metrics::{Caller, Metrics};
use crate::request_id::RequestId;
use crate::runtime::render::respond;
use crate::runtime::request::ValidRequest;
use crate::runtime::usage::Ended;
use crate::state::AppState;

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
    params(ConnectorId),
    request_body = RuntimeRequest,
    responses((status = 200, description = "What Salesforce answered.", body = RuntimeResult), Problems),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    Extension(caller): Extension<ServiceCaller>,
    Extension(request_id): Extension<RequestId>,
    Id(id): Id,
    RuntimeJson(request): RuntimeJson<RuntimeRequest>,
) -> Result<Response, ApiError> {
    let connector = connector(&state, &caller.tenant, id).await?;
    if !caller.scope.covers(&connector.id) {
        return Err(ApiError::no_connector());
    }
    let request = ValidRequest::from_request(request)?;
    send(&state, &caller.tenant, &connector, &request, Caller::ServiceToken, request_id).await
}

/// An organization's connector.
pub(super) async fn connector(state: &AppState, tenant: &str, id: Uuid) -> Result<Connector, ApiError> {
    state.store.get(tenant, id).await?.ok_or_else(ApiError::no_connector)
}

/// The layer that measures what was refused; [`send`] measures what was answered, once the answer has ended.
pub(super) async fn refusals(
    State((metrics, caller)): State<(Metrics, Caller)>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let response = next.run(request).await;
    if let Some(error) = response.extensions().get::<ApiError>() {
        metrics.runtime_request(caller, Err(error.code), started.elapsed());
    }
    response
}

/// Sends, counts and renders.
pub(super) async fn send(
    state: &AppState,
    tenant: &str,
    connector: &Connector,
    request: &ValidRequest,
    caller: Caller,
    request_id: RequestId,
) -> Result<Response, ApiError> {
    if state.shutdown.is_cancelled() {
        return Err(ApiError::new(ProblemCode::ShuttingDown, "shutting down"));
    }
    let pending = Pending {
        state: Some(state.clone()),
        tenant: tenant.to_owned(),
        connector: connector.id.clone(),
        caller,
        started: Instant::now(),
    };
    // Counted as well: the admin who looks at the card sees that flows still want it.
    let sent = match connector.state {
        ConnectorState::Connected => tokio::select! {
            sent = state.flow_requests.send(tenant, connector, request) => sent,
            () = state.drain_deadline.cancelled() => Err(ApiError::new(ProblemCode::ShuttingDown, "shutting down")),
        },
        ConnectorState::Deactivated => Err(ApiError::deactivated()),
    };
    match sent {
        Ok(answer) => {
            let drain_deadline = state.drain_deadline.clone().cancelled_owned();
            Ok(respond(answer, request_id.to_string(), drain_deadline, |ended| pending.ended(ended)))
        }
        Err(error) => {
            pending.refused(error.code);
            Err(error)
        }
    }
}

/// A request that is not counted yet. It is when this goes, also because the caller went away.
struct Pending {
    /// `None` once it is counted.
    state: Option<AppState>,
    tenant: String,
    connector: String,
    caller: Caller,
    started: Instant,
}

impl Pending {
    fn ended(mut self, ended: Ended) {
        self.count(ended, true);
    }

    /// The layer around the handler measures what it refuses.
    fn refused(mut self, code: ProblemCode) {
        self.count(Ended::Failed(code), false);
    }

    fn count(&mut self, ended: Ended, measured: bool) {
        let Some(state) = self.state.take() else { return };
        state.flow_requests.usage.count(&self.tenant, &self.connector, ended, state.clock.now_ms());
        if measured {
            state.metrics.runtime_request(self.caller, ended.status(), self.started.elapsed());
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.count(Ended::Failed(ProblemCode::Canceled), true);
    }
}
