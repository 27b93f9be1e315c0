//! The Rust tests of this machine: built by cargo, listed and run binary by binary, so that each one's time is known and
//! any of them can be run alone.

use std::cmp::Reverse;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde_json::Value;

use super::machine::{Machine, foreign_clients};
use super::summary::{Ran, TestSummary};
use crate::failure::{Failure, Result};
use crate::postgres::{self, Cluster};
use crate::{node, paths, process};

/// The gallery has tests of its own.
const FEATURES: [&str; 2] = ["--features", "connectors/gallery"];

/// A program of tests, as cargo built it.
pub(super) struct Binary {
    /// The package that it tests.
    pub(super) package: String,
    /// The package's directory.
    directory: PathBuf,
    /// The file that its crate begins with.
    root: PathBuf,
    program: PathBuf,
    /// The names of its tests.
    pub(super) tests: Vec<String>,
}

impl Binary {
    /// What it is called in a report: the file that it begins with, from the project's root.
    pub(super) fn name(&self) -> String {
        from_the_root(&self.root)
    }

    /// The file that a test stands in, from the project's root.
    pub(super) fn file_of(&self, test: &str) -> String {
        from_the_root(&file_of(&self.root, test, Path::is_file))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // As cargo starts them: some read files beside their manifest.
        command.current_dir(&self.directory).env("CARGO_MANIFEST_DIR", &self.directory);
        command
    }
}

fn from_the_root(file: &Path) -> String {
    file.strip_prefix(paths::root()).unwrap_or(file).display().to_string()
}

/// The file of the innermost module in a test's path that has one, as rustc looks for them.
fn file_of(root: &Path, test: &str, is_file: impl Fn(&Path) -> bool) -> PathBuf {
    let parent = root.parent().unwrap_or(Path::new(""));
    let stem = root.file_stem().unwrap_or_default();
    let below =
        if ["lib", "main"].iter().any(|name| stem == *name) { parent.into() } else { parent.join(stem) };
    let modules: Vec<&str> = test.split("::").collect();
    let candidates = (1..modules.len()).rev().map(|depth| {
        let module: PathBuf = modules[..depth].iter().collect();
        below.join(module).with_extension("rs")
    });
    candidates.into_iter().find(|file| is_file(file)).unwrap_or_else(|| root.to_owned())
}

/// Builds all of the workspace's tests, and asks each program which ones it has.
pub(super) fn build(machine: &Machine) -> Result<Vec<Binary>> {
    let mut cargo = machine.cargo();
    cargo.args(["test", "--locked", "--workspace", "--no-run"]).args(FEATURES);
    let mut binaries = Vec::new();
    process::run_lines(cargo.arg("--message-format=json-render-diagnostics"), |line| {
        binaries.extend(binary(line));
    })?;
    for binary in &mut binaries {
        let listed = process::ask(binary.command().args(["--list", "--format", "terse"]));
        let listed = listed.ok_or_else(|| Failure::said(format!("{} lists no tests", binary.name())))?;
        binary.tests =
            listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect();
    }
    binaries.sort_by_key(Binary::name);
    Ok(binaries)
}

/// The program of tests that a line of cargo's is about, if it is about one.
fn binary(line: &str) -> Option<Binary> {
    let message: Value = serde_json::from_str(line).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    Some(Binary {
        package: package(message["package_id"].as_str()?).to_owned(),
        directory: PathBuf::from(text(&message["manifest_path"])?).parent()?.to_owned(),
        root: text(&message["target"]["src_path"])?.into(),
        program: text(&message["executable"])?.into(),
        tests: Vec::new(),
    })
}

/// The name in a package's id: `path+file:///p/server#connectors-server@0.1.0`, or `path+file:///p/contract#0.1.0`
/// where the directory is called as the package is.
fn package(id: &str) -> &str {
    let (place, rest) = id.rsplit_once('#').unwrap_or((id, ""));
    rest.split_once('@').map_or_else(|| place.rsplit('/').next().unwrap_or(place), |(name, _)| name)
}

/// Tests to run: all of a program's, or some by their names.
pub(super) struct Wanted<'a> {
    pub(super) binary: &'a Binary,
    pub(super) tests: Option<Vec<String>>,
}

/// How many programs run at a time: many tests wait, for a timeout or for another process, and leave a core free.
const AT_A_TIME: usize = 2;

/// Runs tests, whether or not some fail, and fails if some did.
pub(super) fn run(machine: &Machine, wanted: &[Wanted<'_>], summary: &mut TestSummary) -> Result<()> {
    node::install(&foreign_clients())?;
    let cluster = Cluster::start()?;
    let environment = [
        ("PATH", machine.path().to_owned()),
        (postgres::URL, cluster.url().into()),
        (postgres::PROGRAMS, cluster.programs().into()),
        ("CONNECTORS_PYTHON", machine.python.clone().into_os_string()),
        ("CONNECTORS_NODE_MODULES", foreign_clients().join("node_modules").into_os_string()),
    ];
    let mut wanted: Vec<&Wanted<'_>> =
        wanted.iter().filter(|wanted| !wanted.binary.tests.is_empty()).collect();
    // Those that take long begin first, lest one of them runs alone at the end.
    wanted.sort_by_key(|wanted| Reverse(wanted.binary.tests.len()));
    let left = Mutex::new(wanted.into_iter());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (summary, failed) = (Mutex::new(summary), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(wanted) = next() {
                    let ran = wanted.run(&environment);
                    let mut summary = summary.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Err(failure) = summary.add(ran) {
                        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                        failed.push(format!("{}: {failure}", wanted.binary.name()));
                    }
                }
            });
        }
    });
    process::check_interrupted()?;
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failed.is_empty() { Ok(()) } else { Err(Failure::said(failed.join("\n"))) }
}

impl Wanted<'_> {
    /// Runs them to their end.
    fn run(&self, environment: &[(&str, OsString)]) -> Ran {
        let mut command = self.binary.command();
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        if let Some(tests) = &self.tests {
            command.arg("--exact").args(tests);
        }
        let listed = self.tests.as_ref().unwrap_or(&self.binary.tests).len();
        Ran::to_its_end(self.binary.name(), &mut command, listed)
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{binary, file_of, package};

    #[test]
    fn only_programs_of_tests_are_taken_from_what_cargo_says() {
        let artifact = |test: bool, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","package_id":"path+file:///p/server#connectors-server@0.1.0",
                "manifest_path":"/p/server/Cargo.toml","target":{{"src_path":"/p/server/tests/api/main.rs"}},
                "profile":{{"test":{test}}},"executable":{executable}}}"#
            )
        };
        let found = binary(&artifact(true, "\"/t/api-1\"")).expect("one of tests");
        assert_eq!((found.package.as_str(), found.program), ("connectors-server", PathBuf::from("/t/api-1")));
        assert_eq!(found.directory, Path::new("/p/server"));
        for other in [artifact(false, "\"/t/server\""), artifact(true, "null"), "text".to_owned()] {
            assert!(binary(&other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_package_is_named_by_its_id_whatever_its_directory() {
        assert_eq!(package("path+file:///p/server#connectors-server@0.1.0"), "connectors-server");
        assert_eq!(package("path+file:///p/contract#0.1.0"), "contract");
    }

    #[test]
    fn a_test_stands_in_the_file_of_its_innermost_module() {
        let files = ["t/api/a.rs", "t/api/a/b.rs", "t/form/c.rs", "s/d.rs"];
        let file = |root: &str, test: &str| {
            let found =
                file_of(Path::new(root), test, |file| files.iter().any(|known| file == Path::new(known)));
            found.display().to_string()
        };
        assert_eq!(file("t/api/main.rs", "a::b::tests::x"), "t/api/a/b.rs");
        assert_eq!(file("t/api/main.rs", "a::x::sqlite"), "t/api/a.rs");
        assert_eq!(file("t/form.rs", "c::x"), "t/form/c.rs");
        assert_eq!(file("s/lib.rs", "d::tests::x"), "s/d.rs");
        assert_eq!(file("t/form.rs", "x"), "t/form.rs");
    }
}
