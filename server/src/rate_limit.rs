//! So many times in any span of a length: sliding windows, how callers hear of them, and a quota for each caller.
//!
//! Written by hand since callers are told exactly what is left and when there is more (`RateLimit` headers), and since a
//! refusal must cost nothing: the limiters that are kept as libraries count tokens of a bucket, which tells neither.

pub mod headers;
pub mod quota;
mod window;

use std::time::Duration;

pub use window::{Window, Windows};

/// So many times in any span of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many times.
    pub times: usize,
    /// In how long.
    pub per: Duration,
}

/// A rate by the name that callers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted, as a word in lower case.
    pub name: &'static str,
    /// How many of it.
    pub rate: Rate,
}

/// A limit is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit {} is used up for {retry_after} s", limit.name)]
pub struct Exhausted {
    /// Which one.
    pub limit: Limit,
    /// Seconds until there is some again; at least 1.
    pub retry_after: u32,
}
