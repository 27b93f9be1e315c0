//! How often a caller may ask.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;

use crate::rate_limit;
use crate::salesforce::budget::{Limit, Rate, forget_idle, millis, note, room};

/// So many requests of each caller in any span of a length.
#[derive(Clone, Debug)]
pub struct Quota {
    limit: Limit,
    spent: Arc<Mutex<Spent>>,
}

#[derive(Debug, Default)]
struct Spent {
    callers: HashMap<String, VecDeque<i64>>,
    next_sweep_ms: i64,
}

/// What a caller may still ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What it is a part of.
    pub limit: Limit,
    /// Requests that are left.
    pub remaining: usize,
    /// Seconds until there is one more; where none is left, the time to wait.
    pub reset: u32,
}

impl Quota {
    /// A quota that nobody has taken from.
    pub fn new(rate: Rate) -> Self {
        Self { limit: Limit { name: "default", rate }, spent: Arc::default() }
    }

    /// Takes one request from what a caller has left.
    ///
    /// # Errors
    /// When none is left.
    pub fn try_acquire(&self, caller: &str, now_ms: i64) -> Result<Allowance, Allowance> {
        let limit = self.limit;
        let rate = limit.rate;
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if now_ms >= spent.next_sweep_ms {
            forget_idle(&mut spent.callers, rate, now_ms);
            spent.next_sweep_ms = now_ms + millis(rate.per);
        }
        let times = spent.callers.entry(caller.to_owned()).or_default();
        room(Some(times), limit, now_ms).map_err(|spent| Allowance {
            limit,
            remaining: 0,
            reset: spent.retry_after,
        })?;
        note(times, rate, now_ms);
        let oldest = times.front().copied().unwrap_or(now_ms);
        let reset = (oldest + millis(rate.per) - now_ms + 999) / 1000;
        Ok(Allowance {
            limit,
            remaining: rate.times.saturating_sub(times.len()),
            reset: u32::try_from(reset).unwrap_or(u32::MAX),
        })
    }
}

impl Allowance {
    /// Tells it in headers.
    pub fn tell(&self, headers: &mut HeaderMap) {
        rate_limit::tell(headers, self.limit, self.remaining, self.reset);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn no_minute_has_more_than_its_requests() {
        let quota = Quota::new(Rate { times: 3, per: Duration::from_secs(60) });
        let acquire = |now_ms| quota.try_acquire("a", now_ms).map(|left| (left.remaining, left.reset));
        assert_eq!(acquire(0), Ok((2, 60)));
        assert_eq!(acquire(10_000), Ok((1, 50)));
        assert_eq!(acquire(20_000), Ok((0, 40)));
        assert_eq!(acquire(20_001).map_err(|left| (left.remaining, left.reset)), Err((0, 40)));
        assert!(quota.try_acquire("b", 20_001).is_ok(), "another caller has its own");
        assert_eq!(acquire(60_000), Ok((0, 10)));
        assert_eq!(acquire(200_000), Ok((2, 60)));
    }

    #[test]
    fn it_is_told_in_headers() {
        let quota = Quota::new(Rate { times: 300, per: Duration::from_secs(60) });
        let mut headers = HeaderMap::new();
        quota.try_acquire("a", 0).expect("room").tell(&mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"default\";q=300;w=60");
        assert_eq!(headers["ratelimit"], "\"default\";r=299;t=60");
    }
}
