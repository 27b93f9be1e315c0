//! The sections, and how each runs.

use std::process::Command;
use std::time::Duration;

use super::machine::Machine;
use super::native::Wanted;
use super::summary::TestSummary;
use super::{end_to_end, native, wasm};
use crate::failure::Result;
use crate::page::Page;
use crate::{process, size};

/// How long the list of advisories may take to fetch.
const FETCH: Duration = Duration::from_secs(60);
const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
/// All that is left out of a plain build, since it is linted as well.
const EVERY_FEATURE: [&str; 2] = ["--features", "connectors-server/embedded-app,connectors/gallery"];

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Format,
    Dependencies,
    Advisories,
    Lints,
    Page,
    Native,
    Wasm,
    Browser,
}

impl Section {
    /// In the order in which they run: quick ones first.
    pub(super) const ALL: &[Self] = &[
        Self::Format,
        Self::Dependencies,
        Self::Advisories,
        Self::Lints,
        Self::Page,
        Self::Native,
        Self::Wasm,
        Self::Browser,
    ];

    /// The section that a person names at the terminal.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|section| section.name() == name)
    }

    /// Its name, in one word.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Dependencies => "dependencies",
            Self::Advisories => "advisories",
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
            Self::Dependencies => "bans, licenses, sources",
            Self::Advisories => "known security holes in what we depend on",
            Self::Lints => "clippy, native and wasm",
            Self::Page => "built as it ships, within its limits",
            Self::Native => "every crate, on SQLite and PostgreSQL, with clients of others",
            Self::Wasm => "the app's parts, in a browser",
            Self::Browser => "the whole product, end to end",
        }
    }

    /// Runs it.
    pub(super) fn run(self, machine: &Machine, summary: &mut TestSummary) -> Result<()> {
        match self {
            Self::Format => process::run(machine.cargo().args(["fmt", "--all", "--check"])),
            Self::Dependencies => dependencies(machine),
            Self::Advisories => advisories(machine, summary),
            Self::Lints => lints(machine),
            Self::Page => page(),
            Self::Native => {
                let binaries = native::build(machine)?;
                let all: Vec<_> = binaries.iter().map(|binary| Wanted { binary, tests: None }).collect();
                native::run(machine, &all, summary)
            }
            Self::Wasm => wasm::run(machine, None, summary),
            Self::Browser => end_to_end::run(machine, None, summary),
        }
    }
}

fn deny(machine: &Machine, arguments: &[&str]) -> Command {
    let mut cargo = machine.cargo();
    cargo.args(["deny", "--workspace"]).args(arguments);
    cargo
}

fn dependencies(machine: &Machine) -> Result<()> {
    process::run(&mut deny(machine, &["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))
}

/// Their list is fetched: a machine that cannot reach it is told so, and goes on.
fn advisories(machine: &Machine, summary: &mut TestSummary) -> Result<()> {
    if let Err(failure) = process::run_within(FETCH, &mut deny(machine, &["fetch", "db"])) {
        process::check_interrupted()?;
        println!("\n!!! SECURITY ADVISORIES WERE NOT CHECKED: their list cannot be reached from here");
        println!("!!! {failure}\n");
        summary
            .note("WARNING: security advisories were not checked: their list cannot be reached".to_owned());
        return Ok(());
    }
    process::run(&mut deny(machine, &["check", "--disable-fetch", "advisories"]))
}

/// Natively with every feature, and the app as it ships and with its gallery for where it runs.
fn lints(machine: &Machine) -> Result<()> {
    let app = [&["--package", "connectors"], &WASM[..]].concat();
    let with_gallery = [&app[..], &["--features", "gallery"]].concat();
    for what in [&[&["--workspace"], &EVERY_FEATURE[..]].concat(), &app, &with_gallery] {
        let mut clippy = machine.cargo();
        clippy.args(["clippy", "--locked", "--all-targets"]).args(what).args(["--", "-D", "warnings"]);
        process::run(&mut clippy)?;
    }
    Ok(())
}

fn page() -> Result<()> {
    let page = Page::shipped();
    page.build_if_changed()?;
    size::report(&page.dist)?;
    page.must_not_sign()?;
    page.must_not_leak_paths()
}

#[cfg(test)]
mod tests {
    use super::{EVERY_FEATURE, Section};
    use crate::{files, paths};

    /// The names under `[features]` of a manifest.
    fn features(manifest: &str) -> Vec<String> {
        let text = files::read_text(&paths::root().join(manifest)).expect("a manifest");
        let (_, table) = text.split_once("[features]\n").expect("features");
        let lines = table.lines().take_while(|line| !line.starts_with('['));
        lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
    }

    #[test]
    fn no_feature_is_left_without_lints() {
        let linted: Vec<&str> = EVERY_FEATURE[1].split(',').collect();
        for (package, manifest) in [("connectors", "Cargo.toml"), ("connectors-server", "server/Cargo.toml")]
        {
            let features = features(manifest);
            assert!(!features.is_empty(), "{manifest}");
            for feature in features {
                assert!(linted.contains(&format!("{package}/{feature}").as_str()), "{package}/{feature}");
            }
        }
    }

    #[test]
    fn each_section_is_found_by_its_name() {
        for section in Section::ALL {
            assert_eq!(Section::named(section.name()), Some(*section));
        }
        assert_eq!(Section::named("nonsense"), None);
    }
}
