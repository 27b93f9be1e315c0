//! What the tests need of the machine: found or installed before the first one runs.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;

use super::programs;
use super::section::Section;
use crate::failure::{Failure, Result};
use crate::{browser, node, paths, postgres, python, tools};

/// What was found or installed. Empty where no section needs it.
#[derive(Default)]
pub(super) struct Machine {
    /// The PATH with the Rust tools in front.
    path: OsString,
    pub(super) chromium: PathBuf,
    pub(super) headless_chromium: PathBuf,
    pub(super) chromedriver: PathBuf,
    /// A Python that has the packages of [`requirements`].
    pub(super) python: PathBuf,
}

/// Clients of others that log in to the sandbox, in Python and in JavaScript.
pub(super) fn foreign_clients() -> PathBuf {
    paths::root().join("salesforce-sandbox/tests/foreign")
}

/// What others' clients and tools need of Python.
fn requirements() -> [PathBuf; 2] {
    [foreign_clients(), paths::root().join("server/tests/openapi")].map(|dir| dir.join("requirements.txt"))
}

impl Machine {
    /// Sees to all that the sections need, and names everything that cannot be had at once.
    pub(super) fn prepare(sections: &[Section]) -> Result<Self> {
        use Section::{Advisories, Browser, Dependencies, Lints, Native, Page, Wasm};

        let any = |of: &[Section]| sections.iter().any(|section| of.contains(section));
        let mut machine = Self::default();
        let mut missing = Missing::default();
        missing.note(programs::ensure(sections))?;
        missing.note(programs::ensure_components(sections))?;
        if any(&[Page, Native, Browser]) {
            missing.note(node::ensure())?;
        }
        if any(&[Native]) {
            missing.note(postgres::binaries())?;
            machine.python = missing.note(python::with(&requirements()))?;
        }
        // The driver first: Debian's brings the Chromium that it drives, which is then the one that is found.
        if any(&[Wasm]) {
            machine.chromedriver = missing.note(browser::chromedriver())?;
        }
        if any(&[Browser, Wasm]) {
            machine.chromium = missing.note(browser::chromium())?;
        }
        if any(&[Browser]) {
            machine.headless_chromium = missing.note(browser::headless_chromium())?;
        }
        if any(&[Browser, Lints, Page, Wasm]) {
            missing.note(tools::ensure_wasm_target())?;
        }
        missing.none()?;

        let mut wanted = Vec::new();
        if any(&[Advisories, Dependencies]) {
            wanted.push(tools::cargo_deny());
        }
        if any(&[Browser, Page, Wasm]) {
            wanted.extend(tools::for_the_page()?);
        }
        machine.path = paths::path_with(&tools::ensure(&wanted)?);
        Ok(machine)
    }

    /// The PATH that tests find their programs on.
    pub(super) fn path(&self) -> &OsStr {
        &self.path
    }

    /// `cargo`, in the project's root, with the tools on its PATH.
    pub(super) fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(paths::root()).env("PATH", &self.path);
        cargo
    }
}

/// What is missing so far.
#[derive(Default)]
struct Missing(Vec<String>);

impl Missing {
    /// Keeps what is missing for later, so that a person installs everything at once; passes on other failures.
    fn note<T: Default>(&mut self, result: Result<T>) -> Result<T> {
        match result {
            Err(failure @ Failure::Missing { .. }) => {
                self.0.push(failure.to_string());
                Ok(T::default())
            }
            other => other,
        }
    }

    fn none(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Failure::said(self.0.join("\n"))) }
    }
}

#[cfg(test)]
mod tests {
    use super::Missing;
    use crate::failure::{Failure, Result};

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let mut missing = Missing::default();
        let absent = |what: &str| -> Result<()> { Err(Failure::missing(what, "Install it.")) };
        assert!(missing.note(absent("a spoon")).is_ok());
        assert_eq!(missing.note(Ok(7)).ok(), Some(7));
        assert!(missing.note(absent("a fork")).is_ok());
        let words = missing.none().expect_err("two are missing").to_string();
        assert!(words.contains("a spoon") && words.contains("a fork"), "{words}");
    }

    #[test]
    fn another_failure_ends_it_at_once() {
        let broken: Result<()> = Err(Failure::said("broken"));
        assert!(Missing::default().note(broken).is_err());
    }
}
