//! What stands before each host: a call needs a permit of its fair semaphore, its breaker must let the call through, and
//! hears how it went.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::breaker::{Admission, BreakerLimits, Breakers, Health, Open};
use super::client::CallError;
use super::fair_semaphore::{FairSemaphore, Permit};
use super::outages::Outages;
use crate::clock::Clock;
use crate::metrics::{LimitKind, Metrics};
use crate::model::TenantId;

/// The gate of all hosts. Cheap to clone: clones share its permits and breakers.
#[derive(Clone, Debug)]
pub struct HostGate {
    semaphore: FairSemaphore,
    breakers: Breakers,
    /// Which hosts cannot be reached at present.
    pub outages: Outages,
    patience: Duration,
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
        let semaphore = FairSemaphore::new(host_concurrency);
        let outages = Outages::new(clock.clone(), metrics.clone());
        Self { semaphore, breakers, outages, patience: breaker.patience, clock, metrics }
    }

    /// For calls of another kind: permits of their own, the same breakers, and the same outages.
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
    ///
    /// Where most of the time went before the call began, for want of a permit or of a core for a key, that the rest was too short
    /// says nothing about the host, and the breaker does not hear of it.
    pub async fn call<T>(
        self,
        work: impl Future<Output = Result<T, CallError>>,
        health: impl FnOnce(&Result<T, CallError>) -> Option<Health>,
    ) -> (Result<T, CallError>, Permit) {
        let Self { gate, tenant, deadline, permit, admission } = self;
        let fair = deadline.saturating_duration_since(Instant::now()) >= gate.patience;
        let ended = timeout_at(deadline, work)
            .await
            .unwrap_or_else(|_| Err(CallError::TimedOut("no answer in the time there was".to_owned())));
        let heard = fair || !matches!(ended, Err(CallError::TimedOut(_)));
        if let Some(health) = health(&ended).filter(|_| heard) {
            gate.outages.hear(admission.host(), health);
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
    use std::future::pending;

    use super::*;

    const HOST: &str = "login.salesforce.com:443";
    const BUDGET: Duration = Duration::from_secs(10);

    fn gate() -> HostGate {
        let limits = BreakerLimits {
            failures: 6,
            tenants: 3,
            window: Duration::from_secs(600),
            pause: Duration::from_secs(30),
            patience: Duration::from_secs(3),
        };
        let clock = Clock::system();
        HostGate::new(1, limits, clock.clone(), Metrics::new(&clock))
    }

    /// One of `tenant`'s calls to a host that never answers, for which it waits as long as others have the only permit.
    async fn unanswered(gate: &HostGate, tenant: &TenantId, waits: Duration) -> Result<(), GateError> {
        let (others, deadline) = (TenantId::new("others"), Instant::now() + BUDGET);
        let held = gate.acquire(HOST, &others, deadline).await?;
        let hold = async {
            tokio::time::sleep(waits).await;
            drop(held);
        };
        let ask = async {
            let permit = gate.acquire(HOST, tenant, deadline).await?;
            let (ended, _permit) =
                permit.call(pending(), |ended: &Result<u16, _>| health(ended.as_ref().copied())).await;
            assert!(matches!(ended, Err(CallError::TimedOut(_))), "{ended:?}");
            Ok(())
        };
        tokio::join!(hold, ask).1
    }

    #[tokio::test(start_paused = true)]
    async fn our_own_queue_says_nothing_about_a_host() {
        let gate = gate();
        let tenants = ["a", "b", "c"].map(TenantId::new);
        for waits in [9_999, 9_000, 7_001].map(Duration::from_millis) {
            for tenant in tenants.iter().cycle().take(12) {
                unanswered(&gate, tenant, waits).await.expect("the breaker stays closed");
            }
        }
        // Who had enough time left is heard, though there was a queue before.
        let waits = Duration::from_secs(7);
        for tenant in tenants.iter().cycle().take(6) {
            unanswered(&gate, tenant, waits).await.expect("still closed");
        }
        let refused = unanswered(&gate, &tenants[0], waits).await;
        assert!(matches!(refused, Err(GateError::Paused(_))), "{refused:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_host_answers_counts_however_late_it_was_asked() {
        let gate = gate();
        for tenant in ["a", "b", "c"].map(TenantId::new).iter().cycle().take(6) {
            let permit = gate.acquire(HOST, tenant, Instant::now()).await.expect("closed");
            let down = async { Err::<u16, _>(CallError::Unreachable("refused".to_owned())) };
            drop(permit.call(down, |ended| health(ended.as_ref().copied())).await);
        }
        let (tenant, deadline) = (TenantId::new("d"), Instant::now());
        assert!(matches!(gate.acquire(HOST, &tenant, deadline).await, Err(GateError::Paused(_))));
    }

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
