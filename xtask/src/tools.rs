//! The Rust tools, at pinned versions: what is there is used, else a prebuilt one, else it is built cheaply.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::failure::{Context, Failure, Result};
use crate::{paths, process};

/// A program that is installed from a crate.
pub(crate) struct Tool {
    /// The crate's name.
    krate: &'static str,
    version: String,
    /// What is installed; the first one tells its version.
    programs: &'static [&'static str],
    /// More arguments for `cargo install`.
    arguments: &'static [&'static str],
    /// About how many minutes a build takes on two cores.
    minutes: u32,
}

/// Builds the page. 0.22 wants a newer compiler than the project does.
pub(crate) fn trunk() -> Tool {
    Tool {
        krate: "trunk",
        version: "0.21.14".to_owned(),
        programs: &["trunk"],
        arguments: &["--no-default-features", "--features", "rustls"],
        minutes: 6,
    }
}

/// Writes the JavaScript beside the wasm. Its version must be the one of the crate in Cargo.lock.
pub(crate) fn wasm_bindgen() -> Result<Tool> {
    let file = paths::root().join("Cargo.lock");
    let lock = fs::read_to_string(&file).context(|| format!("cannot read {}", file.display()))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| Failure::said("Cargo.lock names no wasm-bindgen"))?;
    Ok(Tool {
        krate: "wasm-bindgen-cli",
        version: version.to_owned(),
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        arguments: &[],
        minutes: 2,
    })
}

/// Checks dependencies: bans, licences, sources, advisories.
pub(crate) fn cargo_deny() -> Tool {
    Tool {
        krate: "cargo-deny",
        version: "0.20.2".to_owned(),
        programs: &["cargo-deny"],
        arguments: &[],
        minutes: 5,
    }
}

fn locked_version<'a>(lock: &'a str, krate: &str) -> Option<&'a str> {
    let entry = format!("name = \"{krate}\"\nversion = \"");
    let (_, rest) = lock.split_once(&entry)?;
    rest.split('"').next()
}

/// Sees to it that the tools are there. Returns the directories that hold them, for [`paths::path_with`].
pub(crate) fn ensure(tools: &[Tool]) -> Result<Vec<PathBuf>> {
    tools.iter().map(Tool::ensure).collect()
}

/// Whether the page can be built without installing anything that takes long.
pub(crate) fn page_tools_are_there() -> Result<bool> {
    Ok(trunk().found().is_some() && wasm_bindgen()?.found().is_some())
}

/// Sees to it that Trunk and wasm-bindgen are there; see [`ensure`].
pub(crate) fn ensure_page_tools() -> Result<Vec<PathBuf>> {
    ensure(&[trunk(), wasm_bindgen()?])
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

    /// The directory that holds it, on the PATH or in the cache.
    fn found(&self) -> Option<PathBuf> {
        let on_path = paths::on_path(self.programs[0]).and_then(|file| file.parent().map(PathBuf::from));
        on_path.into_iter().chain([self.home().join("bin")]).find(|dir| self.lies_in(dir))
    }

    fn ensure(&self) -> Result<PathBuf> {
        if let Some(found) = self.found() {
            return Ok(found);
        }
        self.install(&self.home())?;
        let broken =
            || Failure::said(format!("{} {} was installed but does not run", self.krate, self.version));
        self.found().ok_or_else(broken)
    }

    fn lies_in(&self, dir: &Path) -> bool {
        let says = |output: String| output.split_whitespace().any(|word| word == self.version);
        self.programs.iter().all(|program| dir.join(program).is_file())
            && process::ask(Command::new(dir.join(self.programs[0])).arg("--version")).is_some_and(says)
    }

    fn install(&self, home: &Path) -> Result<()> {
        if process::ask(Command::new("cargo").args(["binstall", "-V"])).is_some() {
            println!("Fetching {} {} prebuilt", self.krate, self.version);
            if self.fetch_prebuilt(home).is_ok() {
                return Ok(());
            }
            process::go_on()?;
            println!("No prebuilt {} for this machine", self.krate);
        }
        self.build(home)
    }

    fn fetch_prebuilt(&self, home: &Path) -> Result<()> {
        let mut command = Command::new("cargo");
        command.args(["binstall", "--no-confirm", "--force", "--disable-strategies", "compile", "--root"]);
        process::run(command.arg(home).arg(format!("{}@{}", self.krate, self.version)))
    }

    fn build(&self, home: &Path) -> Result<()> {
        let Self { krate, version, minutes, .. } = self;
        println!("Building {krate} {version}: about {minutes} minutes on two cores, once per machine");
        // A directory of its own: the project's build may run beside this one and must not wait for it.
        let target = paths::tools().join(format!("build-{krate}"));
        let mut command = Command::new("cargo");
        command.args(["install", "--locked", "--force", "--version", version.as_str(), krate]);
        command.args(self.arguments).arg("--root").arg(home).arg("--target-dir").arg(&target);
        // A tool that runs for seconds is not worth minutes of optimisation.
        for (setting, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "1"), ("DEBUG", "0")]
        {
            command.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
        }
        let started = Instant::now();
        let mut crates = 0_u32;
        process::run_error_lines(&mut command, |line| {
            if line.trim_start().starts_with("Compiling ") {
                crates += 1;
                if crates.is_multiple_of(25) {
                    println!("  {krate}: {crates} crates so far, {} s", started.elapsed().as_secs());
                }
            } else if line.starts_with("error") {
                eprintln!("  {krate}: {line}");
            }
        })?;
        println!("  {krate}: done, {} s", started.elapsed().as_secs());
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
