//! `cargo xtask run` and `cargo xtask dev`.

use std::process::Command;
use std::thread;

use crate::arguments::Arguments;
use crate::failure::{Failure, Result};
use crate::page::{Gallery, Page, Profile};
use crate::process::{self, POLL};
use crate::stack::{self, App, Places, Stack};
use crate::{paths, tools};

/// Installs, builds and starts everything, as a newcomer wants to see it.
pub(crate) fn run(mut arguments: Arguments) -> Result<()> {
    let places = Places::from(&mut arguments)?;
    arguments.end()?;
    places.must_be_free()?;
    if !tools::page_tools_are_there()? {
        // Building a tool takes minutes, and its last ones are one thread's: the rest is built meanwhile.
        thread::scope(|scope| {
            let tools = scope.spawn(tools::ensure_page_tools);
            stack::build(&App::Directory(paths::root()))?;
            tools.join().map_err(|_| Failure::said("the installation of tools broke off"))?.map(drop)
        })?;
    }
    Page::shipped().build_if_changed()?;
    stack::build(&App::Embedded)?;
    let mut stack = Stack::start(&places, &App::Embedded)?;
    until_interrupted(|| stack.watch())
}

/// The page as one edits it: rebuilt on every change, served by our server with its real headers, with the gallery.
pub(crate) fn dev(mut arguments: Arguments) -> Result<()> {
    let places = Places::from(&mut arguments)?;
    arguments.end()?;
    places.must_be_free()?;
    let page = Page { profile: Profile::Dev, gallery: Gallery::With, dist: paths::root().join("dist-dev") };
    let app = App::Directory(&page.dist);
    stack::build(&app)?;
    page.build()?;
    let mut stack = Stack::start(&places, &app)?;
    let mut trunk: Command = page.trunk("watch")?;
    let mut trunk = process::start(&mut trunk)?;
    println!("Edit src/ or style/, then reload {}/gallery", places.page_url());
    until_interrupted(|| {
        stack.watch()?;
        match trunk.ended()? {
            Some(status) => Err(Failure::said(format!("trunk has ended ({status})"))),
            None => Ok(()),
        }
    })
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
