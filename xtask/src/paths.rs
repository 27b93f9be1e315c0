//! Where things lie.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::{Context, Result};

/// The project's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project's root")
}

/// A directory that a person named, taken from the place where they stand; else the project's own of this name.
pub(crate) fn chosen(named: Option<PathBuf>, own: &str) -> Result<PathBuf> {
    named.map_or_else(
        || Ok(root().join(own)),
        |dir| std::path::absolute(&dir).context(|| format!("{}", dir.display())),
    )
}

/// Cargo's target directory: what is built or made on this machine, and may be deleted.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A program of the workspace, as built with a profile: beside this one, wherever cargo's configuration has it put.
pub(crate) fn built(profile: &str, program: &str) -> PathBuf {
    let own = env::current_exe().unwrap_or_else(|_| target().join("debug/xtask"));
    own.ancestors().nth(2).map(|profiles| profiles.join(profile).join(program)).expect("target/debug/xtask")
}

/// A program on the PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .map(|dir| dir.join(program))
        .find(|file| file.is_file())
}

/// The PATH with directories in front.
pub(crate) fn path_with(dirs: &[PathBuf]) -> OsString {
    let own = env::var_os("PATH").unwrap_or_default();
    let all = dirs.iter().cloned().chain(env::split_paths(&own));
    env::join_paths(all).expect("the parts of a PATH make a PATH")
}

/// Where the pinned tools lie: outside the project, so that the next clone finds them.
pub(crate) fn tools() -> PathBuf {
    if let Some(dir) = env::var_os("CONNECTORS_TOOLS") {
        return root().join(dir);
    }
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let cache = cache.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    cache.unwrap_or_else(target).join("connectors-tools")
}
