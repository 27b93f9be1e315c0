//! The project's tasks, as `cargo xtask TASK`. They install what they need and say what they do.

#![expect(clippy::print_stdout, reason = "a task talks to the person at the terminal")]

mod arguments;
mod bench;
mod browser;
mod css;
mod debian;
mod failure;
mod files;
mod finish;
mod network;
mod node;
mod page;
mod paths;
mod postgres;
mod process;
mod python;
mod run;
mod size;
mod stack;
mod test;
mod tools;

use std::env;
use std::process::ExitCode;

use arguments::Arguments;
use failure::{Failure, Result};
use page::{Gallery, Page, Profile};

const HELP: &str = "\
cargo xtask TASK

  run [--port 8080] [--sandbox-port 8090] [--data DIR]
        build everything and start it, with a Salesforce sandbox to connect to
  test [SECTION...]
        every test there is, or one section: format, dependencies, lints, page, native, wasm, browser
  dev [--port 8080] [--sandbox-port 8090] [--data DIR]
        as run, but the page is rebuilt on every change, and has its gallery
  check
        format, dependencies and lints only
  goldens [SPEC...]
        write anew what the browser tests hold the page against; read the diff
  postgres -- COMMAND...
        run a command with CONNECTORS_TEST_POSTGRES naming a throw-away PostgreSQL
  page [--dev] [--gallery] [--dist DIR]
        build the page, into dist/
  bench [--quick | page]
        measure the server's release build, or the page, and write docs/benchmarks.md; --quick only sees that it works
  size [--dist DIR]
        what a first visit to the built page transfers; fails above the limits
  help
        this text

Called by Trunk (see Trunk.toml): bundle-css, finish-page
";

fn main() -> ExitCode {
    match process::listen().and_then(|()| task(env::args().skip(1).collect())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Interrupted) => ExitCode::from(130),
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn task(mut words: Vec<String>) -> Result<()> {
    let task = if words.is_empty() { "help".to_owned() } else { words.remove(0) };
    let arguments = Arguments::new(words);
    match task.as_str() {
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        "run" => run::run(arguments),
        "test" => test::test(arguments),
        "dev" => run::dev(arguments),
        "check" => test::check(arguments),
        "goldens" => test::goldens(arguments),
        "postgres" => postgres::run_with(&arguments.command()?),
        "bench" => bench::bench(arguments),
        "page" => page(arguments),
        "size" => size(arguments),
        "bundle-css" => css::bundle(),
        "finish-page" => finish::finish(),
        _ => Err(Failure::said(format!("no task `{task}`\n\n{HELP}"))),
    }
}

fn page(mut arguments: Arguments) -> Result<()> {
    let profile = if arguments.flag("--dev") { Profile::Dev } else { Profile::Release };
    let gallery = if arguments.flag("--gallery") { Gallery::With } else { Gallery::Without };
    let dist = arguments.directory("--dist", "dist")?;
    arguments.end()?;
    Page { profile, gallery, dist }.build()
}

fn size(mut arguments: Arguments) -> Result<()> {
    let dist = arguments.directory("--dist", "dist")?;
    arguments.end()?;
    size::report(&dist)
}
