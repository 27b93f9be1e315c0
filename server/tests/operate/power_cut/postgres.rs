//! A PostgreSQL cluster whose power is cut, and what the server says of one that does not care.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use connectors_server::store::Database;
use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::database::{Backend, with_database};

use super::{client, create_until_killed, library, must_have, preloaded, sandbox, start};

/// The environment's name for the directory of PostgreSQL's programs.
const PROGRAMS: &str = "CONNECTORS_TEST_POSTGRES_PROGRAMS";
/// Whom a cluster belongs to where the test is root: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65_534;

/// A program of PostgreSQL's, run by somebody who is not root.
fn program(name: &str) -> Command {
    let directory = std::env::var_os(PROGRAMS).unwrap_or_else(|| {
        panic!("{PROGRAMS} is not set. `cargo xtask test` and `cargo xtask postgres` set it and run this test with it.")
    });
    let mut command = Command::new(PathBuf::from(directory).join(name));
    command.env_clear().current_dir("/");
    if geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// A directory that a cluster may be in.
fn home() -> TempDir {
    let home = tempfile::tempdir().expect("a directory");
    if geteuid().is_root() {
        chown(home.path(), Some(NOBODY), Some(NOBODY)).expect("root may");
    }
    home
}

/// A cluster that runs.
struct Cluster {
    postmaster: Child,
    port: u16,
}

impl Cluster {
    /// Starts PostgreSQL on a directory. Its operator has nobody wait until a commit is on disk.
    async fn start(data: &Path, environment: &[(&str, &Path)]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let mut postgres = program("postgres");
        postgres.arg("-D").arg(data).args(["-p", &port.to_string()]).envs(environment.iter().copied());
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "synchronous_commit=off",
            "wal_writer_delay=10s",
        ] {
            postgres.args(["-c", setting]);
        }
        postgres.stderr(Stdio::null()).kill_on_drop(true);
        let mut postmaster = postgres.spawn().expect("it runs");
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() || !ready(port).await {
            assert!(postmaster.try_wait().expect("a status").is_none(), "PostgreSQL does not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { postmaster, port }
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Kills all of its processes. The first one stands still meanwhile, and starts no other.
    async fn kill(mut self) {
        let first = self.postmaster.id().expect("it runs");
        signal(first, Signal::STOP);
        for child in children(first) {
            signal(child, Signal::KILL);
        }
        signal(first, Signal::KILL);
        self.postmaster.wait().await.expect("it ended");
    }
}

fn signal(process: u32, signal: Signal) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw).expect("an id");
    // It may have ended by itself.
    let _ = kill_process(process, signal);
}

/// The processes that a process has started.
fn children(of: u32) -> Vec<u32> {
    let parent = format!("PPid:\t{of}");
    let entries = fs::read_dir("/proc").expect("Linux").filter_map(Result::ok);
    let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_child = |process: &u32| {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        status.lines().any(|line| line == parent)
    };
    processes.filter(is_child).collect()
}

async fn ready(port: u16) -> bool {
    let asked = program("pg_isready").args(["-h", "127.0.0.1", "-p", &port.to_string()]).output().await;
    asked.expect("it runs").status.success()
}

/// Prepares a new database, whose master key is in `data` from then on.
async fn init(data: &Path, database: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connectors-server"));
    command.env_clear().args(["init", "--data"]).arg(data).args(["--database", database]);
    let done = command.output().await.expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_a_power_cut_of_postgres() {
    let (library, sandbox, client) = (library(), sandbox().await, client());
    let home = home();
    // A library that nobody else may read is not loaded.
    let readable = home.path().join("power_cut.so");
    fs::copy(&library, &readable).expect("a copy");
    fs::set_permissions(&readable, Permissions::from_mode(0o755)).expect("everybody may load it");
    let [data, kept] = ["data", "kept"].map(|name| home.path().join(name));
    let mut initdb = program("initdb");
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "-D"]).arg(&data);
    initdb.envs(preloaded(&readable, &data, &kept)).stdout(Stdio::null());
    assert!(initdb.status().await.expect("it runs").success());
    let servers = tempfile::tempdir().expect("a directory");

    let cluster = Cluster::start(&data, &preloaded(&readable, &data, &kept)).await;
    init(servers.path(), &cluster.url()).await;
    let server = start(&sandbox, servers.path(), &[], &["--database", &cluster.url()]).await;
    assert!(!server.said.contains("power cut"), "its settings are as they should be: {}", server.said);
    let acknowledged = create_until_killed(&client, &sandbox, server, 3).await;
    cluster.kill().await;
    fs::remove_dir_all(&data).expect("what was not synced is gone");
    // It names a process that is gone.
    let _ = fs::remove_file(kept.join("postmaster.pid"));

    let cluster = Cluster::start(&kept, &[]).await;
    let server = start(&sandbox, servers.path(), &[], &["--database", &cluster.url()]).await;
    must_have(&client, &server, &acknowledged).await;
    drop(server);
    cluster.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_does_not_sync_is_named() {
    with_database(Backend::Postgres, async |database| {
        let Database::Postgres(url) = &database.database else { panic!("it was asked for") };
        let servers = tempfile::tempdir().expect("a directory");
        init(servers.path(), url).await;
        let server = start(&sandbox().await, servers.path(), &[], &["--database", url]).await;
        // The tests' own cluster outlives nothing, and is told not to sync.
        let warned = server.said.lines().find(|line| line.contains("power cut"));
        assert!(warned.is_some_and(|line| line.contains("fsync, full_page_writes")), "{}", server.said);
    })
    .await;
}
