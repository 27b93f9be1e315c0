//! The time, passed in: everything that asks for it holds a [`Clock`], so that tests can set it.
//!
//! It is told in two ways, which are types of their own. The time of day is for what is stored, signed or shown: people and
//! their machines set it, also back. What has passed is for budgets, pauses and idle times: nobody sets that.

mod monotonic;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

pub use self::monotonic::MonotonicMs;

/// A clock: the system's, or one that stands still until it is told otherwise. Clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    /// Since when its monotonic reading runs: tokio's, which a test may pause.
    System {
        began: Instant,
    },
    Set(Arc<Hands>),
}

/// What a clock shows that stands still.
#[derive(Debug)]
struct Hands {
    wall_ms: AtomicI64,
    monotonic_ms: AtomicI64,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Source::System { began: Instant::now() })
    }

    /// A clock that stands at `ms` (milliseconds since 1970, UTC) until it is moved.
    pub fn set_at(ms: i64) -> Self {
        Self(Source::Set(Arc::new(Hands { wall_ms: AtomicI64::new(ms), monotonic_ms: AtomicI64::new(0) })))
    }

    /// Moves a clock that stands still, and all its clones. The system's clock moves by itself: nothing happens.
    pub fn advance(&self, by: Duration) {
        if let Source::Set(hands) = &self.0 {
            hands.wall_ms.fetch_add(millis(by), Ordering::SeqCst);
            hands.monotonic_ms.fetch_add(millis(by), Ordering::SeqCst);
        }
    }

    /// Sets the time of day of a clock that stands still, as people and time servers do: by so many milliseconds, back where they
    /// are negative. No time passes by that.
    pub fn jump(&self, by_ms: i64) {
        if let Source::Set(hands) = &self.0 {
            hands.wall_ms.fetch_add(by_ms, Ordering::SeqCst);
        }
    }

    /// What has passed since the clock was made, whatever happened to the time of day meanwhile.
    pub fn monotonic(&self) -> MonotonicMs {
        MonotonicMs::from_ms(match &self.0 {
            Source::System { began } => millis(began.elapsed()),
            Source::Set(hands) => hands.monotonic_ms.load(Ordering::SeqCst),
        })
    }

    /// Milliseconds since 1970 (UTC): the time of day, which may be set back.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::System { .. } => system_ms(),
            Source::Set(hands) => hands.wall_ms.load(Ordering::SeqCst),
        }
    }

    /// Seconds by which this clock is ahead of another one that shows `other`; negative where it is behind. What is off by
    /// decades is told as that.
    pub fn ahead_of(&self, other: SystemTime) -> i32 {
        let now = self.now();
        let seconds = |span: Duration| i32::try_from(span.as_secs()).unwrap_or(i32::MAX);
        match now.duration_since(other) {
            Ok(ahead) => seconds(ahead),
            Err(behind) => -seconds(behind.duration()),
        }
    }

    /// The same as the standard library has it, to the millisecond.
    pub fn now(&self) -> SystemTime {
        let ms = self.now_ms();
        let distance = Duration::from_millis(ms.unsigned_abs());
        if ms < 0 { SystemTime::UNIX_EPOCH - distance } else { SystemTime::UNIX_EPOCH + distance }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
fn system_ms() -> i64 {
    match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => millis(since),
        Err(before) => -millis(before.duration()),
    }
}

/// A span in milliseconds; one that is longer than fits is the longest.
pub fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds as whole seconds, rounded up: how long to wait for what is due then.
pub fn seconds_up(ms: i64) -> u32 {
    u32::try_from((ms + 999) / 1000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::Clock;

    #[test]
    fn a_set_clock_stands_still_and_its_clones_move_with_it() {
        let clock = Clock::set_at(1_000);
        let clone = clock.clone();
        assert_eq!(clock.now_ms(), 1_000);
        clone.advance(Duration::from_millis(234));
        assert_eq!(clock.now_ms(), 1_234);
        assert_eq!(clock.now(), SystemTime::UNIX_EPOCH + Duration::from_millis(1_234));
    }

    #[test]
    fn setting_the_time_of_day_lets_no_time_pass() {
        let clock = Clock::set_at(1_000);
        let before = clock.monotonic();
        clock.jump(-500);
        assert_eq!((clock.now_ms(), clock.monotonic()), (500, before));
        clock.advance(Duration::from_millis(5));
        assert_eq!((clock.now_ms(), clock.monotonic()), (505, before + Duration::from_millis(5)));
    }

    #[tokio::test(start_paused = true)]
    async fn the_system_clock_tells_what_passes_as_timers_do() {
        let clock = Clock::system();
        let before = clock.monotonic();
        tokio::time::advance(Duration::from_secs(3_600)).await;
        assert_eq!(clock.monotonic(), before + Duration::from_secs(3_600));
    }

    #[test]
    fn a_time_before_1970_is_a_time() {
        assert_eq!(Clock::set_at(-5).now(), SystemTime::UNIX_EPOCH - Duration::from_millis(5));
    }

    #[test]
    fn the_system_clock_is_past_2020_and_runs_forward() {
        let clock = Clock::system();
        let first = clock.now_ms();
        assert!(first > 1_577_836_800_000, "{first}");
        assert!(clock.now_ms() >= first);
    }
}
