//! A circuit breaker per host: what fails for many is left alone for a while.
//!
//! It counts connect failures, timeouts and 5xx, never a refusal; and it opens only when several tenants
//! saw them, so that no tenant can lock out another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::MonotonicMs;
use crate::metrics::Metrics;
use crate::model::TenantId;

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerLimits {
    /// Failures in a row, within [`Self::window`].
    pub failures: usize,
    /// Different tenants that must have seen failures.
    pub tenants: usize,
    /// How long a failure counts.
    pub window: Duration,
    /// How long an open breaker lets nothing through; then one request tries.
    pub pause: Duration,
    /// How long a host must have been given before its silence is a failure.
    pub patience: Duration,
}

/// How a request ended, for the breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// An answer came, even a refusal.
    Healthy,
    /// No connection, no answer in time, or 5xx.
    Failing,
}

/// The breaker of this host is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the circuit breaker is open for {retry_after} s")]
pub struct Open {
    /// Seconds until a request may try; at least 1.
    pub retry_after: u32,
}

/// All breakers.
#[derive(Clone, Debug)]
pub struct Breakers {
    limits: BreakerLimits,
    metrics: Metrics,
    hosts: Arc<Mutex<HashMap<String, Host>>>,
}

#[derive(Debug, Default)]
struct Host {
    failures: Vec<(MonotonicMs, TenantId)>,
    state: State,
}

#[derive(Debug, Default, PartialEq)]
enum State {
    #[default]
    Closed,
    Open {
        until: MonotonicMs,
    },
    /// One request tries whether the host is well again.
    HalfOpen,
}

/// A request that the breaker let through. Dropped without a report (canceled), it counts as nothing.
#[derive(Debug)]
pub struct Admission {
    breakers: Breakers,
    host: String,
    reported: bool,
}

impl Breakers {
    /// Breakers that are all closed.
    pub fn new(limits: BreakerLimits, metrics: Metrics) -> Self {
        Self { limits, metrics, hosts: Arc::default() }
    }

    /// Lets a request to `host` through, or not.
    ///
    /// # Errors
    /// When the breaker is open, or another request tries whether it may close.
    pub fn admit(&self, host: &str, now: MonotonicMs) -> Result<Admission, Open> {
        self.try_admit(host, now).inspect_err(|_| self.metrics.breaker_refused())
    }

    fn try_admit(&self, host: &str, now: MonotonicMs) -> Result<Admission, Open> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hosts.get_mut(host) {
            match known.state {
                State::Closed => {}
                State::Open { until } if until <= now => known.state = State::HalfOpen,
                State::Open { until } => {
                    return Err(Open { retry_after: now.seconds_until(until) });
                }
                State::HalfOpen => return Err(Open { retry_after: 1 }),
            }
        }
        Ok(Admission { breakers: self.clone(), host: host.to_owned(), reported: false })
    }

    fn report(&self, host: &str, tenant: &TenantId, health: Health, now: MonotonicMs) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if health == Health::Healthy {
            hosts.remove(host);
            return;
        }
        let window = self.limits.window;
        // Hosts that nobody asks any more must not pile up: whoever wants can name new ones.
        hosts.retain(|_, known| {
            known.state != State::Closed || known.failures.last().is_some_and(|&(at, _)| at + window > now)
        });
        let known = hosts.entry(host.to_owned()).or_default();
        known.failures.retain(|&(at, _)| at + window > now);
        // No more of one tenant's than it takes to open: its newest stand for the rest.
        if known.failures.iter().filter(|(_, who)| who == tenant).count() >= self.limits.failures {
            let oldest = known.failures.iter().position(|(_, who)| who == tenant);
            oldest.map(|at| known.failures.remove(at));
        }
        known.failures.push((now, tenant.clone()));
        let mut tenants: Vec<&TenantId> = known.failures.iter().map(|(_, who)| who).collect();
        tenants.sort_unstable();
        tenants.dedup();
        let failing = known.failures.len() >= self.limits.failures && tenants.len() >= self.limits.tenants;
        if failing || known.state == State::HalfOpen {
            if matches!(known.state, State::Closed | State::HalfOpen) {
                self.metrics.breaker_paused();
            }
            known.state = State::Open { until: now + self.limits.pause };
        }
    }
}

impl Admission {
    /// The host that the request goes to.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Says how the request ended.
    pub fn report(mut self, tenant: &TenantId, health: Health, now: MonotonicMs) {
        self.reported = true;
        self.breakers.report(&self.host, tenant, health, now);
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        if self.reported {
            return;
        }
        let mut hosts = self.breakers.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hosts.get_mut(&self.host).filter(|known| known.state == State::HalfOpen) {
            known.state = State::Open { until: MonotonicMs::default() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn at(ms: i64) -> MonotonicMs {
        MonotonicMs::from_ms(ms)
    }

    const HOST: &str = "login.salesforce.com:443";

    fn breakers() -> Breakers {
        let limits = BreakerLimits {
            failures: 5,
            tenants: 3,
            window: Duration::from_secs(60),
            pause: Duration::from_secs(30),
            patience: Duration::from_secs(3),
        };
        Breakers::new(limits, Metrics::new(&Clock::set_at(0)))
    }

    fn fail(breakers: &Breakers, tenants: &[&str], now: i64) {
        for tenant in tenants {
            breakers.admit(HOST, at(now)).expect("closed").report(
                &TenantId::new(*tenant),
                Health::Failing,
                at(now),
            );
        }
    }

    #[test]
    fn failures_of_three_tenants_open_it_for_a_while() {
        let breakers = breakers();
        fail(&breakers, &["a", "a", "b", "b", "c"], 0);
        assert_eq!(breakers.admit(HOST, at(1)).err(), Some(Open { retry_after: 30 }));
        assert!(breakers.admit("other.my.salesforce.com:443", at(1)).is_ok(), "another host has its own");
        let probe = breakers.admit(HOST, at(30_000)).expect("one may try");
        assert!(breakers.admit(HOST, at(30_000)).is_err(), "only one");
        probe.report(&TenantId::new("a"), Health::Failing, at(31_000));
        assert!(breakers.admit(HOST, at(60_999)).is_err());
        breakers.admit(HOST, at(61_000)).expect("one may try").report(
            &TenantId::new("a"),
            Health::Healthy,
            at(61_000),
        );
        fail(&breakers, &["a"], 61_000);
        assert!(breakers.admit(HOST, at(61_000)).is_ok(), "closed, and the past forgotten");
    }

    #[test]
    fn one_tenant_alone_or_two_never_open_it() {
        let breakers = breakers();
        fail(&breakers, &["a", "b"].repeat(500), 0);
        assert!(breakers.admit(HOST, at(0)).is_ok());
        let kept = breakers.hosts.lock().expect("not poisoned")[HOST].failures.len();
        assert_eq!(kept, 10, "what cannot matter is not kept");
    }

    #[test]
    fn an_answer_in_between_and_time_both_forgive() {
        let breakers = breakers();
        fail(&breakers, &["a", "b", "c", "d"], 0);
        breakers.admit(HOST, at(1)).expect("closed").report(&TenantId::new("a"), Health::Healthy, at(1));
        fail(&breakers, &["a", "b", "c", "d"], 2);
        fail(&breakers, &["e"], 60_002);
        assert!(breakers.admit(HOST, at(60_002)).is_ok());
    }

    #[test]
    fn a_probe_that_is_dropped_lets_the_next_one_try() {
        let breakers = breakers();
        fail(&breakers, &["a", "b", "c", "d", "e"], 0);
        drop(breakers.admit(HOST, at(30_000)).expect("one may try"));
        assert!(breakers.admit(HOST, at(30_001)).is_ok());
    }
}
