//! The first start on a machine: the page's tools are built beside the product, so that no core waits for the other.

use std::collections::BTreeSet;
use std::process::Command;
use std::thread;

use crate::failure::{Failure, Result};
use crate::page::Page;
use crate::progress::Progress;
use crate::{paths, process, stack, tools};

const PRODUCT: &str = "server and sandbox";
const PAGE: &str = "page";

/// Installs what is missing, and compiles everything meanwhile. Does nothing where no tool has to be built.
pub(crate) fn prepare(page: &Page) -> Result<()> {
    tools::ensure_wasm_target()?;
    let wanted = tools::for_the_page()?;
    let to_build = tools::to_build(&wanted)?;
    if to_build.is_empty() {
        return Ok(());
    }
    let host = crates(&["--package", "connectors-server", "--package", "salesforce-sandbox"]);
    let wasm = crates(&["--package", "connectors", "--target", "wasm32-unknown-unknown"]);
    let product = [(PRODUCT.to_owned(), host.len()), (PAGE.to_owned(), wasm.len())];
    let progress = Progress::of(to_build.iter().map(|tool| tool.as_build()).chain(product));
    println!(
        "The first start on this machine compiles everything, for about 8 minutes on two cores: {}.\n\
         Then the page is put together and all is started. The next start takes seconds.",
        progress.names()
    );
    thread::scope(|scope| {
        let tools = scope.spawn(|| or_end_the_rest(tools::build(&to_build, &progress)));
        let product = or_end_the_rest(
            progress.cargo(PRODUCT, &mut stack::cargo_build()).and_then(|()| page.compile(&progress, PAGE)),
        );
        let tools = tools.join().map_err(|_| Failure::said("the installation of tools broke off"))?;
        // What was ended for the other's sake says nothing of why.
        match (tools, product) {
            (Err(Failure::Interrupted), Err(failure)) => Err(failure),
            (tools, product) => tools.and(product),
        }
    })
}

/// Nobody should wait for minutes to be told of a failure.
fn or_end_the_rest(result: Result<()>) -> Result<()> {
    if result.is_err() {
        process::end_all();
    }
    result
}

/// The names of the crates that a build of these packages compiles; none where cargo cannot say.
fn crates(arguments: &[&str]) -> BTreeSet<String> {
    let mut tree = Command::new("cargo");
    tree.args(["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let lines = process::ask(tree.args(arguments).current_dir(paths::root())).unwrap_or_default();
    lines.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}
