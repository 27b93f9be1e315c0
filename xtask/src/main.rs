//! The project's tasks, as `cargo xtask TASK`. They install what they need and say what they do.

#![expect(clippy::print_stdout, reason = "a task talks to the person at the terminal")]

mod bench;
mod browser;
mod css;
mod debian;
mod failure;
mod files;
mod first_start;
mod flags;
mod network;
mod nginx;
mod node;
mod optimize;
mod page;
mod paths;
mod postgres;
mod process;
mod progress;
mod python;
mod run;
mod size;
mod stack;
mod suite;
mod tools;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use failure::{Failure, Result};
use flags::{Xtask, XtaskCmd};
use page::{Gallery, Page, Profile};

fn main() -> ExitCode {
    let mut words: Vec<OsString> = env::args_os().skip(1).collect();
    if words.is_empty() || words == ["help"] {
        words = vec!["--help".into()];
    }
    let flags = match Xtask::from_vec(words) {
        Ok(flags) => flags,
        Err(help) if help.is_help() => help.exit(),
        Err(error) => {
            eprintln!("{error}: `cargo xtask help` says what there is");
            return ExitCode::FAILURE;
        }
    };
    match process::listen().and_then(|()| task(flags.subcommand)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Interrupted) => ExitCode::from(130),
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn task(task: XtaskCmd) -> Result<()> {
    match task {
        XtaskCmd::Run(flags) => run::run(flags),
        XtaskCmd::Dev(flags) => run::dev(flags),
        XtaskCmd::Test(flags) => suite::test(flags),
        XtaskCmd::Check(_) => suite::check(),
        XtaskCmd::Goldens(flags) => suite::goldens(flags),
        XtaskCmd::Postgres(flags) => postgres::run_with(&flags.command),
        XtaskCmd::Bench(flags) => bench::bench(flags),
        XtaskCmd::Page(flags) => page(flags),
        XtaskCmd::Size(flags) => size::report(&paths::chosen(flags.dist, "dist")?),
        XtaskCmd::BundleCss(_) => css::bundle(),
        XtaskCmd::OptimizePage(_) => optimize::optimize(),
    }
}

fn page(flags: flags::Page) -> Result<()> {
    let profile = if flags.dev { Profile::Dev } else { Profile::Release };
    let gallery = if flags.gallery { Gallery::With } else { Gallery::Without };
    Page { profile, gallery, dist: paths::chosen(flags.dist, "dist")? }.build()
}
