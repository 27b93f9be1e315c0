//! The app's tests in a browser: wasm-bindgen's test runner starts it (see `.cargo/config.toml`).

use std::process::Command;

use super::machine::Machine;
use super::summary::TestSummary;
use crate::failure::{Failure, Result};
use crate::{browser, process};

/// The file that their crate begins with, from the project's root.
const ROOT: &str = "tests/web.rs";

fn cargo(machine: &Machine) -> Command {
    let mut cargo = machine.cargo();
    cargo.args(["test", "--locked", "--package", "connectors", "--test", "web"]);
    cargo.args(["--target", "wasm32-unknown-unknown", "--"]);
    cargo
}

/// The names of all of them.
pub(super) fn list(machine: &Machine) -> Result<Vec<String>> {
    let listed = process::ask(cargo(machine).args(["--list", "--format", "terse"]));
    let listed = listed.ok_or_else(|| Failure::said("the wasm tests cannot be listed"))?;
    Ok(listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

/// The file of a test: its outermost module is a file beside the first one.
pub(super) fn file_of(test: &str) -> String {
    match test.split_once("::") {
        Some((module, _)) => format!("tests/web/{module}.rs"),
        None => ROOT.to_owned(),
    }
}

/// Runs them: all, or those with these names.
pub(super) fn run(machine: &Machine, only: Option<&[String]>, summary: &mut TestSummary) -> Result<()> {
    let webdriver = browser::webdriver_json(&machine.chromium)?;
    let mut run = |arguments: &[&str], count| {
        let mut cargo = cargo(machine);
        cargo.args(arguments);
        cargo.env("CHROMEDRIVER", &machine.chromedriver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &webdriver);
        summary.run(&mut cargo, Some(count))
    };
    match only {
        None => run(&[], list(machine)?.len()),
        // Their runner takes one name at a time.
        Some(names) => names.iter().try_for_each(|name| run(&["--exact", name], 1)),
    }
}
