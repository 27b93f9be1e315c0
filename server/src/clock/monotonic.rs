//! Time that only runs forward.

use std::ops::Add;
use std::time::Duration;

use super::{millis, seconds_up};

/// How far a clock had run, in milliseconds since it was made. It is no time of day and means nothing to another process: it is
/// not stored, and compares with nothing but its like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonotonicMs(i64);

impl MonotonicMs {
    /// So many milliseconds after the clock was made.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the clock was made.
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// Whole seconds until `later`, rounded up; 0 where that is past.
    pub fn seconds_until(self, later: Self) -> u32 {
        seconds_up((later.0 - self.0).max(0))
    }
}

impl Add<Duration> for MonotonicMs {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis(span)))
    }
}
