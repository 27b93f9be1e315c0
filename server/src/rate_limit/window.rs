//! Sliding windows: when something happened, as far back as a rate looks.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use super::{Exhausted, Limit, Rate};
use crate::clock::MonotonicMs;

/// When something happened within the span of a rate, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Window(VecDeque<MonotonicMs>);

impl Window {
    /// Whether one more fits: the oldest of the last [`Rate::times`] must be out of the span.
    ///
    /// # Errors
    /// When none fits; it says when one does.
    pub fn room(&self, limit: Limit, now: MonotonicMs) -> Result<(), Exhausted> {
        let Rate { times, per } = limit.rate;
        let oldest = self.0.len().checked_sub(times).and_then(|at| self.0.get(at));
        match oldest.map(|&at| at + per).filter(|&free_at| free_at > now) {
            None => Ok(()),
            Some(free_at) => Err(Exhausted { limit, retry_after: now.seconds_until(free_at) }),
        }
    }

    /// Notes one more, and forgets those that are out of the span.
    pub fn note(&mut self, rate: Rate, now: MonotonicMs) {
        while self.0.front().is_some_and(|&at| at + rate.per <= now) {
            self.0.pop_front();
        }
        self.0.push_back(now);
    }

    /// How many are noted, and in how many seconds the oldest of them is out of the span.
    pub(super) fn told(&self, rate: Rate, now: MonotonicMs) -> (usize, u32) {
        let oldest = self.0.front().copied().unwrap_or(now);
        (self.0.len(), now.seconds_until(oldest + rate.per))
    }

    fn is_idle(&self, rate: Rate, now: MonotonicMs) -> bool {
        self.0.back().is_none_or(|&last| last + rate.per <= now)
    }
}

/// A window for each of those who are counted. Who did nothing for a whole span is forgotten.
#[derive(Debug)]
pub struct Windows<K> {
    limit: Limit,
    windows: HashMap<K, Window>,
    next_sweep: MonotonicMs,
}

impl<K: Eq + Hash> Windows<K> {
    /// Windows in which nothing has happened.
    pub fn new(limit: Limit) -> Self {
        Self { limit, windows: HashMap::new(), next_sweep: MonotonicMs::default() }
    }

    /// Whether one more of this one's fits.
    ///
    /// # Errors
    /// As [`Window::room`].
    pub fn room(&self, who: &K, now: MonotonicMs) -> Result<(), Exhausted> {
        self.windows.get(who).map_or(Ok(()), |window| window.room(self.limit, now))
    }

    /// Notes one more of this one's.
    pub fn note(&mut self, who: K, now: MonotonicMs) -> &Window {
        let rate = self.limit.rate;
        if now >= self.next_sweep {
            self.windows.retain(|_, window| !window.is_idle(rate, now));
            self.next_sweep = now + rate.per;
        }
        let window = self.windows.entry(who).or_default();
        window.note(rate, now);
        window
    }

    /// Whether this one is remembered.
    pub fn contains(&self, who: &K) -> bool {
        self.windows.contains_key(who)
    }

    /// How many are remembered.
    pub(crate) fn len(&self) -> usize {
        self.windows.len()
    }
}
