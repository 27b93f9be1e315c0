//! What stands before each host: a call needs a permit of its fair semaphore, its breaker must let the call through, and
//! hears how it went.

use tokio::time::{Instant, timeout_at};

use super::breaker::{Admission, BreakerLimits, Breakers, Health, Open};
use super::client::CallError;
use super::fair_semaphore::{FairSemaphore, Permit};
use crate::clock::Clock;
use crate::metrics::{LimitKind, Metrics};
use crate::model::TenantId;

/// The gate of all hosts. Cheap to clone: clones share its permits and breakers.
#[derive(Clone, Debug)]
pub struct HostGate {
    semaphore: FairSemaphore,
    breakers: Breakers,
    clock: Clock,
    metrics: Metrics,
}

/// Lets one call through. Dropped without a call, it tells the breaker nothing.
#[derive(Debug)]
pub struct CallPermit<'a> {
    gate: &'a HostGate,
    tenant: &'a TenantId,
    deadline: Instant,
    permit: Permit,
    admission: Admission,
}

/// Why a call may not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// Others have all permits for the host.
    #[error("no permit for the host in time")]
    NoPermit,
    /// The host fails for many, and is left alone.
    #[error(transparent)]
    Paused(#[from] Open),
}

impl HostGate {
    /// `host_concurrency` permits for each host.
    pub fn new(host_concurrency: usize, breaker: BreakerLimits, clock: Clock, metrics: Metrics) -> Self {
        let breakers = Breakers::new(breaker, metrics.clone());
        Self { semaphore: FairSemaphore::new(host_concurrency), breakers, clock, metrics }
    }

    /// For calls of another kind: permits of their own, and the same breakers.
    pub fn sharing_breakers(&self, host_concurrency: usize) -> Self {
        Self { semaphore: FairSemaphore::new(host_concurrency), ..self.clone() }
    }

    /// Waits until `tenant` may call `host`, at most until `deadline`.
    ///
    /// # Errors
    /// When there was no permit in time, or the host's breaker lets nothing through.
    pub async fn acquire<'a>(
        &'a self,
        host: &str,
        tenant: &'a TenantId,
        deadline: Instant,
    ) -> Result<CallPermit<'a>, GateError> {
        let permit = timeout_at(deadline, self.semaphore.acquire(host, tenant)).await.map_err(|_| {
            self.metrics.limited(LimitKind::Host);
            GateError::NoPermit
        })?;
        let admission = self.breakers.admit(host, self.clock.monotonic())?;
        Ok(CallPermit { gate: self, tenant, deadline, permit, admission })
    }
}

impl CallPermit<'_> {
    /// Makes the call, until the deadline that the permit was asked for with, and tells the breaker what `health` makes of
    /// its end. The host's permit comes back with it: whoever reads on keeps it.
    pub async fn call<T>(
        self,
        work: impl Future<Output = Result<T, CallError>>,
        health: impl FnOnce(&Result<T, CallError>) -> Option<Health>,
    ) -> (Result<T, CallError>, Permit) {
        let Self { gate, tenant, deadline, permit, admission } = self;
        let ended = timeout_at(deadline, work)
            .await
            .unwrap_or_else(|_| Err(CallError::TimedOut("no answer in the time there was".to_owned())));
        if let Some(health) = health(&ended) {
            admission.report(tenant, health, gate.clock.monotonic());
        }
        (ended, permit)
    }
}

/// What a breaker hears of a call by its status, or by its error. A name that does not resolve, or may not, says nothing
/// about the host.
pub fn health(status: Result<u16, &CallError>) -> Option<Health> {
    match status {
        Ok(500..) => Some(Health::Failing),
        Err(
            CallError::Unreachable(_) | CallError::Closed(_) | CallError::Tls(_) | CallError::TimedOut(_),
        ) => Some(Health::Failing),
        Err(CallError::UnknownHost(_) | CallError::ForbiddenAddress(_) | CallError::Withdrawn(_)) => None,
        Ok(_) | Err(CallError::Unexpected(_)) => Some(Health::Healthy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A refusal says that the host works: counted as a failure, it would let those who type wrong keys close Salesforce
    /// to everybody else.
    #[test]
    fn the_breaker_hears_of_no_refusal() {
        for status in 100..500 {
            assert_eq!(health(Ok(status)), Some(Health::Healthy), "{status}");
        }
        for status in 500..600 {
            assert_eq!(health(Ok(status)), Some(Health::Failing), "{status}");
        }
        for (error, heard) in [
            (CallError::Unreachable as fn(String) -> CallError, Some(Health::Failing)),
            (CallError::Tls, Some(Health::Failing)),
            (CallError::TimedOut, Some(Health::Failing)),
            (CallError::Unexpected, Some(Health::Healthy)),
            (CallError::UnknownHost, None),
            (CallError::ForbiddenAddress, None),
        ] {
            let error = error(String::new());
            assert_eq!(health(Err(&error)), heard, "{error:?}");
        }
    }
}
