//! The card **Use**: how often requests were sent as the connector, and which service tokens may send them.

pub mod chart;

use contract::limits::USAGE_DAYS;
use contract::usage::{ConnectorUsage, DayUsage};
use leptos::prelude::*;

use self::chart::{Chart, last_days};
use super::state::ConnectorPageState;
use super::tokens::Tokens;
use crate::common::timestamp::Timestamp;
use crate::components::disclosure::Disclosure;
use crate::components::dynamic::dynamic;
use crate::components::section::Section;
use crate::i18n::t::connector::usage as words;
use crate::i18n::{format, t};

/// The card.
#[component]
pub fn UsageCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let usage = Memo::new(move |_| state.shown.read(|connector| connector.usage.clone()).flatten());
    // A list that is fetched again leaves it as it is.
    let unfolded = RwSignal::new(false);
    view! {
        <Section id="usage" title=words::title()>
            {dynamic(move || {
                let Some(usage) = usage.get() else {
                    return Some(view! { <p>{t::usage::not_used()}</p> }.into_any());
                };
                let now = (state.shown.around.now)();
                Some(view! { <Numbers usage now unfolded /> }.into_any())
            })}
            <Tokens state />
        </Section>
    }
}

/// The last use, the days as a chart, and their numbers.
#[component]
fn Numbers(usage: ConnectorUsage, now: i64, unfolded: RwSignal<bool>) -> impl IntoView {
    let ConnectorUsage { last_used_at, days } = usage;
    let shown = last_days(&days, now);
    let sum = |count: fn(&DayUsage) -> u64| shown.iter().map(count).sum::<u64>();
    let (requests, failures) = (sum(|day| day.requests), sum(|day| day.failures));
    let used: Vec<DayUsage> = shown.iter().rev().copied().filter(|day| day.requests > 0).collect();
    view! {
        <p>{t::usage::last_used()} " " <Timestamp at_ms=last_used_at /></p>
        <p>
            {words::requests(requests, USAGE_DAYS.unsigned_abs())}
            {(failures > 0)
                .then(|| {
                    view! {
                        <span>
                            ", " <span class="connector-failed">{t::usage::failures(failures)}</span>
                        </span>
                    }
                        .into_any()
                })}
        </p>
        {(!used.is_empty())
            .then(|| {
                view! {
                    <Chart days=shown />
                    <Disclosure title=words::numbers() open=unfolded>
                        <Table days=used />
                    </Disclosure>
                }
                    .into_any()
            })}
    }
}

/// The days on which there were requests, newest first.
#[component]
fn Table(days: Vec<DayUsage>) -> impl IntoView {
    view! {
        <table class="numbers">
            <thead>
                <tr>
                    <th scope="col">{words::day()}</th>
                    <th scope="col">{words::all()}</th>
                    <th scope="col">{words::failed()}</th>
                </tr>
            </thead>
            <tbody>
                {days
                    .into_iter()
                    .map(|DayUsage { day, requests, failures }| {
                        view! {
                            <tr>
                                <th scope="row">{format::day(day)}</th>
                                <td>{format::number(requests)}</td>
                                <td>{format::number(failures)}</td>
                            </tr>
                        }
                            .into_any()
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}
