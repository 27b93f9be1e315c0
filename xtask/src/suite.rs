//! `cargo xtask test`: every test there is, section by section.

mod counts;
mod end_to_end;
mod machine;
mod native;
mod passed;
mod programs;
mod section;
mod selection;
mod summary;
mod wasm;

use std::time::Instant;

use crate::failure::{Failure, Result};
use crate::{flags, process};
use machine::Machine;
use passed::Tree;
use section::Section;
use summary::TestSummary;

/// Runs all tests, or those that are named, or only says which ones there are.
pub(crate) fn test(flags: flags::Test) -> Result<()> {
    if flags.list {
        return selection::list(&flags.name);
    }
    if !flags.name.is_empty() {
        return selection::run(&flags.name);
    }
    let tree = Tree::as_it_is()?;
    run(Section::ALL)?;
    tree.passed()
}

/// Writes the browser tests' goldens anew, for a person to read as a diff.
pub(crate) fn goldens(flags: flags::Goldens) -> Result<()> {
    let machine = Machine::prepare(&[Section::Browser])?;
    end_to_end::goldens(&machine, &flags.spec, &mut TestSummary::default())
}

/// Runs what starts no test, and asks nobody else: within a minute where everything is built.
pub(crate) fn check() -> Result<()> {
    run(&[Section::Format, Section::Dependencies, Section::Lints])
}

fn run(sections: &[Section]) -> Result<()> {
    let machine = Machine::prepare(sections)?;
    let mut summary = TestSummary::default();
    let mut left = sections.iter();
    while let Some(section) = left.next() {
        let (name, about) = (section.name(), section.about());
        println!("\n=== {name}: {about}");
        let started = Instant::now();
        let result = section.run(&machine, &mut summary);
        let seconds = started.elapsed().as_secs();
        if let Err(failure) = result {
            process::check_interrupted()?;
            summary.failed_section(format!("FAILED   {seconds:>4} s  {name}"));
            left.for_each(|section| summary.note(format!("not run          {}", section.name())));
            println!("\n{summary}");
            return Err(Failure::said(format!("{name}: {failure}")));
        }
        summary.note(format!("ok       {seconds:>4} s  {name}"));
    }
    println!("\n{summary}");
    Ok(())
}
