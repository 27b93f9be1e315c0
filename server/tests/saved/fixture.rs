//! A fixture on the disk, and a copy of it that a test may change.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::database::{Backend, TestDatabase, run};
use crate::manifest::{MANIFEST, Manifest};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// What one commit's programs saved, in one kind of database.
pub(crate) struct Fixture {
    pub(crate) folder: PathBuf,
    pub(crate) manifest: Manifest,
}

impl Fixture {
    /// All of them, of one kind of database. Every commit's folder has both.
    pub(crate) fn all(backend: Backend) -> Vec<Self> {
        let kind = match backend {
            Backend::Sqlite => "sqlite",
            Backend::Postgres => "postgres",
        };
        let commits = entries(Path::new(FIXTURES));
        assert!(!commits.is_empty(), "{FIXTURES} is empty");
        commits.iter().map(|commit| Self::read(commit.join(kind))).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let text = read_text(&folder.join(MANIFEST));
        let manifest = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {MANIFEST}: {error}", folder.display()));
        Self { folder, manifest }
    }

    /// Puts a copy of what was saved where the test's server looks for it.
    pub(crate) async fn restore(&self, database: &TestDatabase) {
        let data = database.data_directory();
        fs::create_dir_all(&data).expect("a directory");
        for file in entries(&self.folder.join("data")) {
            let copy = data.join(file.file_name().expect("a name"));
            fs::copy(&file, &copy).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            // As the server wrote it; git keeps no such modes, and the server refuses a master key that others can read.
            fs::set_permissions(&copy, fs::Permissions::from_mode(0o600)).expect("it is ours");
        }
        if matches!(database.backend, Backend::Postgres) {
            let dump = read_text(&self.folder.join("dump.sql"));
            run(&mut database.connection().await, &dump).await;
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn read_text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
