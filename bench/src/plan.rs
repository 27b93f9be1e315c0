//! How much is measured.

use std::time::Duration;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Starts of the server, each from an empty directory and from one that it knows.
    pub(crate) starts: usize,
    /// Rounds of checks, with the raw rate before and after each.
    pub(crate) rounds: u64,
    /// Checks of a round.
    pub(crate) checks: u64,
    /// How long the raw rate is measured each time.
    pub(crate) raw: Duration,
    /// Requests of a round, through the runtime API.
    pub(crate) requests: u64,
    /// How long the system's own pauses are looked for.
    pub(crate) pauses: Duration,
    /// How long half load lasts each time.
    pub(crate) half_load: Duration,
    /// Connectors in the full database.
    pub(crate) connectors: u64,
    /// How often each list is asked for.
    pub(crate) lists: u64,
    /// How often each input is read as a private key.
    pub(crate) reads: u64,
}

impl Plan {
    /// For the report.
    pub(crate) const FULL: Self = Self {
        starts: 15,
        rounds: 20,
        checks: 5_000,
        raw: Duration::from_secs(1),
        requests: 20_000,
        pauses: Duration::from_secs(10),
        half_load: Duration::from_secs(5),
        connectors: 1_000_000,
        lists: 3_000,
        reads: 20,
    };

    /// Whether all of it works, in seconds; the figures say little.
    pub(crate) const QUICK: Self = Self {
        starts: 2,
        rounds: 2,
        checks: 200,
        raw: Duration::from_millis(100),
        requests: 500,
        pauses: Duration::from_millis(100),
        half_load: Duration::from_millis(500),
        connectors: 1_000,
        lists: 50,
        reads: 1,
    };

    /// Requests at a time, where the server shall have as many as it can take.
    pub(crate) const AT_ONCE: usize = 32;
    /// How long Salesforce takes for an answer while latency is measured.
    pub(crate) const SALESFORCE: Duration = Duration::from_millis(20);
    /// How often half load is measured, in turns with what it is held against.
    pub(crate) const HALF_LOAD_TURNS: u64 = 7;
    /// Rounds of requests through the runtime API.
    pub(crate) const REQUEST_ROUNDS: u64 = 5;
}
