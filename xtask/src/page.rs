//! Building the page with Trunk. Trunk's hooks come back here for the style sheet and the finish.

mod own_paths;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Context, Failure, Result};
use crate::files::Fingerprint;
use crate::{files, node, paths, process, tools};

/// What the page is made of, beside the tools.
const INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "contract/Cargo.toml",
    "contract/src",
    "index.html",
    "src",
    "style",
    "tools/package-lock.json",
    "xtask/src/css.rs",
    "xtask/src/finish.rs",
    "xtask/src/page",
    "xtask/src/page.rs",
];

/// The flags of rustc for the page alone: not for the hooks, which are built for this machine.
const PAGE_RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// How the page is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// Small to download.
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

    /// The shipped page with the gallery, for tests.
    pub(crate) fn with_gallery() -> Self {
        let dist = paths::root().join("dist-gallery");
        Self { profile: Profile::Release, gallery: Gallery::With, dist }
    }

    /// Installs what is missing, then builds, unless the last build was of the same sources.
    pub(crate) fn build_if_changed(&self) -> Result<()> {
        let fingerprint = self.fingerprint()?;
        let same = fs::read_to_string(self.stamp()).is_ok_and(|stamp| stamp == fingerprint);
        if same && self.dist.join("index.html").is_file() {
            return Ok(());
        }
        self.build()
    }

    /// Installs what is missing, then builds.
    pub(crate) fn build(&self) -> Result<()> {
        let mut trunk = self.trunk("build")?;
        let fingerprint = self.fingerprint()?;
        process::run(&mut trunk)?;
        files::write(&self.stamp(), fingerprint)
    }

    /// Fails where the page that was built names a directory of this machine.
    pub(crate) fn names_no_own_path(&self) -> Result<()> {
        let own = own_paths::here();
        for file in files::below(&self.dist)? {
            if let Some(path) = own_paths::named_in(&files::read(&file)?, &own) {
                return Err(Failure::said(format!("{} names {path}", file.display())));
            }
        }
        Ok(())
    }

    /// `trunk build` or `trunk watch`, ready to start.
    pub(crate) fn trunk(&self, verb: &str) -> Result<Command> {
        tools::ensure_wasm_target()?;
        let tools = tools::ensure_page_tools()?;
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
        match self.profile {
            Profile::Release => trunk
                .args(["--release", "--cargo-profile", "page"])
                .env(PAGE_RUSTFLAGS, own_paths::without(&own_paths::here())),
            // Leptos then builds views of fewer types: compiles in half the time, a little larger.
            Profile::Dev => trunk.env(PAGE_RUSTFLAGS, "--cfg=erase_components"),
        };
        if self.gallery == Gallery::With {
            trunk.args(["--features", "gallery"]);
        }
        Ok(trunk)
    }

    fn stamp(&self) -> PathBuf {
        let name = self.dist.file_name().unwrap_or_default().to_string_lossy();
        paths::target().join(format!("page-{name}.stamp"))
    }

    fn fingerprint(&self) -> Result<String> {
        let mut fingerprint = Fingerprint::new();
        let gallery = self.gallery == Gallery::With;
        let release = self.profile == Profile::Release;
        let optimised = release && node::usable();
        fingerprint.add(&[u8::from(gallery), u8::from(release), u8::from(optimised)]);
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
