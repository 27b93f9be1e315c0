//! Requests that are sent as a connector, for flows and for admins who try one: what may be sent, one login for many of
//! them, a bounded answer, a count of each.

mod delivery;
pub mod headers;
pub mod path;
mod percent;
mod query;
pub mod render;
pub mod request;

use std::sync::Arc;

use axum::response::Response;
use contract::api::ConnectorState;
use contract::codes::ProblemCode;
use contract::runtime::{RuntimeRequest, TEST_REQUEST_TIMEOUT_MS, TestRequest};
use tokio::time::Instant;

use self::delivery::Delivery;
use self::render::respond;
use self::request::ValidRequest;
use crate::audit::AuditLog;
use crate::clock::Clock;
use crate::connectors::ConnectorService;
use crate::connectors::sessions::Sessions;
use crate::error::{ApiError, Culprit};
use crate::identity::ServiceCaller;
use crate::metrics::{Caller, LimitKind, Metrics};
use crate::model::{Action, Actor, Connector, ConnectorId, RequestId, TenantId, TokenId};
use crate::rate_limit::Rate;
use crate::rate_limit::quota::Quota;
use crate::salesforce::send::{SendLimits, Sender};
use crate::shutdown::Shutdown;
use crate::tasks::Tasks;
use crate::usage::{RequestEnd, Usage};

/// What the runtime API is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuntimeLimits {
    /// What requests to Salesforce are held to.
    pub send: SendLimits,
    /// Largest body that is taken from a caller, in bytes, as JSON.
    pub body_bytes: usize,
    /// Requests of one service token, and tries of one admin.
    pub rate: Rate,
}

/// What [`FlowRequests`] works with.
#[derive(Debug)]
pub struct FlowParts {
    /// The connectors that requests are sent as.
    pub connectors: ConnectorService,
    /// Notes what an admin tries.
    pub audit: AuditLog,
    /// What connectors are signed in with.
    pub sessions: Sessions,
    /// Sends to Salesforce.
    pub sender: Sender,
    /// How often an admin may try.
    pub tries: Quota<(TenantId, String)>,
    /// What an admin may try, as paths with their query.
    pub try_paths: Vec<String>,
    /// Counts requests for those who see connectors.
    pub usage: Usage,
    /// Counts requests for operators.
    pub metrics: Metrics,
    /// What goes on when its client goes away.
    pub tasks: Tasks,
    /// Whether work may begin, and when what runs must end.
    pub shutdown: Shutdown,
    /// The time by which use is counted and quotas run.
    pub clock: Clock,
}

/// Sends requests as connectors. Cheap to clone: clones share everything.
#[derive(Clone, Debug)]
pub struct FlowRequests {
    parts: Arc<FlowParts>,
}

impl FlowRequests {
    /// Sends by these.
    pub fn new(parts: FlowParts) -> Self {
        Self { parts: Arc::new(parts) }
    }

    /// The connectors that a program may use.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn connectors_of(&self, caller: &ServiceCaller) -> Result<Vec<Connector>, ApiError> {
        let mut connectors = self.parts.connectors.list(&caller.tenant).await?;
        connectors.retain(|connector| caller.may_use(connector.id));
        Ok(connectors)
    }

    /// Sends a program's request. A connector outside its scope is not found, as another tenant's is, and as a missing one.
    ///
    /// # Errors
    /// The request breaks a rule, the connector is not there or out of use, or there was no answer.
    pub async fn send(
        &self,
        caller: &ServiceCaller,
        id: ConnectorId,
        request: RuntimeRequest,
        request_id: RequestId,
    ) -> Result<Response, ApiError> {
        let connector = self.parts.connectors.get(&caller.tenant, id).await?;
        if !caller.may_use(id) {
            return Err(ApiError::no_connector());
        }
        let request = ValidRequest::from_request(request)?;
        self.deliver(&caller.tenant, &connector, &request, Some(caller.token), request_id).await
    }

    /// Sends one of the operator's requests as a connector, for an admin. It is noted before it is sent, and then how it
    /// ended; what is refused here has done nothing.
    ///
    /// # Errors
    /// Trying is off, the path is none of the operator's, the admin tries too often, it cannot be noted, or what
    /// [`Self::send`] may say.
    pub async fn try_request(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
        asked: TestRequest,
    ) -> Result<Response, ApiError> {
        if self.parts.try_paths.is_empty() {
            return Err(ApiError::new(ProblemCode::TryDisabled, "trying requests is off"));
        }
        let connector = self.parts.connectors.get(&tenant, id).await?;
        if !self.parts.try_paths.contains(&asked.request_path) {
            let culprit = Culprit::new("the path is none of those that can be tried", &["requestPath"]);
            return Err(ApiError::because(ProblemCode::RequestPath, culprit));
        }
        let caller = (tenant.clone(), actor.user.clone());
        self.parts.tries.try_acquire(caller, self.parts.clock.monotonic()).map_err(|allowance| {
            self.parts.metrics.limited(LimitKind::Try);
            ApiError {
                retry_after: Some(allowance.reset),
                limit: Some(Box::new(allowance.limit)),
                ..ApiError::new(ProblemCode::RateLimited, "tried too often")
            }
        })?;
        let request = ValidRequest::from_request(get(&asked.request_path))?;
        let this = self.clone();
        let tried = self.parts.tasks.run(|cancel| async move {
            let request_id = actor.request_id;
            let send = async {
                tokio::select! {
                    biased;
                    () = cancel.cancelled() => Err(ApiError::new(ProblemCode::Canceled, "the client went away")),
                    sent = this.deliver(&tenant, &connector, &request, None, request_id) => sent,
                }
            };
            let (audit, target) = (&this.parts.audit, id.to_string());
            match connector.state {
                ConnectorState::Connected => {
                    let intent = audit.begin(&tenant, &actor, Action::Try, &target).await?;
                    audit.end(&intent, send.await).await
                }
                // Nothing is sent; it is counted all the same.
                ConnectorState::Deactivated => match send.await {
                    Err(refusal) => {
                        Err(audit.refused(&tenant, &actor, Action::Try, &target, refusal).await)
                    }
                    sent => sent,
                },
            }
        });
        tried.await
    }

    /// Sends for a program with this token, or for an admin who tries; counts and renders.
    async fn deliver(
        &self,
        tenant: &TenantId,
        connector: &Connector,
        request: &ValidRequest,
        token: Option<TokenId>,
        request_id: RequestId,
    ) -> Result<Response, ApiError> {
        let FlowParts { connectors, sessions, sender, shutdown, .. } = &*self.parts;
        let usable = connectors.still_usable(tenant, connector.id, token);
        shutdown.may_begin()?;
        let drain_deadline = &shutdown.drain_deadline;
        let pending = Pending {
            counted: Some((self.parts.usage.clone(), self.parts.metrics.clone())),
            clock: self.parts.clock.clone(),
            tenant: tenant.clone(),
            connector: connector.id,
            caller: token.map_or(Caller::Try, |_| Caller::ServiceToken),
            started: Instant::now(),
        };
        let delivery = Delivery { usable: &usable, sessions, sender, tenant };
        // Counted as well: the admin who looks at the card sees that flows still want it.
        let sent = match connector.state {
            ConnectorState::Connected => tokio::select! {
                sent = delivery.send(connector, request) => sent,
                () = drain_deadline.cancelled() => Err(Shutdown::refusal()),
            },
            ConnectorState::Deactivated => Err(ApiError::deactivated()),
        };
        match sent {
            Ok(answer) => {
                let drain_deadline = drain_deadline.clone().cancelled_owned();
                Ok(respond(answer, request_id, drain_deadline, |ended| pending.ended(ended)))
            }
            Err(error) => {
                pending.refused(error.code);
                Err(error)
            }
        }
    }
}

/// The request for a path with its query.
fn get(path_and_query: &str) -> RuntimeRequest {
    RuntimeRequest {
        response_timeout_ms: TEST_REQUEST_TIMEOUT_MS,
        ..RuntimeRequest::new("GET", path_and_query)
    }
}

/// A request that is not counted yet. It is when this goes, also because the caller went away.
struct Pending {
    /// Where it is counted; `None` once it is.
    counted: Option<(Usage, Metrics)>,
    clock: Clock,
    tenant: TenantId,
    connector: ConnectorId,
    caller: Caller,
    started: Instant,
}

impl Pending {
    fn ended(mut self, ended: RequestEnd) {
        self.count(ended, true);
    }

    /// The layer around the handler measures what it refuses.
    fn refused(mut self, code: ProblemCode) {
        self.count(RequestEnd::Failed(code), false);
    }

    fn count(&mut self, ended: RequestEnd, measured: bool) {
        let Some((usage, metrics)) = self.counted.take() else { return };
        usage.count(&self.tenant, self.connector, ended, self.clock.now_ms());
        if measured {
            metrics.runtime_request(self.caller, ended.status(), self.started.elapsed());
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.count(RequestEnd::Failed(ProblemCode::Canceled), true);
    }
}
