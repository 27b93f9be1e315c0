//! Node: what makes the built page small, and what the tests need.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::{debian, paths, process};

/// The oldest version that what makes the page small runs on.
const OLDEST_FOR_THE_PAGE: u32 = 18;
/// The oldest version that all tests run on.
const OLDEST_FOR_TESTS: u32 = 20;

fn is_there(oldest: u32) -> bool {
    let version = process::ask(Command::new("node").arg("--version"));
    let major = version.as_deref().and_then(major);
    major.is_some_and(|major| major >= oldest) && paths::on_path("npm").is_some()
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Sees to it that Node and npm are there, for tests.
pub(crate) fn ensure() -> Result<()> {
    ensure_at_least(OLDEST_FOR_TESTS)
}

fn ensure_at_least(oldest: u32) -> Result<()> {
    let there = || is_there(oldest);
    if there() || (debian::install(&["nodejs", "npm"])? && there()) {
        return Ok(());
    }
    let remedy = format!("Install Node {oldest} or newer with npm: https://nodejs.org");
    Err(Failure::missing(format!("Node {oldest} or newer, and npm"), remedy))
}

/// The directory with `wasm-opt` and `esbuild`, which a release of the page cannot do without.
pub(crate) fn page_tools() -> Result<PathBuf> {
    ensure_at_least(OLDEST_FOR_THE_PAGE)?;
    install(&paths::root().join("tools"))
}

/// Installs exactly what a directory's `package-lock.json` names, if that has not been done. Returns the
/// directory of the programs.
pub(crate) fn install(dir: &Path) -> Result<PathBuf> {
    let modified = |file: &str| fs::metadata(dir.join(file)).and_then(|data| data.modified()).ok();
    let locked = modified("package-lock.json");
    if locked.is_none() {
        return Err(Failure::said(format!("{} is missing", dir.join("package-lock.json").display())));
    }
    if modified("node_modules/.package-lock.json") < locked {
        println!(
            "Installing the npm packages of {}",
            dir.strip_prefix(paths::root()).unwrap_or(dir).display()
        );
        // Not even a trusted package needs to run code to be installed.
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(dir);
        process::run(&mut npm)?;
    }
    Ok(dir.join("node_modules/.bin"))
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read_from_nodes_own_spelling() {
        assert_eq!(major("v22.11.0"), Some(22));
        assert_eq!(major("22.11.0"), None);
    }
}
