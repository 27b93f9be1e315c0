//! Measures the server: the release binary as a process of its own, over sockets, against a Salesforce that answers
//! at once. Writes Markdown to standard output; `cargo xtask bench` puts it into `docs/benchmarks.md`.

#![expect(clippy::print_stdout, reason = "the report goes to standard output")]

mod checks;
mod commit;
mod failure;
mod fill;
mod half_load;
mod http;
mod key;
mod lists;
mod load;
mod machine;
mod nginx;
mod plan;
mod reading;
mod report;
mod requests;
mod server;
mod stalled;
mod starts;
mod statistics;
mod stub;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use tokio::runtime::Builder;
use tokio::task::LocalSet;

use failure::{Context as _, Result};
use key::Key;
use machine::Cores;
use plan::Plan;
use report::Section;
use server::Launcher;
use stub::Stub;

/// Measures the server.
#[derive(Debug, Parser)]
#[command(name = "connectors-bench")]
struct Args {
    /// The server's binary
    #[arg(long, value_name = "FILE")]
    server: PathBuf,
    /// A PostgreSQL whose administrator may create databases, as a URL without a database's name
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// nginx's program, which the runtime API is held against
    #[arg(long, value_name = "FILE")]
    nginx: Option<PathBuf>,
    /// Only see that all of it works, in seconds
    #[arg(long)]
    quick: bool,
    /// Measure one part instead of all
    #[arg(long, value_enum)]
    only: Option<Part>,
}

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Part {
    Starts,
    Checks,
    Requests,
    Stalled,
    Lists,
    Reading,
}

fn main() -> ExitCode {
    // One thread for load and stub: they share a core, and nothing between them waits for a lock.
    let outcome = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("a runtime")
        .and_then(|runtime| LocalSet::new().block_on(&runtime, run(&Args::parse())));
    match outcome {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<String> {
    let plan = if args.quick { Plan::QUICK } else { Plan::FULL };
    let machine = machine::description();
    let cores = Cores::choose();
    let program = std::path::absolute(&args.server).context("the server's binary")?;
    let launcher = Launcher { program, cores };
    let home = tempfile::tempdir().context("a directory")?;
    let sections = measure(args, &plan, &launcher, home.path()).await?;
    let mut report = format!("Machine: {machine}. {}\n", cores_in_words(cores));
    for section in sections {
        report.push('\n');
        report.push_str(&section.markdown());
    }
    Ok(report)
}

async fn measure(args: &Args, plan: &Plan, launcher: &Launcher, home: &Path) -> Result<Vec<Section>> {
    let (key, stub) = (Key::generate()?, Stub::start().await?);
    let wanted = |part| {
        let wanted = args.only.is_none_or(|only| only == part);
        if wanted {
            eprintln!("{part:?}");
        }
        wanted
    };
    let mut sections = Vec::new();
    if wanted(Part::Checks) {
        sections.push(checks::measure(plan, launcher, home, &key, &stub).await?);
    }
    if wanted(Part::Requests) {
        sections.push(requests::measure(plan, launcher, home, &key, &stub, args.nginx.as_deref()).await?);
    }
    if wanted(Part::Stalled) {
        sections.push(stalled::measure(plan, launcher, home, &key, &stub).await?);
    }
    if wanted(Part::Starts) {
        sections.push(starts::measure(plan, launcher, home)?);
    }
    if wanted(Part::Lists) {
        sections.push(lists::measure(plan, launcher, home, args.postgres.as_deref()).await?);
    }
    if wanted(Part::Reading) {
        sections.push(reading::measure(plan, launcher.cores, &key)?);
    }
    Ok(sections)
}

fn cores_in_words(cores: Cores) -> String {
    match cores {
        Cores::Apart { server, load } => format!(
            "The server and the raw signing run on core {server}, the load and the stub on core {load}."
        ),
        Cores::Anywhere => "No process is pinned to a core.".to_owned(),
    }
}
