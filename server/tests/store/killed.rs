//! A server that is killed while it saves: what it acknowledged is there, and nothing is there by halves.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use connectors_server::clock::Clock;
use connectors_server::model::ConnectorId;
use connectors_server::store::{Database, LockedStore, StoreOptions};
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::database::{Backend, TestDatabase, vault};
use crate::sample;

/// How often the writer is killed. `security.md` asks for 1,000 rounds; these take some seconds, and each kills at
/// another moment of a write. Raise it by the environment for the full figure.
const ROUNDS: u32 = 30;

/// The environment's name for another number of rounds.
const ROUNDS_BY_ENVIRONMENT: &str = "CONNECTORS_TEST_KILL_ROUNDS";

/// The environment's name by which the writer learns where to write.
const WRITE_TO: &str = "CONNECTORS_TEST_WRITE_TO";

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_connector_is_lost_and_none_is_half_written() {
    let rounds = std::env::var(ROUNDS_BY_ENVIRONMENT)
        .map_or(ROUNDS, |rounds| rounds.parse().expect("a number of rounds"));
    let database = TestDatabase::create(Backend::Sqlite).await;
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        let before = acknowledged.len();
        acknowledged.extend(write_until_killed(database.sqlite_file(), round));
        assert!(acknowledged.len() > before, "the writer of round {round} wrote nothing");

        let store = database.store().await;
        for (tenant, id) in &acknowledged[before..] {
            let connector = store.for_tenant(&sample::tenant(tenant)).get(*id).await.unwrap();
            assert!(connector.is_some(), "round {round}: {tenant} {id} was acknowledged");
            let key =
                store.for_tenant(&sample::tenant(tenant)).sealed_key(*id).await.unwrap().expect("its key");
            assert!(sample::open(tenant, &key).is_ok(), "round {round}: {id}");
        }
        store.close().await;
        assert_whole(&mut database.connection().await, round).await;
    }
    let store = database.store().await;
    for (tenant, id) in &acknowledged {
        assert!(
            store.for_tenant(&sample::tenant(tenant)).get(*id).await.unwrap().is_some(),
            "{tenant} {id}, after all rounds"
        );
    }
}

/// Starts a writer, waits for some acknowledgements, kills it in the middle of the next write, and gives all that
/// it acknowledged.
fn write_until_killed(file: &Path, round: u32) -> Vec<(String, ConnectorId)> {
    let mut writer = start_writer(file);
    let output = BufReader::new(writer.stdout.take().expect("its output"));
    let mut lines =
        output.lines().map(|line| line.expect("readable")).filter_map(|line| acknowledgement(&line));
    let wanted = 1 + round as usize % 7;
    let mut acknowledged: Vec<_> = lines.by_ref().take(wanted).collect();
    // Not to wait for anything: it moves the kill through the next write, microsecond by microsecond.
    std::thread::sleep(Duration::from_micros(u64::from(round) * 97 % 3_000));
    // On Unix this is SIGKILL: nothing of the process runs any more.
    writer.kill().expect("it still runs");
    writer.wait().expect("it ended");
    acknowledged.extend(lines);
    acknowledged
}

fn start_writer(file: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this test's program"))
        .args(["killed::the_writer_that_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(WRITE_TO, file)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts")
}

fn acknowledgement(line: &str) -> Option<(String, ConnectorId)> {
    // The test harness writes to the same output, without a line break at times.
    let (_, saved) = line.split_once("saved ")?;
    let (tenant, id) = saved.split_once(' ')?;
    Some((tenant.to_owned(), id.parse().ok()?))
}

/// Not a test of its own: the process that the test above starts and kills.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by no_acknowledged_connector_is_lost_and_none_is_half_written"]
async fn the_writer_that_is_killed() {
    let Some(file) = std::env::var_os(WRITE_TO) else { return };
    let database = Database::Sqlite(file.into());
    let locked = LockedStore::connect(&database, Clock::system(), &StoreOptions::default()).await.unwrap();
    let store = locked.unlock(vault()).await.unwrap();
    let run = Uuid::new_v4().simple().to_string();
    for number in 0_u64.. {
        let tenant = format!("org-{run}-{}", number / 5);
        let new = sample::connector_once(&tenant, &number.to_string(), &number.to_string(), 1);
        let saved = new.save(&store).await.unwrap().into_connector();
        let mut output = std::io::stdout().lock();
        writeln!(output, "saved {tenant} {}", saved.id).unwrap();
        output.flush().unwrap();
    }
}

async fn assert_whole(connection: &mut AnyConnection, round: u32) {
    let integrity: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut *connection).await.unwrap();
    assert_eq!(integrity, "ok", "round {round}");
    let orphans = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *connection).await.unwrap();
    assert!(orphans.is_empty(), "round {round}: rows that point at nothing");
    let halves: i64 = sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM private_keys WHERE key_id NOT IN (SELECT key_id FROM connectors)) \
              + (SELECT COUNT(*) FROM connectors WHERE id NOT IN (SELECT target FROM audit)) \
              + (SELECT COUNT(*) FROM audit WHERE target NOT IN (SELECT id FROM connectors)) \
              + (SELECT COUNT(*) FROM connectors WHERE id NOT IN (SELECT connector_id FROM idempotency))",
    )
    .fetch_one(connection)
    .await
    .unwrap();
    assert_eq!(halves, 0, "round {round}: half-written connectors");
}
