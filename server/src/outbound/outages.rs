//! Which hosts cannot be reached at present, as this server finds. It is a fact about the host, and blamed on nobody who asks it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::breaker::Health;
use crate::clock::{Clock, MonotonicMs};
use crate::metrics::{Metrics, Outage};

/// For how long a host must have failed, call after call, before that is told.
const SPAN: Duration = Duration::from_secs(60);
/// What nobody asked for so long is not known to fail any more.
const KNOWN_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// Hosts that are remembered at most: whoever wants can name new ones. The one that failed longest ago goes.
const HOSTS_MAX: usize = 10_000;

/// What is known of hosts that fail. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outages {
    clock: Clock,
    metrics: Metrics,
    failing: Arc<Mutex<HashMap<String, Failures>>>,
}

/// Failures of a host between which nothing was answered.
#[derive(Clone, Copy, Debug)]
struct Failures {
    /// The first, in milliseconds since 1970.
    since_ms: i64,
    first: MonotonicMs,
    last: MonotonicMs,
    /// Whether they are an outage.
    is_outage: bool,
}

impl Outages {
    /// None is known.
    pub fn new(clock: Clock, metrics: Metrics) -> Self {
        Self { clock, metrics, failing: Arc::default() }
    }

    /// Hears how a call to a host (with its port) ended.
    pub fn hear(&self, host: &str, health: Health) {
        let now = self.clock.monotonic();
        let mut failing = self.failing();
        if health == Health::Healthy {
            if failing.remove(host).is_some_and(|ended| ended.is_outage) {
                self.metrics.outage(Outage::Ended);
                tracing::info!(host, "the host answers again");
            }
            return;
        }
        failing.retain(|_, known| known.last + KNOWN_FOR > now);
        if let Some(known) = failing.get_mut(host) {
            known.last = now;
            if !known.is_outage && known.first + SPAN <= now {
                known.is_outage = true;
                self.metrics.outage(Outage::Began);
                tracing::warn!(host, "the host cannot be reached");
            }
            return;
        }
        while failing.len() >= HOSTS_MAX {
            let oldest = failing.iter().min_by_key(|(_, known)| known.last).map(|(host, _)| host.clone());
            let Some(oldest) = oldest else { break };
            failing.remove(&oldest);
        }
        let first = Failures { since_ms: self.clock.now_ms(), first: now, last: now, is_outage: false };
        failing.insert(host.to_owned(), first);
    }

    /// Since when a host (with its port) cannot be reached, in milliseconds since 1970. `None`: as far as is known it can.
    pub fn since(&self, host: &str) -> Option<i64> {
        let now = self.clock.monotonic();
        let failing = self.failing();
        failing
            .get(host)
            .filter(|known| known.is_outage && known.last + KNOWN_FOR > now)
            .map(|known| known.since_ms)
    }

    fn failing(&self) -> MutexGuard<'_, HashMap<String, Failures>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "login.salesforce.com:443";
    const SECOND: Duration = Duration::from_secs(1);

    fn outages() -> (Outages, Clock) {
        let clock = Clock::set_at(1_000);
        (Outages::new(clock.clone(), Metrics::new(&clock)), clock)
    }

    #[test]
    fn failures_of_a_minute_are_an_outage_until_there_is_an_answer() {
        let (outages, clock) = outages();
        outages.hear(HOST, Health::Failing);
        clock.advance(SECOND * 59);
        outages.hear(HOST, Health::Failing);
        assert_eq!(outages.since(HOST), None, "not for a minute yet");
        clock.advance(SECOND);
        assert_eq!(outages.since(HOST), None, "nobody has asked");
        outages.hear(HOST, Health::Failing);
        assert_eq!(outages.since(HOST), Some(1_000));
        assert_eq!(outages.since("other.my.salesforce.com:443"), None);
        clock.advance(KNOWN_FOR - SECOND);
        assert_eq!(outages.since(HOST), Some(1_000));
        outages.hear(HOST, Health::Healthy);
        assert_eq!(outages.since(HOST), None);
        outages.hear(HOST, Health::Failing);
        assert_eq!(outages.since(HOST), None, "it begins anew");
    }

    #[test]
    fn an_answer_in_between_makes_it_none() {
        let (outages, clock) = outages();
        for _ in 0..10 {
            outages.hear(HOST, Health::Failing);
            clock.advance(SECOND * 59);
            outages.hear(HOST, Health::Healthy);
            clock.advance(SECOND);
        }
        assert_eq!(outages.since(HOST), None);
    }

    #[test]
    fn what_nobody_asks_any_more_is_forgotten_and_hosts_without_end_are_bounded() {
        let (outages, clock) = outages();
        outages.hear(HOST, Health::Failing);
        clock.advance(SPAN);
        outages.hear(HOST, Health::Failing);
        clock.advance(KNOWN_FOR);
        assert_eq!(outages.since(HOST), None);
        for number in 0..HOSTS_MAX + 10 {
            outages.hear(&number.to_string(), Health::Failing);
        }
        assert_eq!(outages.failing().len(), HOSTS_MAX);
    }
}
