//! The server as a process of its own.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Context as _, Failure, Result};
use crate::machine::{self, Cores};

/// How long a start may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a server that starts is asked.
const POLL: Duration = Duration::from_micros(200);

/// How servers are started.
pub(crate) struct Launcher {
    /// The binary.
    pub(crate) program: PathBuf,
    /// Where it runs.
    pub(crate) cores: Cores,
}

/// A server that runs. Dropping it kills it.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From the start of the process to its first 200.
    pub(crate) started_in: Duration,
}

impl Launcher {
    /// Starts a server on a directory of its own, and waits for its first 200.
    pub(crate) fn start(&self, data: &Path, arguments: &[&str]) -> Result<Server> {
        let address = free_address()?;
        let mut command = Command::new(&self.program);
        command.args(["--demo", "--port", &address.port().to_string(), "--data"]).arg(data).args(arguments);
        Server::start(self.cores, command, address, &data.with_extension("log"))
    }
}

impl Server {
    /// Starts a server on its core, and waits for its first 200 at `address`. What it writes goes into `log`.
    pub(crate) fn start(cores: Cores, mut command: Command, address: SocketAddr, log: &Path) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let file = File::create(log).context("a server's log")?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        let begin = Instant::now();
        let child = cores.start_server(&mut command).context(&name)?;
        let mut server = Self { child, address, started_in: Duration::ZERO };
        while !is_up(address) {
            let ended = server.child.try_wait().context(&name)?;
            if ended.is_some() || begin.elapsed() > PATIENCE {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                return Err(Failure::Said(format!("{name} does not start: {said}")));
            }
            thread::sleep(POLL);
        }
        server.started_in = begin.elapsed();
        Ok(server)
    }

    /// Its resident memory, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64> {
        machine::resident_kib(self.child.id())
            .ok_or_else(|| Failure::Said("this system does not tell a process' memory".to_owned()))
    }

    /// The processor's time that it took so far.
    pub(crate) fn busy(&self) -> Result<Duration> {
        machine::busy(self.child.id())
            .ok_or_else(|| Failure::Said("this system does not tell a process' time".to_owned()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// An address of this machine that nobody listens at.
pub(crate) fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener.and_then(|listener| listener.local_addr()).context("a free port")
}

/// Whether it answers `GET /healthz` with 200.
fn is_up(address: SocketAddr) -> bool {
    let ask = || -> io::Result<[u8; 12]> {
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "GET {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n",
            contract::api::HEALTH
        )?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(status)
    };
    ask().is_ok_and(|status| &status == b"HTTP/1.1 200")
}
