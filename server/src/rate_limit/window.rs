//! Sliding windows: when something happened, as far back as a rate looks.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use super::{Exhausted, Limit, Rate};
use crate::clock::{millis, seconds_up};

/// When something happened within the span of a rate, oldest first, in milliseconds since 1970.
#[derive(Clone, Debug, Default)]
pub struct Window(VecDeque<i64>);

impl Window {
    /// Whether one more fits: the oldest of the last [`Rate::times`] must be out of the span.
    ///
    /// # Errors
    /// When none fits; it says when one does.
    pub fn room(&self, limit: Limit, now_ms: i64) -> Result<(), Exhausted> {
        let Rate { times, per } = limit.rate;
        let oldest = self.0.len().checked_sub(times).and_then(|at| self.0.get(at));
        match oldest.map(|at| at + millis(per)).filter(|&free_at| free_at > now_ms) {
            None => Ok(()),
            Some(free_at) => Err(Exhausted { limit, retry_after: seconds_up(free_at - now_ms) }),
        }
    }

    /// Notes one more, and forgets those that are out of the span.
    pub fn note(&mut self, rate: Rate, now_ms: i64) {
        while self.0.front().is_some_and(|at| at + millis(rate.per) <= now_ms) {
            self.0.pop_front();
        }
        self.0.push_back(now_ms);
    }

    /// How many are noted, and in how many seconds the oldest of them is out of the span.
    pub(super) fn told(&self, rate: Rate, now_ms: i64) -> (usize, u32) {
        let oldest = self.0.front().copied().unwrap_or(now_ms);
        (self.0.len(), seconds_up(oldest + millis(rate.per) - now_ms))
    }

    fn is_idle(&self, rate: Rate, now_ms: i64) -> bool {
        self.0.back().is_none_or(|last| last + millis(rate.per) <= now_ms)
    }
}

/// A window for each of those who are counted. Who did nothing for a whole span is forgotten.
#[derive(Debug)]
pub struct Windows<K> {
    limit: Limit,
    windows: HashMap<K, Window>,
    next_sweep_ms: i64,
}

impl<K: Eq + Hash> Windows<K> {
    /// Windows in which nothing has happened.
    pub fn new(limit: Limit) -> Self {
        Self { limit, windows: HashMap::new(), next_sweep_ms: 0 }
    }

    /// Whether one more of this one's fits.
    ///
    /// # Errors
    /// As [`Window::room`].
    pub fn room(&self, who: &K, now_ms: i64) -> Result<(), Exhausted> {
        self.windows.get(who).map_or(Ok(()), |window| window.room(self.limit, now_ms))
    }

    /// Notes one more of this one's.
    pub fn note(&mut self, who: K, now_ms: i64) -> &Window {
        let rate = self.limit.rate;
        if now_ms >= self.next_sweep_ms {
            self.windows.retain(|_, window| !window.is_idle(rate, now_ms));
            self.next_sweep_ms = now_ms + millis(rate.per);
        }
        let window = self.windows.entry(who).or_default();
        window.note(rate, now_ms);
        window
    }

    /// How many are remembered.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.windows.len()
    }
}
