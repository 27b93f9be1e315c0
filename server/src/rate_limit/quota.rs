//! How often each caller may ask.

use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;

use super::{Limit, Rate, Windows, headers};
use crate::clock::MonotonicMs;

/// So many requests of each caller in any span of a length. Cheap to clone: clones share what was spent.
#[derive(Debug)]
pub struct Quota<K> {
    limit: Limit,
    spent: Arc<Mutex<Windows<K>>>,
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

impl<K: Eq + Hash> Quota<K> {
    /// A quota that nobody has taken from.
    pub fn new(rate: Rate) -> Self {
        Self::named("default", rate)
    }

    /// A quota that nobody has taken from, by the name that callers are told: a word in lower case.
    pub fn named(name: &'static str, rate: Rate) -> Self {
        let limit = Limit { name, rate };
        Self { limit, spent: Arc::new(Mutex::new(Windows::new(limit))) }
    }

    /// Takes one request from what a caller has left.
    ///
    /// # Errors
    /// When none is left.
    pub fn try_acquire(&self, caller: K, now: MonotonicMs) -> Result<Allowance, Allowance> {
        let limit = self.limit;
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.room(&caller, now).map_err(|spent| Allowance {
            limit,
            remaining: 0,
            reset: spent.retry_after,
        })?;
        let (taken, reset) = spent.note(caller, now).told(limit.rate, now);
        Ok(Allowance { limit, remaining: limit.rate.times.saturating_sub(taken), reset })
    }
}

impl<K> Clone for Quota<K> {
    fn clone(&self) -> Self {
        Self { limit: self.limit, spent: Arc::clone(&self.spent) }
    }
}

impl Allowance {
    /// Tells it in headers.
    pub fn tell(&self, headers: &mut HeaderMap) {
        headers::tell(headers, self.limit, self.remaining, self.reset);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn no_minute_has_more_than_its_requests() {
        let quota = Quota::new(Rate { times: 3, per: Duration::from_secs(60) });
        let acquire =
            |ms| quota.try_acquire("a", MonotonicMs::from_ms(ms)).map(|left| (left.remaining, left.reset));
        assert_eq!(acquire(0), Ok((2, 60)));
        assert_eq!(acquire(10_000), Ok((1, 50)));
        assert_eq!(acquire(20_000), Ok((0, 40)));
        assert_eq!(acquire(20_001).map_err(|left| (left.remaining, left.reset)), Err((0, 40)));
        assert!(quota.try_acquire("b", MonotonicMs::from_ms(20_001)).is_ok(), "another caller has its own");
        assert_eq!(acquire(60_000), Ok((0, 10)));
        assert_eq!(acquire(200_000), Ok((2, 60)));
    }

    #[test]
    fn it_is_told_in_headers() {
        let quota = Quota::new(Rate { times: 300, per: Duration::from_secs(60) });
        let mut headers = HeaderMap::new();
        quota.try_acquire("a", MonotonicMs::default()).expect("room").tell(&mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"default\";q=300;w=60");
        assert_eq!(headers["ratelimit"], "\"default\";r=299;t=60");
    }
}
