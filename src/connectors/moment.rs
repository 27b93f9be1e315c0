//! Moments and days, for people and for machines.

use crate::language::format;
use crate::ui::node::{Node, node};

/// A moment, in milliseconds since 1970 (UTC).
pub(super) fn moment(at_ms: i64) -> Node {
    node("time").with("datetime", format::iso(at_ms)).text(format::moment(at_ms))
}

/// A day that is counted in UTC, by its beginning.
pub(super) fn day(at_ms: i64) -> Node {
    let mut date = format::iso(at_ms);
    // `2026-11-22T00:00:00.000Z`: a day without a time.
    date.truncate(date.find('T').unwrap_or(date.len()));
    node("time").with("datetime", date).text(format::day(at_ms))
}
