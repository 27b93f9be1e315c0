//! `cargo xtask bench`: measures the release build, and writes what it found into `docs/benchmarks.md`.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::page::Page;
use crate::postgres::Cluster;
use crate::{browser, files, flags, network, nginx, node, paths, process, stack};

/// Measures the server, or with `page` the page.
pub(crate) fn bench(flags: flags::Bench) -> Result<()> {
    match (flags.part.as_deref(), flags.quick) {
        (None, quick) => server(quick),
        (Some("page"), false) => page(),
        (Some(_), _) => Err(Failure::said("bench measures the server, quickly or not, or the `page`")),
    }
}

fn server(quick: bool) -> Result<()> {
    let commit = commit();
    build(&["connectors-server", "connectors-bench"])?;
    let cluster = Cluster::start()?;
    let mut measuring = Command::new(binary("connectors-bench"));
    measuring.arg("--server").arg(binary("connectors-server")).args(["--postgres", &cluster.url()]);
    if let Some(nginx) = nginx::program()? {
        measuring.arg("--nginx").arg(nginx);
    }
    if quick {
        measuring.arg("--quick");
    }
    let report =
        format!("Made by `cargo xtask bench` on {}, commit {commit}.\n", date()) + &lines(&mut measuring)?;
    if quick {
        println!("{report}\nToo quick to be kept: docs/benchmarks.md stays as it is.");
        return Ok(());
    }
    keep("server", &report)
}

/// Measures the page as it ships, from the server's release build, in the tests' browser.
fn page() -> Result<()> {
    let commit = commit();
    let shipped = Page::shipped();
    shipped.build_if_changed()?;
    build(&["connectors-server"])?;
    let tests = paths::root().join("tests/e2e");
    node::install(&tests)?;
    let (port, data) = (network::free_port()?, paths::target().join("bench-page"));
    let mut server = Command::new(binary("connectors-server"));
    server.args(["--demo", "--port", &port.to_string()]).arg("--data").arg(&data);
    let mut server = process::start(server.arg("--app-dir").arg(&shipped.dist))?;
    stack::wait_until_answers("the server", &mut server, port, "/healthz")?;
    let mut measuring = Command::new("node");
    measuring.arg("benchmark/page.mjs").current_dir(&tests);
    measuring
        .env("CHROME_PATH", browser::chromium()?)
        .env("CONNECTORS_PAGE", format!("http://localhost:{port}"));
    let made = format!("Made by `cargo xtask bench page` on {}, commit {commit}.\n", date());
    keep("page", &(made + &lines(&mut measuring)?))
}

/// The release build of packages of ours.
fn build(packages: &[&str]) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked"]).current_dir(paths::root());
    process::run(cargo.args(packages.iter().flat_map(|package| ["--package", package])))
}

/// What a program writes to its standard output.
fn lines(command: &mut Command) -> Result<String> {
    let mut text = String::new();
    process::run_lines(command, |line| {
        text.push_str(line);
        text.push('\n');
    })?;
    Ok(text)
}

/// Puts a part into the report, and says where that is.
fn keep(part: &str, content: &str) -> Result<()> {
    let file = paths::root().join("docs/benchmarks.md");
    let with = replaced(&files::read_text(&file)?, part, content)?;
    files::write(&file, with)?;
    println!("{content}\nWritten to {}", file.display());
    Ok(())
}

/// A document with the text between a part's two marks replaced.
fn replaced(document: &str, part: &str, content: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {part} -->\n"), format!("<!-- end of {part} -->\n"));
    let cut = document.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some(format!("{before}{begin}\n{content}\n{end}{after}"))
    });
    cut.ok_or_else(|| Failure::said(format!("docs/benchmarks.md has no place for its part `{part}`")))
}

fn binary(name: &str) -> PathBuf {
    paths::built("release", name)
}

fn date() -> String {
    let date = process::ask(Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]));
    date.unwrap_or_else(|| "an unknown date".to_owned())
}

/// What is measured: the last commit, and whether the files are still as it has them.
fn commit() -> String {
    let git =
        |arguments: &[&str]| process::ask(Command::new("git").args(arguments).current_dir(paths::root()));
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".to_owned() };
    let changed = git(&["status", "--porcelain", "--", ".", ":!docs/benchmarks.md"]);
    let as_committed = changed.is_some_and(|changed| changed.is_empty());
    if as_committed { commit } else { format!("{commit}, with changes") }
}

#[cfg(test)]
mod tests {
    use super::replaced;

    const DOCUMENT: &str = "# B\n\n<!-- a -->\nold\n<!-- end of a -->\n\n<!-- b -->\n<!-- end of b -->\n";

    #[test]
    fn a_part_is_replaced_and_the_rest_stays() {
        let once = replaced(DOCUMENT, "a", "new\n").expect("the part is there");
        assert_eq!(once, "# B\n\n<!-- a -->\n\nnew\n\n<!-- end of a -->\n\n<!-- b -->\n<!-- end of b -->\n");
        assert_eq!(replaced(&once, "a", "new\n").ok().as_ref(), Some(&once), "as often as one likes");
        let both = replaced(&once, "b", "too\n").expect("the part is there");
        assert!(both.contains("new\n") && both.ends_with("<!-- b -->\n\ntoo\n\n<!-- end of b -->\n"));
    }

    #[test]
    fn a_part_without_a_place_is_refused() {
        for document in ["", "<!-- a -->\n", "<!-- end of a -->\n<!-- a -->\n"] {
            assert!(replaced(document, "a", "new").is_err(), "{document}");
        }
    }
}
