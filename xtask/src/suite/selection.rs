//! What there is to run, by name: for a person who wants one crate, one file or one test, and for the list of all.

use std::fmt;

use super::machine::Machine;
use super::native::Wanted;
use super::section::Section;
use super::summary::TestSummary;
use super::{end_to_end, native, wasm};
use crate::failure::{Failure, Result};

/// The package whose tests run in a browser as well.
const APP: &str = "connectors";

/// A test, with what it can be named by.
struct Entry {
    section: Section,
    package: String,
    file: String,
    name: String,
}

/// Everything there is, or as much of it as names can mean.
struct Catalog {
    machine: Machine,
    binaries: Vec<native::Binary>,
    specs: Vec<end_to_end::Test>,
    entries: Vec<Entry>,
}

/// Prints what there is, or what the names stand for.
pub(super) fn list(names: &[String]) -> Result<()> {
    let catalog = Catalog::of(names)?;
    let found: Vec<&Entry> = catalog.entries.iter().filter(|entry| entry.is_meant(names)).collect();
    for entry in &found {
        println!("{entry}");
    }
    let count = |section| found.iter().filter(|entry| entry.section == section).count();
    let [native, wasm, browser] = [Section::Native, Section::Wasm, Section::Browser].map(count);
    println!("{} tests: {native} native, {wasm} wasm, {browser} browser", found.len());
    Ok(())
}

/// Runs what the names stand for: whole sections first, then the rest.
pub(super) fn run(names: &[String]) -> Result<()> {
    let (sections, names): (Vec<_>, Vec<_>) =
        names.iter().cloned().partition(|name| Section::named(name).is_some());
    let sections: Vec<Section> = sections.iter().filter_map(|name| Section::named(name)).collect();
    if !sections.is_empty() {
        super::run(&sections)?;
    }
    if names.is_empty() { Ok(()) } else { run_tests(&names) }
}

fn run_tests(names: &[String]) -> Result<()> {
    let catalog = Catalog::of(names)?;
    for name in names {
        if !catalog.entries.iter().any(|entry| entry.is(name)) {
            return Err(Failure::said(format!(
                "no section, crate, file or test is called `{name}`: `cargo xtask test --list` says what there is"
            )));
        }
    }
    let meant = |section, file: &str, test: &str| {
        let found = catalog.entries.iter().filter(|entry| entry.is_meant(names));
        found.into_iter().any(|entry| entry.section == section && entry.file == file && entry.name == test)
    };
    let mut summary = TestSummary::default();

    let wanted: Vec<Wanted<'_>> = catalog
        .binaries
        .iter()
        .map(|binary| {
            let is_meant = |test: &&String| meant(Section::Native, &binary.file_of(test), test);
            let tests: Vec<String> = binary.tests.iter().filter(is_meant).cloned().collect();
            Wanted { binary, tests: (tests.len() < binary.tests.len()).then_some(tests) }
        })
        .filter(|wanted| wanted.tests.as_ref().is_none_or(|tests| !tests.is_empty()))
        .collect();
    if wanted.iter().any(|wanted| !wanted.binary.tests.is_empty()) {
        native::run(&catalog.machine, &wanted, &mut summary)?;
    }
    let in_wasm: Vec<String> = catalog
        .entries
        .iter()
        .filter(|entry| entry.section == Section::Wasm && entry.is_meant(names))
        .map(|entry| entry.name.clone())
        .collect();
    if !in_wasm.is_empty() {
        wasm::run(&catalog.machine, Some(&in_wasm), &mut summary)?;
    }
    let specs: Vec<&end_to_end::Test> =
        catalog.specs.iter().filter(|test| meant(Section::Browser, &test.file, &test.title)).collect();
    if !specs.is_empty() {
        end_to_end::run(&catalog.machine, Some(&specs), &mut summary)?;
    }
    println!("\n{summary}");
    Ok(())
}

impl Catalog {
    /// Lists what the names can mean: nobody who names a spec waits for the Rust tests to be built.
    fn of(names: &[String]) -> Result<Self> {
        let can = |section| names.is_empty() || names.iter().any(|name| can_be(section, name));
        let sections: Vec<Section> =
            [Section::Native, Section::Wasm, Section::Browser].into_iter().filter(|&it| can(it)).collect();
        let machine = Machine::prepare(&sections)?;
        let mut entries = Vec::new();
        let binaries = if can(Section::Native) { native::build(&machine)? } else { Vec::new() };
        for binary in &binaries {
            entries.extend(binary.tests.iter().map(|test| Entry {
                section: Section::Native,
                package: binary.package.clone(),
                file: binary.file_of(test),
                name: test.clone(),
            }));
        }
        if can(Section::Wasm) {
            entries.extend(wasm::list(&machine)?.into_iter().map(|test| Entry {
                section: Section::Wasm,
                package: APP.to_owned(),
                file: wasm::file_of(&test),
                name: test,
            }));
        }
        let specs = if can(Section::Browser) { end_to_end::list()? } else { Vec::new() };
        entries.extend(specs.iter().map(|test| Entry {
            section: Section::Browser,
            package: String::new(),
            file: test.file.clone(),
            name: test.title.clone(),
        }));
        Ok(Self { machine, binaries, specs, entries })
    }
}

/// Whether a name can be one of a section's tests, or their file: Rust's have no blanks, and only specs end in `.ts`.
fn can_be(section: Section, name: &str) -> bool {
    let is_rust = name.ends_with(".rs") || name.contains("::");
    let is_spec = name.ends_with(".ts") || name.contains(char::is_whitespace);
    if section == Section::Browser { !is_rust } else { !is_spec }
}

impl Entry {
    fn is_meant(&self, names: &[String]) -> bool {
        names.is_empty() || names.iter().any(|name| self.is(name))
    }

    fn is(&self, name: &str) -> bool {
        name == self.section.name()
            || name == self.package
            || self.file.contains(name)
            || self.name.contains(name)
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<8} {}  {}", self.section.name(), self.file, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, can_be};
    use crate::suite::section::Section;

    fn entry(section: Section, package: &str, file: &str, name: &str) -> Entry {
        Entry { section, package: package.to_owned(), file: file.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn a_test_is_named_by_its_section_crate_file_or_itself() {
        let native =
            entry(Section::Native, "connectors-server", "server/tests/api/audit.rs", "audit::a_row::sqlite");
        for name in
            ["native", "connectors-server", "server/tests/api/audit.rs", "audit.rs", "a_row", "audit::a_row"]
        {
            assert!(native.is(name), "{name}");
        }
        for name in ["wasm", "contract", "cancel.spec.ts", "another_row"] {
            assert!(!native.is(name), "{name}");
        }
        let browser =
            entry(Section::Browser, "", "tests/e2e/specs/cancel.spec.ts", "cancel › keeps what was typed");
        assert!(browser.is("cancel.spec.ts") && browser.is("keeps what") && !browser.is("native"));
    }

    #[test]
    fn what_a_name_cannot_mean_is_not_listed_for_it() {
        for (name, rust, browser) in [
            ("cancel", true, true),
            ("cancel.spec.ts", false, true),
            ("keeps what was typed", false, true),
            ("server/tests/vault.rs", true, false),
            ("audit::a_row", true, false),
        ] {
            assert_eq!(can_be(Section::Native, name), rust, "{name}");
            assert_eq!(can_be(Section::Wasm, name), rust, "{name}");
            assert_eq!(can_be(Section::Browser, name), browser, "{name}");
        }
    }
}
