//! What the whole of the tests last passed on: a commit's hash in `target/tests-passed`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Context, Result};
use crate::{files, paths, process};

/// The tree that a run of all tests began with.
pub(super) struct Tree {
    /// The commit whose files they were, unchanged.
    commit: Option<String>,
}

fn file() -> PathBuf {
    // Fixed, whatever CARGO_TARGET_DIR says: scripts and people look here.
    paths::root().join("target/tests-passed")
}

impl Tree {
    /// Looks at the tree, and forgets what passed before: this run is to tell.
    pub(super) fn as_it_is() -> Result<Self> {
        let file = file();
        if file.is_file() {
            fs::remove_file(&file).context(|| format!("cannot remove {}", file.display()))?;
        }
        Ok(Self { commit: commit() })
    }

    /// Keeps the commit's hash, if the files were, and still are, as it has them.
    pub(super) fn passed(self) -> Result<()> {
        match self.commit.filter(|before| commit().as_ref() == Some(before)) {
            Some(commit) => files::write(&file(), format!("{commit}\n")),
            None => Ok(()),
        }
    }
}

/// The last commit, where nothing differs from it.
fn commit() -> Option<String> {
    let git =
        |arguments: &[&str]| process::ask(Command::new("git").args(arguments).current_dir(paths::root()));
    let commit = git(&["rev-parse", "HEAD"])?;
    git(&["status", "--porcelain"])?.is_empty().then_some(commit)
}
