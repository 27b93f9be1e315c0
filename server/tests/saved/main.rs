//! What servers of earlier commits saved: today's opens it, shows all of it, and uses every key and every token.
//!
//! `server/tests/fixtures/` has a folder for each commit that was kept. ARCHITECTURE.md says how the next one is made.

#[expect(dead_code, unused_imports, unused_macros, reason = "the store's tests use the rest")]
#[path = "../support/database.rs"]
mod database;
#[expect(dead_code, reason = "the runtime API's tests use the rest")]
#[path = "../runtime/in_use.rs"]
mod in_use;
#[path = "../support/manifest.rs"]
mod manifest;
#[expect(dead_code, reason = "the API's tests use the rest")]
#[path = "../support/test_server.rs"]
mod test_server;
#[path = "../support/test_vault.rs"]
mod test_vault;

mod fixture;
mod serving;
mod usable;

use database::{Backend, with_database};
use fixture::Fixture;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    what_was_saved_stays_usable(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    what_was_saved_stays_usable(Backend::Postgres).await;
}

async fn what_was_saved_stays_usable(backend: Backend) {
    for fixture in Fixture::all(backend) {
        // Shown where a test fails.
        eprintln!("opening {}, made by {}", fixture.folder.display(), fixture.manifest.commit);
        with_database(backend, async move |database| {
            fixture.restore(&database).await;
            let server = serving::start(&fixture.manifest, &database).await;
            usable::is_all_there(&server, &fixture.manifest, &database).await;
            usable::every_key_opens(&server, &fixture.manifest).await;
            usable::every_token_is_used(&server, &fixture.manifest).await;
            usable::what_was_deactivated_signs_in_again(&server, &fixture.manifest).await;
        })
        .await;
    }
}
