//! Starts the program: one line for whatever keeps it from doing what it was told.

use std::process::ExitCode;

use clap::Parser as _;
use connectors_server::cli::Args;
use connectors_server::commands;
use connectors_server::private_memory;
use connectors_server::telemetry;
use contract::zeroing::Zeroing;

/// A private key also lies in buffers of the connection and of serde.
#[global_allocator]
static ALLOCATOR: Zeroing = Zeroing;

fn main() -> ExitCode {
    // Before anything is read: the command line, too, may hold a password.
    if let Err(error) = private_memory::keep() {
        return failed(&error);
    }
    let args = Args::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let ended = runtime.block_on(run_with_telemetry(&args));
    // The system may still look up a name on a thread of its own, for longer than leaving may take.
    runtime.shutdown_background();
    ended
}

async fn run_with_telemetry(args: &Args) -> ExitCode {
    if let Err(why) = args.check_network() {
        let error: commands::Failure = why.into();
        return failed(error.as_ref());
    }
    let telemetry = match telemetry::start(args.log_format(), args.otlp_endpoint.as_deref()) {
        Ok(telemetry) => telemetry,
        Err(error) => return failed(&error),
    };
    let ended = commands::run(args).await;
    telemetry.stop().await;
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(error.as_ref()),
    }
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("connectors-server: {}", one_line(error));
    ExitCode::FAILURE
}

/// An error and its causes.
fn one_line(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(current) = cause {
        line = format!("{line}: {current}");
        cause = current.source();
    }
    line
}
