//! How a connector was used, in up to three lines of its card.

use contract::usage::{ConnectorUsage, DayUsage};
use leptos::prelude::*;

use crate::common::timestamp::Timestamp;
use crate::i18n::format;
use crate::i18n::t::usage as words;

/// When a connector was last used, how often on the last day on which it was, and how often since the first day told.
#[component]
pub fn Usage(
    /// How the connector was used, if it was.
    usage: Option<ConnectorUsage>,
) -> impl IntoView {
    let Some(ConnectorUsage { last_used_at, days }) = usage else {
        return view! { <span class="connector-use">{words::not_used()}</span> }.into_any();
    };
    // One day is the newest one already.
    let all = days.last().filter(|_| days.len() > 1).map(|oldest| {
        let sum = |count: fn(&DayUsage) -> u64| days.iter().map(count).sum();
        DayUsage { day: oldest.day, requests: sum(|day| day.requests), failures: sum(|day| day.failures) }
    });
    view! {
        <span class="connector-use">{words::last_used()} " " <Timestamp at_ms=last_used_at /></span>
        {days.first().map(|&newest| view! { <Count of=newest says=words::on_day /> }.into_any())}
        {all.map(|all| view! { <Count of=all says=words::since_day /> }.into_any())}
    }
    .into_any()
}

/// How many requests there were, and how many of them failed.
#[component]
fn Count(
    of: DayUsage,
    /// Says how many there were, on a day or since then.
    says: fn(u64, &str) -> String,
) -> impl IntoView {
    let DayUsage { day, requests, failures } = of;
    view! {
        <span class="connector-use">
            {says(requests, &format::day(day))}
            {(failures > 0)
                .then(|| {
                    view! {
                        <span>
                            ", " <span class="connector-failed">{words::failures(failures)}</span>
                        </span>
                    }
                        .into_any()
                })}
        </span>
    }
}
