//! `cargo xtask run` and `cargo xtask dev`.

use std::process::Command;
use std::thread;

use crate::failure::{Failure, Result};
use crate::first_start;
use crate::flags;
use crate::page::Page;
use crate::process::{self, POLL};
use crate::stack::{self, Stack, StackOptions};

/// Installs, builds and starts everything, as a newcomer wants to see it.
pub(crate) fn run(flags: flags::Run) -> Result<()> {
    let options = StackOptions::chosen(flags.port, flags.sandbox_port, flags.data)?;
    let mut stack = build_and_start(&options, &Page::quick(), &[])?;
    until_interrupted(|| stack.watch())
}

/// The page as one edits it: rebuilt on every change, served by our server with its real headers, with the gallery.
pub(crate) fn dev(flags: flags::Dev) -> Result<()> {
    let options = StackOptions::chosen(flags.port, flags.sandbox_port, flags.data)?;
    let page = Page::quick();
    let mut stack = build_and_start(&options, &page, &["--gallery"])?;
    let mut trunk: Command = page.trunk("watch")?;
    let mut trunk = process::start(&mut trunk)?;
    println!("Edit src/ or style/, then reload {}/_gallery", options.page_url());
    until_interrupted(|| {
        stack.watch()?;
        match trunk.ended()? {
            Some(status) => Err(Failure::said(format!("trunk has ended ({status})"))),
            None => Ok(()),
        }
    })
}

fn build_and_start(options: &StackOptions, page: &Page, arguments: &[&str]) -> Result<Stack> {
    options.must_be_free()?;
    first_start::prepare(page)?;
    stack::build()?;
    page.build_if_changed()?;
    Stack::start(options, page, arguments)
}

/// Ctrl-C is how a person ends what runs until Ctrl-C: no failure.
fn until_interrupted(mut watch: impl FnMut() -> Result<()>) -> Result<()> {
    loop {
        match watch() {
            Ok(()) => thread::sleep(POLL),
            Err(Failure::Interrupted) => return Ok(()),
            Err(failure) => return Err(failure),
        }
    }
}
