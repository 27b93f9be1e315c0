//! Building the page with Trunk. Trunk's hooks come back here for the style sheet and to optimize a release.

mod path_leaks;
mod signing;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Context, Failure, Result};
use crate::files::Fingerprint;
use crate::progress::Progress;
use crate::{files, node, paths, process, tools};

/// What the page is made of, beside the tools.
const INPUTS: &[&str] = &[
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "build",
    "build.rs",
    "contract/Cargo.toml",
    "contract/src",
    "index.html",
    "locales",
    "src",
    "style",
    "tools/compress.mjs",
    "tools/package-lock.json",
    "xtask/src/css.rs",
    "xtask/src/optimize.rs",
    "xtask/src/page",
    "xtask/src/page.rs",
];

/// The flags of rustc for the page alone, which cargo adds to those in `.cargo/config.toml`: not for the hooks, which
/// are built for this machine.
const PAGE_RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// How the page is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build: `cargo xtask run` and `dev`.
    Dev,
    /// Small to download: what ships, and what most tests run on.
    Release,
}

/// Whether the page carries the gallery: every state of every screen at a URL of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gallery {
    Without,
    With,
}

/// A page to build.
pub(crate) struct Page {
    pub(crate) profile: Profile,
    pub(crate) gallery: Gallery,
    /// Where it goes.
    pub(crate) dist: PathBuf,
}

impl Page {
    /// The page that ships, at the place where the server's build looks for it.
    pub(crate) fn shipped() -> Self {
        let dist = paths::root().join("dist");
        Self { profile: Profile::Release, gallery: Gallery::Without, dist }
    }

    /// The page as one starts it and edits it, quick to build. Its gallery shows where the server is told to serve it.
    pub(crate) fn quick() -> Self {
        let dist = paths::root().join("dist-dev");
        Self { profile: Profile::Dev, gallery: Gallery::With, dist }
    }

    /// Installs what is missing, then builds, unless the last build was of the same sources.
    pub(crate) fn build_if_changed(&self) -> Result<()> {
        let sources = self.fingerprint()?;
        let built = self.stamp(&sources).ok();
        if built.is_some() && fs::read_to_string(self.stamp_file()).ok() == built {
            return Ok(());
        }
        self.build()
    }

    /// Installs what is missing, then builds.
    pub(crate) fn build(&self) -> Result<()> {
        let mut trunk = self.trunk("build")?;
        let sources = self.fingerprint()?;
        process::run(&mut trunk)?;
        files::write(&self.stamp_file(), self.stamp(&sources)?)
    }

    /// Compiles what Trunk will, so that it can be done before Trunk is there.
    pub(crate) fn compile(&self, progress: &Progress, name: &str) -> Result<()> {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--locked", "--target", "wasm32-unknown-unknown", "--package", "connectors"]);
        self.with_features(&mut cargo);
        progress.cargo(name, cargo.current_dir(paths::root()))
    }

    /// Fails where the page that was built names a directory of this machine.
    pub(crate) fn must_not_leak_paths(&self) -> Result<()> {
        let local = path_leaks::local_paths();
        for file in files::below(&self.dist)? {
            if let Some(path) = path_leaks::find(&files::read(&file)?, &local) {
                return Err(Failure::said(format!("{} names {path}", file.display())));
            }
        }
        Ok(())
    }

    /// Fails where the page that was built names what can sign.
    pub(crate) fn must_not_sign(&self) -> Result<()> {
        for file in files::below(&self.dist)? {
            if let Some(name) = signing::find(&files::read(&file)?) {
                return Err(Failure::said(format!(
                    "{} names {name}: the page must not sign",
                    file.display()
                )));
            }
        }
        Ok(())
    }

    /// `trunk build` or `trunk watch`, ready to start.
    pub(crate) fn trunk(&self, verb: &str) -> Result<Command> {
        if self.profile == Profile::Release {
            // Its last step needs it: better said now than when all is compiled.
            node::page_tools()?;
        }
        tools::ensure_wasm_target()?;
        let tools = tools::ensure(&tools::for_the_page()?)?;
        // Trunk runs cargo with --offline.
        process::run(
            Command::new("cargo").args(["fetch", "--locked", "--quiet"]).current_dir(paths::root()),
        )?;
        fs::create_dir_all(&self.dist).context(|| format!("cannot make {}", self.dist.display()))?;
        let mut trunk = Command::new("trunk");
        trunk.arg(verb).arg("--dist").arg(&self.dist).current_dir(paths::root());
        trunk.env("PATH", paths::path_with(&tools));
        // Trunk refuses the value 1, which some terminals set.
        trunk.env_remove("NO_COLOR");
        if self.profile == Profile::Release {
            trunk.arg("--release").env(PAGE_RUSTFLAGS, path_leaks::remap_flags(&path_leaks::local_paths()));
        }
        self.with_features(&mut trunk);
        Ok(trunk)
    }

    fn with_features(&self, command: &mut Command) {
        if self.gallery == Gallery::With {
            command.args(["--features", "gallery"]);
        }
    }

    fn stamp_file(&self) -> PathBuf {
        let name = self.dist.file_name().unwrap_or_default().to_string_lossy();
        paths::target().join(format!("page-{name}.stamp"))
    }

    /// What was built, and from what: a `trunk build` by hand that puts another page into the same place changes it, since
    /// the document names its files by their content.
    fn stamp(&self, sources: &str) -> Result<String> {
        let mut document = Fingerprint::new();
        document.add(&files::read(&self.dist.join("index.html"))?);
        Ok(format!("{sources} {}", document.hex()))
    }

    fn fingerprint(&self) -> Result<String> {
        let mut fingerprint = Fingerprint::new();
        let gallery = self.gallery == Gallery::With;
        let release = self.profile == Profile::Release;
        fingerprint.add(&[u8::from(gallery), u8::from(release)]);
        for input in INPUTS {
            add(&mut fingerprint, &paths::root().join(input))?;
        }
        Ok(fingerprint.hex())
    }
}

fn add(fingerprint: &mut Fingerprint, input: &Path) -> Result<()> {
    for file in files::below(input)? {
        fingerprint.add(file.as_os_str().as_encoded_bytes());
        fingerprint.add(&files::read(&file)?);
    }
    Ok(())
}
