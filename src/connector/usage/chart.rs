//! The requests of the last days, as bars.

use contract::limits::USAGE_DAYS;
use contract::usage::DayUsage;
use leptos::prelude::*;

use crate::i18n::format;
use crate::i18n::t::connector::usage as words;

const DAY_MS: i64 = 86_400_000;
/// How high the chart is, in units of its own.
const HEIGHT: u64 = 100;
/// How wide a day's bar is, and how far it is from one to the next.
const BAR: usize = 8;
const STEP: usize = 10;
/// How high the bar of a single request is at least, so that it is seen beside the bar of a million.
const LEAST: u64 = 3;

/// The days up to the one of `now`, oldest first, with those on which there was no request.
pub(super) fn last_days(days: &[DayUsage], now: i64) -> Vec<DayUsage> {
    let today = now - now.rem_euclid(DAY_MS);
    let on = |day: i64| {
        let found = days.iter().copied().find(|found| found.day == day);
        found.unwrap_or(DayUsage { day, ..DayUsage::default() })
    };
    (0..USAGE_DAYS).rev().map(|ago| on(today - ago * DAY_MS)).collect()
}

/// How high a bar is, where `most` is as high as the chart.
fn height(count: u64, most: u64) -> u64 {
    match count {
        0 => 0,
        _ => (count.saturating_mul(HEIGHT) / most.max(1)).clamp(LEAST, HEIGHT),
    }
}

/// The bars. What they say, the table below them says as well: assistive technology is told that.
#[component]
pub fn Chart(
    /// The days, oldest first.
    days: Vec<DayUsage>,
) -> impl IntoView {
    let most = days.iter().map(|day| day.requests).max().unwrap_or_default();
    let ends = [days.first(), days.last()].map(|day| day.map(|day| format::day(day.day)));
    let [first, last] = ends.map(Option::unwrap_or_default);
    let view_box = format!("0 0 {} {HEIGHT}", days.len() * STEP);
    let bar = |class: &'static str, at: usize, count: u64| {
        let high = height(count, most);
        (high > 0).then(|| {
            view! { <rect class=class x=at * STEP + 1 y=HEIGHT - high width=BAR height=high></rect> }
                .into_any()
        })
    };
    let bars: Vec<AnyView> = days
        .iter()
        .enumerate()
        .flat_map(|(at, day)| [bar("chart-bar", at, day.requests), bar("chart-failed", at, day.failures)])
        .flatten()
        .collect();
    view! {
        <div class="chart" aria-hidden="true">
            <p class="chart-most">{words::busiest(most)}</p>
            <svg viewBox=view_box preserveAspectRatio="none">
                {bars}
            </svg>
            <p class="chart-days">
                <span>{first}</span>
                <span>{last}</span>
            </p>
            <p class="chart-legend">
                <span class="chart-key">{words::all()}</span>
                <span class="chart-key chart-key-failed">{words::failed()}</span>
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use contract::limits::USAGE_DAYS;
    use contract::usage::DayUsage;

    use super::{DAY_MS, HEIGHT, LEAST, height, last_days};

    #[test]
    fn each_of_the_last_days_stands_there_once_oldest_first() {
        let used = |day, requests| DayUsage { day: day * DAY_MS, requests, failures: 0 };
        // The last is too old to be shown.
        let days = last_days(&[used(100, 5), used(71, 7), used(70, 9)], 100 * DAY_MS + 1);
        assert_eq!(days.len() as i64, USAGE_DAYS);
        assert_eq!((days[0], days[29]), (used(71, 7), used(100, 5)));
        assert!(days[1..29].iter().enumerate().all(|(at, day)| *day == used(72 + at as i64, 0)));
    }

    #[test]
    fn one_request_is_seen_beside_a_million_and_none_is_not() {
        assert_eq!(height(0, 1_000_000), 0);
        assert_eq!(height(1, 1_000_000), LEAST);
        assert_eq!(height(500_000, 1_000_000), HEIGHT / 2);

        assert_eq!(height(1_000_000, 1_000_000), HEIGHT);
    }
}
