//! Writes the fixture.

use std::fs;
use std::path::Path;

use connectors_server::store::Database;
use tokio::process::Command;

use crate::database::TestDatabase;
use crate::manifest::{MANIFEST, Manifest};

/// What may lie in a data directory after its server has left. SQLite's log would mean that it has not left well.
const DATA: [&str; 2] = ["connectors.sqlite", "master.key"];

/// What lines of a dump begin with that are comments, talk to `psql`, or set up its session: the statements name
/// whatever they mean in full, and run without, on older servers too.
const NO_STATEMENTS: [&str; 4] = ["--", "\\", "SET ", "SELECT pg_catalog.set_config("];

/// Copies what the server left, and adds what was seen of it.
pub(crate) async fn keep(folder: &Path, database: &TestDatabase, manifest: &Manifest) {
    let data = folder.join("data");
    fs::create_dir_all(&data).expect("the project's own directory");
    for entry in fs::read_dir(database.data_directory()).expect("the server's directory") {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).expect("an entry");
        assert!(DATA.iter().any(|expected| name == *expected), "the server left {}", path.display());
        fs::copy(&path, data.join(name)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    if let Database::Postgres(url) = &database.database {
        fs::write(folder.join("dump.sql"), dump(url).await).expect("the directory is ours");
    }
    let manifest = serde_json::to_string_pretty(manifest).expect("JSON");
    fs::write(folder.join(MANIFEST), manifest + "\n").expect("the directory is ours");
}

/// The statements of a dump that any client can execute.
async fn dump(url: &str) -> String {
    let mut command = Command::new("pg_dump");
    command.args(["--inserts", "--no-owner", "--no-privileges", "--dbname", url]);
    let done = command.output().await.unwrap_or_else(|error| panic!("pg_dump: {error}"));
    assert!(done.status.success(), "pg_dump: {}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).expect("text");
    let is_statement = |line: &&str| !line.is_empty() && !NO_STATEMENTS.iter().any(|no| line.starts_with(no));
    text.lines().filter(is_statement).flat_map(|line| [line, "\n"]).collect()
}
