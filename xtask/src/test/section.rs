//! The sections, and how each runs.

use std::process::Command;
use std::time::Duration;

use super::machine::{Machine, foreign_clients};
use super::tally::Tally;
use crate::failure::{Failure, Result};
use crate::page::Page;
use crate::postgres::{self, Cluster};
use crate::stack::{self, App};
use crate::{browser, node, paths, process, size};

/// How long the list of advisories may take to fetch.
const FETCH: Duration = Duration::from_secs(60);
const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
const EMBEDDED: [&str; 2] = ["--features", "connectors-server/embedded-app"];
/// All that is left out of a plain build, since what it holds has tests of its own.
const EVERY_FEATURE: [&str; 2] = ["--features", "connectors-server/embedded-app,connectors/gallery"];
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Format,
    Dependencies,
    Lints,
    Page,
    Native,
    Wasm,
    Browser,
}

impl Section {
    /// In the order in which they run: quick ones first, and the page before the server that carries it.
    pub(super) const ALL: &[Self] =
        &[Self::Format, Self::Dependencies, Self::Lints, Self::Page, Self::Native, Self::Wasm, Self::Browser];

    /// The section that a person names at the terminal.
    pub(super) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|section| section.name() == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|section| section.name()).collect();
            Failure::said(format!("no section `{name}`: there are {}", names.join(", ")))
        })
    }

    /// Its name, in one word.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Dependencies => "dependencies",
            Self::Lints => "lints",
            Self::Page => "page",
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::Browser => "browser",
        }
    }

    /// What it is about.
    pub(super) fn about(self) -> &'static str {
        match self {
            Self::Format => "rustfmt",
            Self::Dependencies => "bans, licences, sources, advisories",
            Self::Lints => "clippy, native and wasm",
            Self::Page => "built as it ships, within its limits",
            Self::Native => "every crate, on SQLite and PostgreSQL, with clients of others",
            Self::Wasm => "the app's parts, in a browser",
            Self::Browser => "the whole product, end to end",
        }
    }

    /// Runs it.
    pub(super) fn run(self, machine: &Machine, tally: &mut Tally) -> Result<()> {
        match self {
            Self::Format => process::run(machine.cargo().args(["fmt", "--all", "--check"])),
            Self::Dependencies => dependencies(machine, tally),
            Self::Lints => lints(machine),
            Self::Page => page(),
            Self::Native => native(machine, tally),
            Self::Wasm => wasm(machine, tally),
            Self::Browser => browser(machine, tally),
        }
    }
}

fn dependencies(machine: &Machine, tally: &mut Tally) -> Result<()> {
    let deny = |arguments: &[&str]| {
        let mut cargo = machine.cargo();
        cargo.args(["deny", "--workspace"]).args(arguments);
        cargo
    };
    process::run(&mut deny(&["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))?;
    if let Err(failure) = process::run_within(FETCH, &mut deny(&["fetch", "db"])) {
        process::go_on()?;
        println!("\n!!! SECURITY ADVISORIES WERE NOT CHECKED: their list cannot be reached from here");
        println!("!!! {failure}\n");
        tally.note("WARNING: security advisories were not checked: their list cannot be reached".to_owned());
        return Ok(());
    }
    process::run(&mut deny(&["check", "--disable-fetch", "advisories"]))
}

fn lints(machine: &Machine) -> Result<()> {
    let clippy = |arguments: &[&str]| {
        process::run(
            machine.cargo().args(["clippy", "--locked", "--all-targets"]).args(arguments).args(DENY_WARNINGS),
        )
    };
    clippy(&["--workspace"])?;
    let app = [&["--package", "connectors"], &WASM[..]].concat();
    clippy(&app)?;
    clippy(&[&app[..], &["--features", "gallery"]].concat())
}

fn page() -> Result<()> {
    let page = Page::shipped();
    page.build_if_changed()?;
    size::report(&page.dist)?;
    page.names_no_own_path()
}

fn native(machine: &Machine, tally: &mut Tally) -> Result<()> {
    Page::shipped().build_if_changed()?;
    process::run(
        machine
            .cargo()
            .args(["clippy", "--locked", "--package", "connectors-server", "--all-targets"])
            .args(EMBEDDED)
            .args(DENY_WARNINGS),
    )?;
    node::install(&foreign_clients())?;
    let cluster = Cluster::start()?;
    let mut cargo = machine.cargo();
    cargo.args(["test", "--locked", "--workspace", "--no-fail-fast"]).args(EVERY_FEATURE);
    cargo.env(postgres::URL, cluster.url());
    cargo.env("CONNECTORS_PYTHON", &machine.python);
    cargo.env("CONNECTORS_NODE_MODULES", foreign_clients().join("node_modules"));
    tally.run(&mut cargo)
}

fn wasm(machine: &Machine, tally: &mut Tally) -> Result<()> {
    let mut cargo = machine.cargo();
    cargo.args(["test", "--locked", "--package", "connectors", "--test", "web"]).args(WASM);
    cargo.env("CHROMEDRIVER", &machine.chromedriver);
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser::webdriver_json(&machine.chromium)?);
    tally.run(&mut cargo)
}

fn browser(machine: &Machine, tally: &mut Tally) -> Result<()> {
    playwright(machine, tally, &[])
}

/// Runs the browser's tests, or those whose files the `filters` name, and writes anew what the page shows.
pub(super) fn goldens(machine: &Machine, tally: &mut Tally, filters: &[String]) -> Result<()> {
    let update = ["--project=browser", "--update-snapshots=changed"].map(str::to_owned);
    playwright(machine, tally, &[&update[..], filters].concat())
}

fn playwright(machine: &Machine, tally: &mut Tally, arguments: &[String]) -> Result<()> {
    let tests = paths::root().join("tests/e2e");
    let programs = node::install(&tests)?;
    process::run(Command::new(programs.join("tsc")).arg("--noEmit").current_dir(&tests))?;
    Page::shipped().build_if_changed()?;
    let gallery = Page::with_gallery();
    gallery.build_if_changed()?;
    // As `cargo xtask run` builds it, to the letter: the README's walk runs that, and has no time to build anything.
    stack::build(&App::Embedded)?;
    let mut playwright = Command::new(programs.join("playwright"));
    playwright.arg("test").args(arguments).current_dir(&tests);
    playwright.env("CONNECTORS_CHROMIUM", &machine.chromium);
    playwright.env("CONNECTORS_SERVER_BIN", stack::binary("connectors-server"));
    playwright.env("CONNECTORS_SANDBOX_BIN", stack::binary("salesforce-sandbox"));
    playwright.env("CONNECTORS_APP_DIR", &gallery.dist);
    tally.run(&mut playwright)
}

#[cfg(test)]
mod tests {
    use super::EVERY_FEATURE;
    use crate::{files, paths};

    /// The names under `[features]` of a manifest.
    fn features(manifest: &str) -> Vec<String> {
        let text = files::read_text(&paths::root().join(manifest)).expect("a manifest");
        let (_, table) = text.split_once("[features]\n").expect("features");
        let lines = table.lines().take_while(|line| !line.starts_with('['));
        lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
    }

    #[test]
    fn no_feature_is_left_untested() {
        let tested: Vec<&str> = EVERY_FEATURE[1].split(',').collect();
        for (package, manifest) in [("connectors", "Cargo.toml"), ("connectors-server", "server/Cargo.toml")]
        {
            let features = features(manifest);
            assert!(!features.is_empty(), "{manifest}");
            for feature in features {
                assert!(tested.contains(&format!("{package}/{feature}").as_str()), "{package}/{feature}");
            }
        }
    }
}
