//! What stands before each host: a call needs a permit of its fair semaphore, its breaker must let the call through, and
//! hears how it went.

use contract::codes::{ProblemCode, Step};
use tokio::time::{Instant, timeout_at};

use super::breaker::{Admission, BreakerLimits, Breakers, Health};
use super::client::CallError;
use super::error::UpstreamError;
use super::fair_semaphore::{FairSemaphore, Permit};
use crate::clock::Clock;
use crate::metrics::{Call, Limit, Metrics, Purpose};

/// The gate of all hosts. Cheap to clone: clones share its permits and breakers.
#[derive(Clone, Debug)]
pub(super) struct HostGate {
    semaphore: FairSemaphore,
    breakers: Breakers,
    clock: Clock,
    metrics: Metrics,
}

/// Lets one call through. Dropped without a call, it tells the breaker nothing.
#[derive(Debug)]
pub(super) struct CallPermit<'a> {
    gate: &'a HostGate,
    tenant: &'a str,
    deadline: Instant,
    permit: Permit,
    admission: Admission,
}

impl HostGate {
    /// `host_concurrency` permits for each host.
    pub(super) fn new(
        host_concurrency: usize,
        breaker: BreakerLimits,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        let breakers = Breakers::new(breaker, metrics.clone());
        Self { semaphore: FairSemaphore::new(host_concurrency), breakers, clock, metrics }
    }

    /// For calls of another kind: permits of their own, and the same breakers.
    pub(super) fn sharing_breakers(&self, host_concurrency: usize) -> Self {
        Self { semaphore: FairSemaphore::new(host_concurrency), ..self.clone() }
    }

    /// Waits until `tenant` may call `host`, at most until `deadline`; `step` is what the call is for.
    ///
    /// # Errors
    /// When there was no permit in time, or the host's breaker lets nothing through.
    pub(super) async fn acquire<'a>(
        &'a self,
        host: &str,
        tenant: &'a str,
        step: Step,
        deadline: Instant,
    ) -> Result<CallPermit<'a>, UpstreamError> {
        let permit = timeout_at(deadline, self.semaphore.acquire(host, tenant)).await.map_err(|_| {
            self.metrics.limited(Limit::Host);
            UpstreamError::new(ProblemCode::RateLimited, step, "no permit for the host in time")
                .retry_after(1)
        })?;
        let admission = self.breakers.admit(host, self.clock.now_ms()).map_err(|open| {
            UpstreamError::new(ProblemCode::SalesforcePaused, step, open).retry_after(open.retry_after)
        })?;
        Ok(CallPermit { gate: self, tenant, deadline, permit, admission })
    }
}

impl CallPermit<'_> {
    /// Makes the call, until the deadline that the permit was asked for with, and tells the breaker what `health` makes of
    /// its end. The host's permit comes back with it: whoever reads on keeps it.
    pub(super) async fn call<T>(
        self,
        call: Call,
        purpose: Purpose,
        work: impl Future<Output = Result<T, CallError>>,
        health: impl FnOnce(&Result<T, CallError>) -> Option<Health>,
    ) -> (Result<T, CallError>, Permit) {
        let Self { gate, tenant, deadline, permit, admission } = self;
        let asked = Instant::now();
        let ended = timeout_at(deadline, work)
            .await
            .unwrap_or_else(|_| Err(CallError::TimedOut("no answer in the time there was".to_owned())));
        gate.metrics.salesforce_call(purpose, call, asked.elapsed());
        if let Some(health) = health(&ended) {
            admission.report(tenant, health, gate.clock.now_ms());
        }
        (ended, permit)
    }
}
