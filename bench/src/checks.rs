//! Checks: how many a second beside the bare signing, the time that we add to one, and what they leave in memory.

use std::path::Path;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use contract::api;
use hyper::{Method, StatusCode};
use serde_json::json;

use crate::commit::{Journal, Log};
use crate::failure::{Context as _, Failure, Result};
use crate::half_load::{self, times, typical};
use crate::http::Client;
use crate::key::Key;
use crate::load::Target;
use crate::machine;
use crate::plan::Plan;
use crate::report::{Goal, Section, Unit};
use crate::server::{Launcher, Server};
use crate::statistics::{median, percentile, slope};
use crate::stub::{CLIENT_ID, Stub};

const RATIO: Goal = Goal::AtLeast { gate: 0.75, aim: 0.90 };
/// What we add to a check, beside what nobody can save.
const ADDED: Goal = Goal::AtMost { gate: 1.5, aim: 1.2 };
/// Megabytes.
const MEMORY: Goal = Goal::AtMost { gate: 40.0, aim: 15.0 };
/// "No slope", in megabytes a 100,000 checks: what an allocator's rounding may look like.
const SLOPE: Goal = Goal::AtMost { gate: 1.0, aim: 0.5 };
/// The server's database, in its directory.
const DATABASE: &str = "connectors.sqlite";
/// Checks, one after the other, whose commits are looked at.
const CHECKS_ALONE: u64 = 9;
/// Commits of a check: that it begins, and how it ended.
const COMMITS: usize = 2;
/// Before a server counts as idle.
const SETTLE: Duration = Duration::from_secs(1);

/// Beyond what a run of this can ask: its only tenant is the demo's.
pub(crate) const BUDGETS: [&str; 6] =
    ["--check-rate", "1000000000", "--login-rate", "1000000000", "--write-rate", "1000000000"];

/// What is measured for checks.
pub(crate) async fn measure(
    plan: &Plan,
    launcher: &Launcher,
    home: &Path,
    key: &Key,
    stub: &Stub,
) -> Result<Section> {
    let mut section = Section::new("Checks", machine::load());
    let allow = ["--allow-authority", stub.authority()];
    let data = home.join("checks");
    let server = launcher.start(&data, &[&allow[..], &BUDGETS].concat())?;
    thread::sleep(SETTLE);
    section.add("memory, idle", megabytes(&server)?, Unit::Megabytes, Some(MEMORY));
    let target = target(&server, key, stub);
    let per_second = flat_out(plan, launcher, &server, key, &target, &mut section).await?;
    let bytes = bytes_of_a_commit(&Log::of(&data.join(DATABASE))?, &target).await?;
    let alone = Alone { journal: Journal::new(&home.join("journal"), bytes)?, key, launcher };
    half_load(plan, &target, stub, &alone, per_second / 2.0, &mut section).await?;
    drop(server);
    pauses(plan, launcher, &mut section)?;
    Ok(section)
}

/// What the system takes for itself: no time at half load can be trusted to be shorter.
fn pauses(plan: &Plan, launcher: &Launcher, section: &mut Section) -> Result<()> {
    let mut pauses = launcher.cores.pauses(plan.pauses).context("the system's pauses")?;
    let a_second = pauses.len() as f64 / plan.pauses.as_secs_f64();
    section.add("the system's own pauses of 1 ms and more, both cores busy", a_second, Unit::PerSecond, None);
    section.add_time("the longest of them", percentile(&mut pauses, 100), None);
    Ok(())
}

/// As many as it takes, in rounds, each between two measurements of the raw rate.
async fn flat_out(
    plan: &Plan,
    launcher: &Launcher,
    server: &Server,
    key: &Key,
    target: &Target,
    section: &mut Section,
) -> Result<f64> {
    let (mut rates, mut raws, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    raws.push(key.raw_rate(launcher.cores, plan.raw)?);
    for round in 1..=plan.rounds {
        rates.push(target.flat_out(plan.checks, Plan::AT_ONCE).await?);
        raws.push(key.raw_rate(launcher.cores, plan.raw)?);
        memory.push(((round * plan.checks) as f64 / 1e5, megabytes(server)?));
    }
    let beside = raws.windows(2).map(|both| f64::midpoint(both[0], both[1]));
    let ratios: Vec<f64> = rates.iter().zip(beside).map(|(rate, raw)| rate / raw).collect();
    let checks = plan.rounds * plan.checks;
    section.add(format!("memory after {checks} checks"), megabytes(server)?, Unit::Megabytes, Some(MEMORY));
    let settled = &memory[memory.len() / 2..];
    section.add(
        "its growth over the second half, a 100,000 checks",
        slope(settled),
        Unit::Megabytes,
        Some(SLOPE),
    );
    let per_second = median(&rates);
    section.add("import and sign, aws-lc-rs alone", median(&raws), Unit::PerSecond, None);
    section.add(format!("checks, {} at a time", Plan::AT_ONCE), per_second, Unit::PerSecond, None);
    section.add("checks ÷ import and sign", median(&ratios), Unit::Ratio, Some(RATIO));
    Ok(per_second)
}

/// What a check cannot do without, by itself.
struct Alone<'a> {
    journal: Journal,
    key: &'a Key,
    launcher: &'a Launcher,
}

/// In turns, so that whatever else the machine does meets both.
async fn half_load(
    plan: &Plan,
    target: &Target,
    stub: &Stub,
    alone: &Alone<'_>,
    per_second: f64,
    section: &mut Section,
) -> Result<()> {
    let Alone { journal, key, launcher } = alone;
    let (mut added, mut needed) = (Vec::new(), Vec::new());
    for _ in 0..Plan::HALF_LOAD_TURNS {
        let count = times(per_second, plan.half_load);
        needed.push(journal.at_rate(key, launcher.cores, per_second, count)?);
        added.push(half_load::turn(target, stub, per_second, plan.half_load).await?);
    }
    let name = |what: &str| format!("{what} ({per_second:.0}/s)");
    for percent in [50, 99] {
        let (needed, added) = (typical(&mut needed, percent), typical(&mut added, percent));
        let alone = format!("import, sign and a durable commit alone at half load, p{percent}");
        section.add_time(name(&alone), needed, None);
        section.add_time(name(&format!("added by us at half load, p{percent}")), added, None);
        if percent == 99 {
            let ratio = added.as_secs_f64() / needed.as_secs_f64();
            section.add("added by us ÷ import, sign and commit, p99", ratio, Unit::Ratio, Some(ADDED));
        }
    }
    Ok(())
}

/// What the commit of one of a check's audit rows writes: the pages that its log has more, with what stands before each.
async fn bytes_of_a_commit(log: &Log, target: &Target) -> Result<usize> {
    let mut pages = Vec::new();
    for ticket in 0..CHECKS_ALONE {
        let before = log.pages()?;
        target.ask(ticket).await?;
        // A log that began anew in between tells nothing.
        pages.extend(log.pages()?.checked_sub(before).filter(|&more| more > 0));
    }
    pages.sort_unstable();
    let usual = pages.get(pages.len() / 2).copied();
    let usual = usual.ok_or_else(|| Failure::Said("no check wrote to the server's log".to_owned()))?;
    Ok(usual as usize * log.bytes_of_a_page()? / COMMITS)
}

/// Memory, as the kernel counts what is resident.
fn megabytes(server: &Server) -> Result<f64> {
    Ok(server.resident_kib()? as f64 * 1024.0 / 1e6)
}

fn target(server: &Server, key: &Key, stub: &Stub) -> Target {
    let client = Client::new(server.address);
    let (asking, pem, url) = (client.clone(), key.pem.clone(), stub.authority().to_owned());
    let request = move |ticket| {
        let form = form(&format!("{ticket}"), &url, &pem);
        asking.request(Method::POST, api::SALESFORCE_CHECK, None, form)
    };
    Target { client, request: Rc::new(request), counts: |answer| answer.status == StatusCode::OK }
}

/// A form as the page sends it. The stub knows the request by the end of its Client ID.
pub(crate) fn form(client: &str, url: &str, pem: &str) -> String {
    json!({
        "name": "Service Cloud",
        "clientId": format!("{CLIENT_ID}{client}"),
        "emailId": "integration@acme.example",
        "url": url,
        "audience": "",
        "privateKey": pem,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_passes_the_rules() {
        let key = Key::generate().expect("a key");
        let url = "http://127.0.0.1:4000";
        let form: contract::form::SalesforceForm =
            serde_json::from_str(&form("7", url, &key.pem)).expect("a form");
        let policy = contract::validation::UrlPolicy { allowed_authorities: vec![url.to_owned()] };
        assert!(form.parse(&policy).is_ok());
    }
}
