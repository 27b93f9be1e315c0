//! How a connector was used, in three lines of its card.

use contract::runtime::{ConnectorUsage, DayUsage};

use super::moment::{day, moment};
use crate::language::{format, use_words};
use crate::ui::draw::Drawn;
use crate::ui::node::{classed, node};

/// The lines.
pub(super) fn lines(usage: Option<&ConnectorUsage>) -> Vec<Drawn> {
    let words = &use_words().usage;
    let line = || classed("span", "connector-use");
    let Some(usage) = usage else { return vec![line().text(words.not_used).drawn()] };
    let last = line().text(words.last_used).text(" ").child(moment(usage.last_used_at)).drawn();
    let newest = usage.days.first().map(|&newest| count(None, newest));
    // One day is the newest one already.
    let all = usage.days.last().filter(|_| usage.days.len() > 1).map(|oldest| {
        let sum = |count: fn(&DayUsage) -> u64| usage.days.iter().map(count).sum();
        let (requests, failures) = (sum(|day| day.requests), sum(|day| day.failures));
        count(Some(words.since), DayUsage { day: oldest.day, requests, failures })
    });
    [Some(last), newest, all].into_iter().flatten().collect()
}

fn count(since: Option<&'static str>, DayUsage { day: from, requests, failures }: DayUsage) -> Drawn {
    let words = &use_words().usage;
    let failed = (failures > 0).then(|| {
        let failed = (words.failures)(failures, &format::number(failures));
        node("span").text(", ").child(classed("span", "connector-failed").text(failed))
    });
    classed("span", "connector-use")
        .child_if(since.map(|since| node("span").text(since).text(" ")))
        .child(day(from))
        .text(" · ")
        .text((words.requests)(requests, &format::number(requests)))
        .child_if(failed)
        .drawn()
}
