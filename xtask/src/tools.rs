//! The Rust tools, at pinned versions: what is there is used, else a prebuilt one, else it is built cheaply.

mod prebuilt;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Context, Failure, Result};
use crate::progress::Progress;
use crate::{files, paths, process};

/// A program that is installed from a crate.
pub(crate) struct Tool {
    /// The crate's name.
    krate: &'static str,
    version: String,
    /// What is installed; the first one tells its version.
    programs: &'static [&'static str],
    /// Where its makers publish it built, with `{version}` and `{target}` to be filled in.
    prebuilt: &'static str,
    /// More arguments for `cargo install`.
    arguments: &'static [&'static str],
    /// How many crates a build of it compiles on Linux, so that its progress can be told.
    crates: usize,
    /// How far a build of it is optimized: a tool that runs for a second is not worth minutes.
    opt_level: &'static str,
}

/// Builds the page. 0.22 wants a newer compiler than the project does.
fn trunk() -> Tool {
    Tool {
        krate: "trunk",
        version: "0.21.14".to_owned(),
        programs: &["trunk"],
        prebuilt: "https://github.com/trunk-rs/trunk/releases/download/v{version}/trunk-{target}.tar.gz",
        // It downloads nothing and serves no TLS here.
        arguments: &["--no-default-features"],
        crates: 368,
        opt_level: "0",
    }
}

/// Writes the JavaScript beside the wasm. Its version must be the one of the crate in Cargo.lock.
fn wasm_bindgen() -> Result<Tool> {
    let lock = files::read_text(&paths::root().join("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| Failure::said("Cargo.lock names no wasm-bindgen"))?;
    Ok(Tool {
        krate: "wasm-bindgen-cli",
        version: version.to_owned(),
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        prebuilt: "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/{version}/\
                   wasm-bindgen-{version}-{target}.tar.gz",
        // The driver of the tests' browser is asked over plain HTTP.
        arguments: &["--no-default-features"],
        crates: 149,
        // Whoever edits a view waits for it each time.
        opt_level: "1",
    })
}

/// Checks dependencies: bans, licenses, sources, advisories.
pub(crate) fn cargo_deny() -> Tool {
    Tool {
        krate: "cargo-deny",
        version: "0.20.2".to_owned(),
        programs: &["cargo-deny"],
        prebuilt: "https://github.com/EmbarkStudios/cargo-deny/releases/download/{version}/\
                   cargo-deny-{version}-{target}.tar.gz",
        arguments: &[],
        crates: 330,
        opt_level: "1",
    }
}

/// What the page is built with.
pub(crate) fn for_the_page() -> Result<Vec<Tool>> {
    Ok(vec![trunk(), wasm_bindgen()?])
}

fn locked_version<'a>(lock: &'a str, krate: &str) -> Option<&'a str> {
    let entry = format!("name = \"{krate}\"\nversion = \"");
    let (_, rest) = lock.split_once(&entry)?;
    rest.split('"').next()
}

/// Sees to it that the tools are there. Returns the directories that hold them, for [`paths::path_with`].
pub(crate) fn ensure(tools: &[Tool]) -> Result<Vec<PathBuf>> {
    let to_build = to_build(tools)?;
    if !to_build.is_empty() {
        let progress = Progress::of(to_build.iter().map(|tool| tool.as_build()));
        println!("Building {}, once per machine", progress.names());
        build(&to_build, &progress)?;
    }
    tools.iter().map(Tool::directory).collect()
}

/// Those of the tools that are not there and cannot be had prebuilt.
pub(crate) fn to_build(tools: &[Tool]) -> Result<Vec<&Tool>> {
    let mut left = Vec::new();
    for tool in tools {
        if tool.found().is_none() && !tool.fetched()? {
            left.push(tool);
        }
    }
    Ok(left)
}

/// Builds tools, one after the other.
pub(crate) fn build(tools: &[&Tool], progress: &Progress) -> Result<()> {
    tools.iter().try_for_each(|tool| tool.build(progress))
}

/// Sees to it that the compiler can build for the browser.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libdir = process::ask(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if libdir.is_some_and(|dir| PathBuf::from(dir).is_dir()) {
        return Ok(());
    }
    if paths::on_path("rustup").is_none() {
        return Err(Failure::missing(
            format!("Rust's standard library for {TARGET}"),
            "There is no rustup to add it with: install it the way this Rust was installed.",
        ));
    }
    println!("Adding the Rust target {TARGET} (seconds)");
    process::run(Command::new("rustup").args(["target", "add", TARGET]))
}

impl Tool {
    fn home(&self) -> PathBuf {
        paths::tools().join(format!("{}-{}", self.krate, self.version))
    }

    /// Its name and the number of its crates, for [`Progress`].
    pub(crate) fn as_build(&self) -> (String, usize) {
        (format!("{} {}", self.krate, self.version), self.crates)
    }

    /// The directory that holds it, on the PATH or in the cache.
    fn found(&self) -> Option<PathBuf> {
        let on_path = paths::on_path(self.programs[0]).and_then(|file| file.parent().map(PathBuf::from));
        on_path.into_iter().chain([self.home().join("bin")]).find(|dir| self.lies_in(dir))
    }

    fn directory(&self) -> Result<PathBuf> {
        self.found().ok_or_else(|| {
            Failure::said(format!("{} {} was installed but does not run", self.krate, self.version))
        })
    }

    fn lies_in(&self, dir: &Path) -> bool {
        let says = |output: String| output.split_whitespace().any(|word| word == self.version);
        self.programs.iter().all(|program| dir.join(program).is_file())
            && process::ask(Command::new(dir.join(self.programs[0])).arg("--version")).is_some_and(says)
    }

    /// Whether it could be fetched as its makers built it, and runs here.
    fn fetched(&self) -> Result<bool> {
        let Some(url) = prebuilt::url(self.prebuilt, &self.version) else { return Ok(false) };
        println!("Looking for a prebuilt {} {}", self.krate, self.version);
        let fetched = prebuilt::fetch(&url, self.programs, &self.home().join("bin"));
        process::check_interrupted()?;
        Ok(fetched.is_ok() && self.found().is_some())
    }

    fn build(&self, progress: &Progress) -> Result<()> {
        // A directory of its own: the project's build may run beside this one and must not wait for it.
        let target = paths::tools().join(format!("build-{}", self.krate));
        let mut command = Command::new("cargo");
        command.args(["install", "--locked", "--force", "--version", self.version.as_str(), self.krate]);
        command.args(self.arguments).arg("--root").arg(self.home()).arg("--target-dir").arg(&target);
        let opt_level = ("OPT_LEVEL", self.opt_level);
        for (setting, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0"), opt_level] {
            command.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
        }
        progress.cargo(&self.as_build().0, &mut command)?;
        fs::remove_dir_all(&target).context(|| format!("cannot remove {}", target.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_version_is_the_one_of_that_very_crate() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
