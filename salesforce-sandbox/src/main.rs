//! Runs the sandbox until it is told to end.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

use clap::Parser;
use salesforce_sandbox::data::{self, DataError};
use salesforce_sandbox::{Addresses, Clock, Config, LOCALHOST, StartError, start};
use tokio::signal::unix::{SignalKind, signal};

/// A stand-in for Salesforce's authorization server.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Its own port. The ports right after it belong to the failures of the connection.
    #[arg(long, default_value_t = 8090)]
    port: u16,
    /// Where the key pair, the apps and the users are kept.
    #[arg(long, default_value = "target/sandbox", value_name = "DIR")]
    data: PathBuf,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The URL by which clients know it [default: http://localhost:PORT].
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Print every authority that a server must allow for all failures to be reachable, one a line, then each pair of one that is
    /// signed in at and its instance elsewhere (`AUTHORITY=INSTANCE`), and end.
    #[arg(long)]
    authorities: bool,
}

#[derive(Debug, thiserror::Error)]
enum MainError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("{0}")]
    Io(#[from] io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("salesforce-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), MainError> {
    let Arguments { port, data, listen, public_url, authorities } = arguments;
    if authorities {
        let planned = Addresses::planned(public_url.as_deref(), listen, port)?;
        let pairs =
            planned.instances().into_iter().map(|(authority, instance)| format!("{authority}={instance}"));
        let lines: Vec<String> = planned.authorities().into_iter().chain(pairs).collect();
        return Ok(writeln!(io::stdout(), "{}", lines.join("\n"))?);
    }
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (_keys, registry) = data::open(&data)?;
    let data = Some(std::path::absolute(data)?);
    let host = LOCALHOST.to_owned();
    let config = Config { listen, port, public_url, host, registry, data, clock: system_clock() };
    let running = start(config).await?;
    writeln!(io::stdout(), "Salesforce sandbox: {}", running.base_url())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is where the clock comes from")]
fn system_clock() -> Clock {
    Arc::new(SystemTime::now)
}
