//! Requests that are sent as a connector, for flows and for admins who try one: what may be sent, one login for many of
//! them, a bounded answer, a count of each.

mod delivery;
pub mod headers;
pub mod path;
mod percent;
mod query;
pub mod render;
pub mod request;

use axum::response::Response;
use contract::api::ConnectorState;
use contract::codes::ProblemCode;
use contract::runtime::{RuntimeRequest, TEST_REQUEST_TIMEOUT_MS, TestRequest};
use tokio::time::Instant;

use self::delivery::Delivery;
use self::render::respond;
use self::request::ValidRequest;
use crate::clock::Clock;
use crate::connectors::ConnectorService;
use crate::error::{ApiError, Culprit};
use crate::identity::ServiceCaller;
use crate::metrics::{Caller, Limit, Metrics};
use crate::model::{Action, Actor, Connector, ConnectorId, TenantId};
use crate::rate_limit::Rate;
use crate::rate_limit::quota::Quota;
use crate::salesforce::send::{SendLimits, Sender};
use crate::shutdown::Shutdown;
use crate::usage::{Ended, Usage};

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

/// Sends requests as connectors. Cheap to clone: clones share everything.
#[derive(Clone, Debug)]
pub struct FlowRequests {
    connectors: ConnectorService,
    delivery: Delivery,
    /// How often an admin may try.
    tries: Quota<(TenantId, String)>,
    /// What an admin may try, as paths with their query.
    try_paths: Vec<String>,
    clock: Clock,
}

impl FlowRequests {
    /// Sends as `connectors`, by `sender`; admins may try `try_paths`.
    pub fn new(
        connectors: ConnectorService,
        sender: Sender,
        try_paths: Vec<String>,
        limits: &RuntimeLimits,
        clock: Clock,
    ) -> Self {
        let delivery = Delivery { sender, sessions: connectors.sessions.clone() };
        Self { delivery, connectors, tries: Quota::new(limits.rate), try_paths, clock }
    }

    /// The connectors that a program may use.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn connectors_of(&self, caller: &ServiceCaller) -> Result<Vec<Connector>, ApiError> {
        let mut connectors = self.connectors.store.for_tenant(&caller.tenant).list().await?;
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
        request_id: String,
    ) -> Result<Response, ApiError> {
        let connector = self.connectors.get(&caller.tenant, id).await?;
        if !caller.may_use(id) {
            return Err(ApiError::no_connector());
        }
        let request = ValidRequest::from_request(request)?;
        self.deliver(&caller.tenant, &connector, &request, Caller::ServiceToken, request_id).await
    }

    /// Sends one of the operator's requests as a connector, for an admin. What is sent is audited, whatever becomes of it;
    /// what is refused here has done nothing.
    ///
    /// # Errors
    /// Trying is off, the path is none of the operator's, the admin tries too often, or what [`Self::send`] may say.
    pub async fn try_request(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
        asked: TestRequest,
    ) -> Result<Response, ApiError> {
        if self.try_paths.is_empty() {
            return Err(ApiError::new(ProblemCode::TryDisabled, "trying requests is off"));
        }
        let connector = self.connectors.get(&tenant, id).await?;
        if !self.try_paths.contains(&asked.request_path) {
            let culprit = Culprit::new("the path is none of those that can be tried", &["requestPath"]);
            return Err(ApiError::because(ProblemCode::RequestPath, culprit));
        }
        let caller = (tenant.clone(), actor.user.clone());
        self.tries.try_acquire(caller, self.clock.now_ms()).map_err(|allowance| {
            self.metrics().limited(Limit::Try);
            ApiError {
                retry_after: Some(allowance.reset),
                limit: Some(Box::new(allowance.limit)),
                ..ApiError::new(ProblemCode::RateLimited, "tried too often")
            }
        })?;
        let request = ValidRequest::from_request(get(&asked.request_path))?;
        let this = self.clone();
        let tried = self.connectors.tasks.run(|cancel| async move {
            let request_id = actor.request_id.clone();
            let sent = tokio::select! {
                biased;
                () = cancel.cancelled() => Err(ApiError::new(ProblemCode::Canceled, "the client went away")),
                sent = this.deliver(&tenant, &connector, &request, Caller::Try, request_id) => sent,
            };
            this.connectors.audit(&tenant, &actor, (Action::Try, &id.to_string()), sent).await
        });
        tried.await
    }

    /// Sends, counts and renders.
    async fn deliver(
        &self,
        tenant: &TenantId,
        connector: &Connector,
        request: &ValidRequest,
        caller: Caller,
        request_id: String,
    ) -> Result<Response, ApiError> {
        let Shutdown { drain_deadline, .. } = &self.connectors.shutdown;
        self.connectors.shutdown.may_begin()?;
        let pending = Pending {
            counted: Some((self.connectors.usage.clone(), self.metrics().clone())),
            clock: self.clock.clone(),
            tenant: tenant.clone(),
            connector: connector.id,
            caller,
            started: Instant::now(),
        };
        // Counted as well: the admin who looks at the card sees that flows still want it.
        let sent = match connector.state {
            ConnectorState::Connected => tokio::select! {
                sent = self.delivery.send(tenant, connector, request) => sent,
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

    const fn metrics(&self) -> &Metrics {
        &self.connectors.metrics
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
    fn ended(mut self, ended: Ended) {
        self.count(ended, true);
    }

    /// The layer around the handler measures what it refuses.
    fn refused(mut self, code: ProblemCode) {
        self.count(Ended::Failed(code), false);
    }

    fn count(&mut self, ended: Ended, measured: bool) {
        let Some((usage, metrics)) = self.counted.take() else { return };
        usage.count(&self.tenant, self.connector, ended, self.clock.now_ms());
        if measured {
            metrics.runtime_request(self.caller, ended.status(), self.started.elapsed());
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.count(Ended::Failed(ProblemCode::Canceled), true);
    }
}
