//! A call's turn at a host: it holds a place there, the host's breaker lets it through, and hears how it went.

use contract::codes::{ProblemCode, Step};
use tokio::time::{Instant, timeout_at};

use super::breaker::{Admission, BreakerLimits, Breakers, Health};
use super::client::CallError;
use super::error::UpstreamError;
use super::fair::{Hosts, Place};
use crate::clock::Clock;
use crate::metrics::{Call, Limit, Metrics, Purpose};

/// Hands out turns.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    hosts: Hosts,
    breakers: Breakers,
    clock: Clock,
    metrics: Metrics,
}

/// One call's turn.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    tenant: &'a str,
    deadline: Instant,
    place: Place,
    admission: Admission,
}

impl Turns {
    /// `host_concurrency` places at each host.
    pub(super) fn new(
        host_concurrency: usize,
        breaker: BreakerLimits,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        let breakers = Breakers::new(breaker, metrics.clone());
        Self { hosts: Hosts::new(host_concurrency), breakers, clock, metrics }
    }

    /// For calls of another kind: places of their own, and the same breakers.
    pub(super) fn beside(&self, host_concurrency: usize) -> Self {
        Self { hosts: Hosts::new(host_concurrency), ..self.clone() }
    }

    /// Waits, until `deadline`, for `tenant`'s turn at `host`; `step` is what it is for.
    ///
    /// # Errors
    /// When none came in time, or the host's breaker lets nothing through.
    pub(super) async fn take<'a>(
        &'a self,
        host: &str,
        tenant: &'a str,
        step: Step,
        deadline: Instant,
    ) -> Result<Turn<'a>, UpstreamError> {
        let place = timeout_at(deadline, self.hosts.place(host, tenant)).await.map_err(|_| {
            self.metrics.limited(Limit::Host);
            UpstreamError::new(ProblemCode::RateLimited, step, "no place at the host in time").retry_after(1)
        })?;
        let admission = self.breakers.admit(host, self.clock.now_ms()).map_err(|open| {
            UpstreamError::new(ProblemCode::SalesforcePaused, step, open).retry_after(open.retry_after)
        })?;
        Ok(Turn { turns: self, tenant, deadline, place, admission })
    }
}

impl Turn<'_> {
    /// Makes the call until the turn's deadline, and tells the breaker what `health` makes of its end. The place comes
    /// back with it: whoever reads on keeps it.
    pub(super) async fn make<T>(
        self,
        call: Call,
        purpose: Purpose,
        work: impl Future<Output = Result<T, CallError>>,
        health: impl FnOnce(&Result<T, CallError>) -> Option<Health>,
    ) -> (Result<T, CallError>, Place) {
        let Self { turns, tenant, deadline, place, admission } = self;
        let asked = Instant::now();
        let ended = timeout_at(deadline, work)
            .await
            .unwrap_or_else(|_| Err(CallError::TimedOut("no answer in the time there was".to_owned())));
        turns.metrics.salesforce_call(purpose, call, asked.elapsed());
        if let Some(health) = health(&ended) {
            admission.report(tenant, health, turns.clock.now_ms());
        }
        (ended, place)
    }
}
