//! Makes a fixture of what a commit's programs save, for `tests/saved` to open for ever after.
//!
//! It starts the programs, does with them what people do, ends them, and keeps the data directory (of PostgreSQL a
//! dump), the master key in it, and a manifest of what was seen. Whatever goes wrong ends it with a message and
//! leaves no fixture. ARCHITECTURE.md says how to start it.

#[expect(dead_code, unused_imports, unused_macros, reason = "the store's tests use the rest")]
#[path = "../../tests/support/database.rs"]
mod database;
#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/support/manifest.rs"]
mod manifest;
#[path = "../../tests/support/test_vault.rs"]
mod test_vault;

mod admin;
mod keep;
mod keys;
mod programs;
mod story;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;
use connectors_server::clock::Clock;
use sqlx::Connection as _;

use admin::Admin;
use database::{Backend, TestDatabase, with_database};
use manifest::{Manifest, SavedConnector, audit_of, sha256};
use programs::Programs;

#[derive(Clone, Debug, Parser)]
struct Arguments {
    /// The commit that the programs were built from: the fixture's name
    #[arg(long)]
    commit: String,
    /// Its connectors-server
    #[arg(long, value_name = "PROGRAM")]
    server: PathBuf,
    /// Its salesforce-sandbox
    #[arg(long, value_name = "PROGRAM")]
    sandbox: PathBuf,
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folder = fixtures.join(&arguments.commit);
    assert!(!folder.exists(), "{} is there already: what was saved does not change", folder.display());
    fs::create_dir_all(&fixtures).expect("the project's own directory");
    // Under its name once it is whole.
    let unfinished = tempfile::tempdir_in(&fixtures).expect("the project's own directory");
    for (backend, kind) in [(Backend::Sqlite, "sqlite"), (Backend::Postgres, "postgres")] {
        let (arguments, folder) = (arguments.clone(), unfinished.path().join(kind));
        with_database(backend, |database| make(database, arguments, folder)).await;
    }
    fs::rename(unfinished.keep(), folder).expect("nothing has that name");
}

async fn make(database: Arc<TestDatabase>, arguments: Arguments, folder: PathBuf) {
    let sandbox_data = tempfile::tempdir().expect("a directory");
    let keys = keys::make(sandbox_data.path());
    let programs = Programs {
        server: arguments.server,
        sandbox: arguments.sandbox,
        database: Arc::clone(&database),
        sandbox_data: sandbox_data.path().to_owned(),
    };

    programs.prepare().await;
    let (sandbox, (server, origin)) = (programs.sandbox().await, programs.server().await);
    let admin = Admin::new(origin);
    let tokens = story::before_salesforce_is_away(&admin, &keys).await;
    sandbox.leave().await;
    story::while_salesforce_is_away(&admin, &tokens).await;
    server.leave().await;

    // What was counted is written when the server leaves: the next one shows it.
    let (server, origin) = programs.server().await;
    let (connectors, service_tokens) = Admin::new(origin).lists().await;
    server.leave().await;

    let mut connection = database.connection().await;
    let audit = audit_of(&mut connection).await;
    // SQLite removes its log when the last connection is closed.
    connection.close().await.expect("closed");

    let saved = connectors.into_iter().map(|listed| {
        let key = keys.iter().find(|key| key.client_id == listed.client_id).expect("one of ours");
        let private_key_sha256 = sha256(key.private_key.as_bytes());
        let (idempotency_key, certificate) = (story::idempotency_key(key), key.certificate.clone());
        SavedConnector { listed, idempotency_key, private_key_sha256, certificate }
    });
    let manifest = Manifest {
        commit: arguments.commit,
        made_at: Clock::system().now_ms(),
        salesforce_port: programs::SALESFORCE_PORT,
        connectors: saved.collect(),
        service_tokens: story::with_secrets(service_tokens, &tokens),
        audit,
    };
    keep::keep(&folder, &database, &manifest).await;
}
