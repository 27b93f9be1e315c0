//! Times and days, for people and for machines.

use leptos::prelude::*;

use crate::i18n::format;

/// A date and time.
#[component]
pub fn Timestamp(
    /// Milliseconds since 1970 (UTC).
    at_ms: i64,
) -> impl IntoView {
    view! { <time datetime=format::iso(at_ms)>{format::timestamp(at_ms)}</time> }
}

/// A day that is counted in UTC.
#[component]
pub fn Day(
    /// The milliseconds since 1970 at which it began in UTC.
    at_ms: i64,
) -> impl IntoView {
    let mut date = format::iso(at_ms);
    // `2026-11-22T00:00:00.000Z`: a day without a time.
    date.truncate(date.find('T').unwrap_or(date.len()));
    view! { <time datetime=date>{format::day(at_ms)}</time> }
}
