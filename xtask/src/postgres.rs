//! A throw-away PostgreSQL for the tests, from the machine's or Debian's binaries.

use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self as std_process, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use rustix::process::Signal;

use crate::failure::{Context, Failure, Result};
use crate::process::{POLL, Running};
use crate::{debian, files, network, paths, process};

/// The tests' name for [`Cluster::url`] in the environment.
pub(crate) const URL: &str = "CONNECTORS_TEST_POSTGRES";

/// The tests' name for [`Cluster::programs`] in the environment.
pub(crate) const PROGRAMS: &str = "CONNECTORS_TEST_POSTGRES_PROGRAMS";

/// How long a new cluster may take until it answers.
const START: Duration = Duration::from_secs(60);

/// A cluster that runs. Dropping it stops it and removes its files.
pub(crate) struct Cluster {
    port: u16,
    bin: PathBuf,
    // Dropped in this order: the server first, then its files.
    _server: Running,
    _home: Home,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub(crate) fn start() -> Result<Self> {
        let bin = binaries()?;
        let owner = owner()?;
        let home = Home::make(owner.as_ref())?;
        let data = home.0.join("data");
        let as_owner = |program: &str| {
            let mut command = Command::new(bin.join(program));
            command.current_dir(&home.0);
            if let Some(Owner { uid, gid }) = owner {
                command.uid(uid).gid(gid);
            }
            command
        };
        let mut initdb = as_owner("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]);
        process::run(initdb.arg("-D").arg(&data).stdout(Stdio::null()))?;

        let port = network::free_port()?;
        let mut postgres = as_owner("postgres");
        postgres.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=300",
            // Nothing in it outlives the tests, so it need not outlive a power cut.
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
        ] {
            postgres.args(["-c", setting]);
        }
        let log = paths::target().join("postgres.log");
        let log_file = File::create(&log).context(|| format!("cannot write {}", log.display()))?;
        // SIGINT is its "fast shutdown": SIGTERM would wait for clients to leave.
        let mut server = process::start_with(postgres.stderr(log_file), Signal::INT)?;
        wait_until_ready(&mut server, &bin, port, &log)?;
        Ok(Self { port, bin, _server: server, _home: home })
    }

    /// Where its administrator signs in, without a database's name.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}", self.port)
    }

    /// The directory of its programs, for a test that starts a cluster of its own.
    pub(crate) fn programs(&self) -> &Path {
        &self.bin
    }
}

/// Runs a command that finds a cluster in its environment.
pub(crate) fn run_with(words: &[OsString]) -> Result<()> {
    let [program, arguments @ ..] = words else {
        return Err(Failure::said("write the command after `--`: cargo xtask postgres -- COMMAND..."));
    };
    let cluster = Cluster::start()?;
    process::run(
        Command::new(program).args(arguments).env(URL, cluster.url()).env(PROGRAMS, cluster.programs()),
    )
}

fn wait_until_ready(server: &mut Running, bin: &Path, port: u16, log: &Path) -> Result<()> {
    let started = Instant::now();
    loop {
        process::check_interrupted()?;
        let mut ask = Command::new(bin.join("pg_isready"));
        if process::ask(ask.args(["-h", "127.0.0.1", "-p", &port.to_string()])).is_some() {
            return Ok(());
        }
        if server.ended()?.is_some() || started.elapsed() > START {
            let log = files::read_text(log)?;
            return Err(Failure::said(format!("PostgreSQL does not start:\n{log}")));
        }
        thread::sleep(POLL);
    }
}

/// The directory of PostgreSQL's own programs.
pub(crate) fn binaries() -> Result<PathBuf> {
    if let Some(found) = installed() {
        return Ok(found);
    }
    if debian::install(&["postgresql"])?
        && let Some(found) = installed()
    {
        return Ok(found);
    }
    let remedy =
        "Install PostgreSQL's server, or put its programs (initdb, postgres, pg_isready) on the PATH.";
    Err(Failure::missing("PostgreSQL", remedy))
}

fn installed() -> Option<PathBuf> {
    let complete = |dir: &PathBuf| {
        ["initdb", "postgres", "pg_isready"].iter().all(|program| dir.join(program).is_file())
    };
    // Debian keeps them off the PATH; one of them may be linked there, so the link is followed.
    let on_path = paths::on_path("initdb").and_then(|file| fs::canonicalize(file).ok());
    let on_path = on_path.and_then(|file| file.parent().map(PathBuf::from));
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |dir: &PathBuf| dir.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path()).collect();
    versions.sort_by_key(version);
    let newest_first = versions.into_iter().rev().map(|dir| dir.join("bin"));
    on_path.into_iter().chain(newest_first).find(complete)
}

/// Whom the cluster belongs to where we are root: PostgreSQL refuses to run as root.
#[derive(Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

fn owner() -> Result<Option<Owner>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let passwd = files::read_text(Path::new("/etc/passwd"))?;
    let found = ["postgres", "nobody"].iter().find_map(|user| find_user(&passwd, user));
    found
        .map(Some)
        .ok_or_else(|| Failure::missing("an unprivileged user", "PostgreSQL refuses to run as root."))
}

fn find_user(passwd: &str, name: &str) -> Option<Owner> {
    let mut fields = passwd
        .lines()
        .map(|line| line.split(':'))
        .find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?;
    let (_password, uid, gid) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Owner { uid: uid.parse().ok()?, gid: gid.parse().ok()? })
}

/// A directory that is removed when dropped. Not below `target/`, whose parents its owner may not enter.
struct Home(PathBuf);

impl Home {
    fn make(owner: Option<&Owner>) -> Result<Self> {
        let home = Self(env::temp_dir().join(format!("connectors-postgres-{}", std_process::id())));
        let made = fs::create_dir(&home.0).and_then(|()| match owner {
            Some(Owner { uid, gid }) => chown(&home.0, Some(*uid), Some(*gid)),
            None => Ok(()),
        });
        made.context(|| format!("cannot make {}", home.0.display()))?;
        Ok(home)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("{} is left behind: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find_user;

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgresql:x:9:9::/:/bin/sh\npostgres:x:101:104:a:/b:/bin/bash\n";
        let owner = find_user(passwd, "postgres").expect("there");
        assert_eq!((owner.uid, owner.gid), (101, 104));
        assert!(find_user(passwd, "nobody").is_none());
    }
}
