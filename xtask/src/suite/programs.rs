//! Programs that tests start by their names, and the parts of Rust's toolchain that not every installation has.

use std::process::Command;

use super::section::Section;
use crate::failure::{Failure, Result};
use crate::{debian, paths, process};

/// A program that is looked for on the PATH.
struct Program {
    name: &'static str,
    /// Debian's package that has it.
    package: &'static str,
    /// The sections that start it.
    sections: &'static [Section],
}

/// Beside a POSIX shell, which every system has, and Node, Python, PostgreSQL and Chromium, which have ways of their
/// own. `tests/architecture/programs.rs` holds this list against what the tests start.
const PROGRAMS: &[Program] = &[
    // The line that the page shows for a terminal is run in one.
    Program { name: "curl", package: "curl", sections: &[Section::Browser] },
    // cargo-deny fetches advisories with it, and the rules of the house ask it which files there are.
    Program { name: "git", package: "git", sections: &[Section::Advisories, Section::Native] },
    // Programs of ours are told to leave as a service manager tells them. A shell's own `kill` is none that we can start.
    Program { name: "kill", package: "procps", sections: &[Section::Native] },
    // The form's words name lines of these two, and tests run them.
    Program { name: "openssl", package: "openssl", sections: &[Section::Native] },
    Program { name: "ssh-keygen", package: "openssh-client", sections: &[Section::Native] },
];

/// A part of Rust's toolchain, asked for in a way that rustup's stand-in for an absent one does not answer.
struct Component {
    name: &'static str,
    asked: &'static [&'static str],
    /// The sections that use it.
    sections: &'static [Section],
}

/// What rustup's profile `minimal` leaves out.
const COMPONENTS: &[Component] = &[
    Component { name: "rustfmt", asked: &["fmt", "--version"], sections: &[Section::Format] },
    Component {
        name: "clippy",
        asked: &["clippy", "--version"],
        sections: &[Section::Lints, Section::Native],
    },
];

/// Sees to the programs that these sections start.
pub(super) fn ensure(sections: &[Section]) -> Result<()> {
    let there = |program: &Program| paths::on_path(program.name).is_some();
    ensure_with(sections, there, debian::install)
}

fn ensure_with(
    sections: &[Section],
    there: impl Fn(&Program) -> bool,
    install: impl FnOnce(&[&str]) -> Result<bool>,
) -> Result<()> {
    let needed = |program: &&Program| program.sections.iter().any(|section| sections.contains(section));
    let mut absent: Vec<&Program> =
        PROGRAMS.iter().filter(needed).filter(|program| !there(program)).collect();
    if absent.is_empty() {
        return Ok(());
    }
    let packages = |absent: &[&Program]| absent.iter().map(|program| program.package).collect::<Vec<_>>();
    if install(&packages(&absent))? {
        absent.retain(|program| !there(program));
    }
    if absent.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = absent.iter().map(|program| program.name).collect();
    let remedy = format!("Install them. Debian's packages are: {}", packages(&absent).join(" "));
    Err(Failure::missing(format!("programs that tests start: {}", names.join(", ")), remedy))
}

/// Sees to the parts of Rust's toolchain that these sections use.
pub(super) fn ensure_components(sections: &[Section]) -> Result<()> {
    let answers = |component: &Component| {
        process::ask(Command::new("cargo").args(component.asked).current_dir(paths::root())).is_some()
    };
    ensure_components_with(sections, answers, |names| {
        if paths::on_path("rustup").is_none() {
            return Ok(());
        }
        println!("Adding to the Rust toolchain: {} (seconds)", names.join(" "));
        process::run(Command::new("rustup").args(["component", "add"]).args(names).current_dir(paths::root()))
    })
}

fn ensure_components_with(
    sections: &[Section],
    answers: impl Fn(&Component) -> bool,
    add: impl FnOnce(&[&str]) -> Result<()>,
) -> Result<()> {
    let needed = |component: &&Component| component.sections.iter().any(|section| sections.contains(section));
    let absent = || COMPONENTS.iter().filter(needed).filter(|component| !answers(component));
    let names: Vec<&str> = absent().map(|component| component.name).collect();
    if names.is_empty() {
        return Ok(());
    }
    add(&names)?;
    let left: Vec<&str> = absent().map(|component| component.name).collect();
    if left.is_empty() {
        return Ok(());
    }
    let remedy = "No rustup here could add it: install it the way this Rust was installed.";
    Err(Failure::missing(format!("of Rust's toolchain: {}", left.join(", ")), remedy))
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::{ensure_components_with, ensure_with};
    use crate::failure::Failure;
    use crate::suite::section::Section;

    #[test]
    fn what_is_absent_is_installed_at_once_and_only_for_the_sections_that_run() {
        let (asked, installed) = (RefCell::new(Vec::new()), Cell::new(false));
        let there = |program: &super::Program| program.name == "git" || installed.get();
        let install = |packages: &[&str]| {
            asked.borrow_mut().extend(packages.iter().map(|&package| package.to_owned()));
            installed.set(true);
            Ok(true)
        };
        assert!(ensure_with(&[Section::Native, Section::Format], there, install).is_ok());
        assert_eq!(*asked.borrow(), ["procps", "openssl", "openssh-client"]);
        let never = |_: &[&str]| -> crate::failure::Result<bool> { panic!("nothing is to be installed") };
        assert!(ensure_with(&[Section::Native], there, never).is_ok());
        assert!(ensure_with(&[Section::Format], |_| false, never).is_ok());
    }

    #[test]
    fn what_cannot_be_installed_is_named_with_its_packages() {
        for installs in [false, true] {
            let failure =
                ensure_with(Section::ALL, |_| false, |_| Ok(installs)).expect_err("nothing is there");
            assert!(matches!(failure, Failure::Missing { .. }), "the rest is looked for as well");
            let words = failure.to_string();
            for name in ["curl", "git", "kill", "openssl", "ssh-keygen", "procps", "openssh-client"] {
                assert!(words.contains(name), "{name}: {words}");
            }
        }
    }

    #[test]
    fn parts_of_the_toolchain_are_added_where_they_are_absent() {
        let (asked, added) = (RefCell::new(Vec::new()), Cell::new(false));
        let add = |names: &[&str]| {
            asked.borrow_mut().extend(names.iter().map(|&name| name.to_owned()));
            added.set(true);
            Ok(())
        };
        assert!(ensure_components_with(Section::ALL, |_| added.get(), add).is_ok());
        assert_eq!(*asked.borrow(), ["rustfmt", "clippy"]);
        let failure =
            ensure_components_with(&[Section::Lints], |_| false, |_| Ok(())).expect_err("no rustup");
        assert!(matches!(failure, Failure::Missing { .. }) && failure.to_string().contains("clippy"));
        let never = |_: &[&str]| -> crate::failure::Result<()> { panic!("nothing is to be added") };
        assert!(ensure_components_with(&[Section::Wasm], |_| false, never).is_ok());
    }
}
