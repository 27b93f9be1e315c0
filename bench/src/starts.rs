//! How quickly the server is there, and what it takes before anybody asks.

use std::path::Path;

use crate::failure::Result;
use crate::machine;
use crate::plan::Plan;
use crate::report::{Goal, Section, Unit};
use crate::server::Launcher;
use crate::statistics::median;

/// Goal for the start of the process to the first 200, in milliseconds.
const START: Option<Goal> = Some(Goal::AtMost { gate: 150.0, aim: 30.0 });

pub(crate) fn measure(plan: &Plan, launcher: &Launcher, home: &Path) -> Result<Section> {
    let mut section = Section::new("Start", machine::load());
    let mut first = Vec::new();
    let mut again = Vec::new();
    for number in 0..plan.starts {
        let data = home.join(format!("start-{number}"));
        for times in [&mut first, &mut again] {
            times.push(launcher.start(&data, &[])?.started_in.as_secs_f64() * 1e3);
        }
    }
    let name = |what: &str| format!("start to first 200, {what}, median of {}", plan.starts);
    section.add(name("database and master key there"), median(&again), Unit::Milliseconds, START);
    section.add(name("empty directory"), median(&first), Unit::Milliseconds, START);
    Ok(section)
}
