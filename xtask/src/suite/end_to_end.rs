//! The browser's tests: listed and run by Playwright, on the programs and the pages that were built before.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::machine::Machine;
use super::summary::TestSummary;
use crate::failure::{Context, Failure, Result};
use crate::page::Page;
use crate::{files, node, paths, process, stack};

/// Where their files lie, from the project's root.
const SPECS: &str = "tests/e2e/specs/";

/// A test of the browser's.
pub(super) struct Test {
    /// Its file, from the project's root.
    pub(super) file: String,
    /// What it is called, the names of its groups before it.
    pub(super) title: String,
}

impl Test {
    /// As Playwright reads it in a list of tests to run.
    fn line(&self) -> String {
        format!("{} › {}\n", self.file.trim_start_matches(SPECS), self.title)
    }
}

fn home() -> PathBuf {
    paths::root().join("tests/e2e")
}

/// Playwright, with the codes that the Rust side has: the specs are read with them at hand.
fn playwright() -> Result<Command> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--locked", "--package", "contract", "--example", "codes"]);
    let codes = process::ask(cargo.current_dir(paths::root()));
    let codes = codes
        .ok_or_else(|| Failure::said("the contract's codes cannot be had: see contract/examples/codes.rs"))?;
    let file = paths::target().join("e2e/codes.json");
    files::write(&file, codes)?;
    let mut playwright = Command::new(node::install(&home())?.join("playwright"));
    playwright.arg("test").current_dir(home()).env("CONNECTORS_CODES", file);
    Ok(playwright)
}

/// All of them.
pub(super) fn list() -> Result<Vec<Test>> {
    let listed = process::ask(playwright()?.args(["--list", "--reporter=json"]));
    let listed = listed.ok_or_else(|| Failure::said("Playwright lists no tests"))?;
    let report: Value =
        serde_json::from_str(&listed).context(|| "cannot read Playwright's list of tests".to_owned())?;
    let mut tests = Vec::new();
    collect(&report, "", &mut tests);
    Ok(tests)
}

/// A suite holds suites and tests; the outermost ones are files.
fn collect(suite: &Value, above: &str, tests: &mut Vec<Test>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for spec in suite["specs"].as_array().into_iter().flatten() {
        tests.push(Test {
            file: format!("{SPECS}{}", text(&spec["file"])),
            title: format!("{above}{}", text(&spec["title"])),
        });
    }
    for inner in suite["suites"].as_array().into_iter().flatten() {
        let is_file = inner["title"] == inner["file"];
        let above = if is_file { String::new() } else { format!("{above}{} › ", text(&inner["title"])) };
        collect(inner, &above, tests);
    }
}

/// Runs them: all, or those that are given.
pub(super) fn run(machine: &Machine, only: Option<&[&Test]>, summary: &mut TestSummary) -> Result<()> {
    let Some(only) = only else {
        return run_with(machine, &[], Some(list()?.len()), summary);
    };
    let file = paths::target().join("e2e/wanted.txt");
    files::write(&file, only.iter().map(|test| test.line()).collect::<String>())?;
    let arguments = ["--test-list".to_owned(), file.display().to_string()];
    run_with(machine, &arguments, Some(only.len()), summary)
}

/// Writes anew what the page shows, for all specs or those whose files the filters name.
pub(super) fn goldens(machine: &Machine, filters: &[String], summary: &mut TestSummary) -> Result<()> {
    let update = ["--project=browser", "--update-snapshots=changed"].map(str::to_owned);
    run_with(machine, &[&update[..], filters].concat(), None, summary)
}

/// Builds what they run on, then runs Playwright.
fn run_with(
    machine: &Machine,
    arguments: &[String],
    count: Option<usize>,
    summary: &mut TestSummary,
) -> Result<()> {
    let programs = node::install(&home())?;
    process::run(Command::new(programs.join("tsc")).arg("--noEmit").current_dir(home()))?;
    Page::shipped().build_if_changed()?;
    let quick = Page::quick();
    quick.build_if_changed()?;
    // As `cargo xtask run` builds it, to the letter: the README's walk runs that, and has no time to build anything.
    stack::build()?;
    stack::build_embedded()?;
    let mut playwright = playwright()?;
    playwright.args(arguments);
    playwright.env("CONNECTORS_CHROMIUM", &machine.headless_chromium);
    playwright.env("CONNECTORS_WHOLE_CHROMIUM", &machine.chromium);
    playwright.env("CONNECTORS_SERVER_BIN", stack::binary("connectors-server"));
    playwright.env("CONNECTORS_SANDBOX_BIN", stack::binary("salesforce-sandbox"));
    playwright.env("CONNECTORS_GALLERY_DIR", &quick.dist);
    summary.run(&mut playwright, count)
}
