//! `cargo xtask test`: every test there is, section by section.

mod counts;
mod machine;
mod programs;
mod section;
mod tally;

use std::time::Instant;

use crate::arguments::Arguments;
use crate::failure::{Failure, Result};
use crate::process;
use machine::Machine;
use section::Section;
use tally::Tally;

/// Runs all sections, or those that the arguments name.
pub(crate) fn test(arguments: Arguments) -> Result<()> {
    let names = arguments.rest()?;
    if names.is_empty() {
        return run(Section::ALL);
    }
    let sections: Result<Vec<Section>> = names.iter().map(|name| Section::named(name)).collect();
    run(&sections?)
}

/// Writes the browser tests' goldens anew, for a person to read as a diff.
pub(crate) fn goldens(arguments: Arguments) -> Result<()> {
    let machine = Machine::prepare(&[Section::Browser])?;
    section::goldens(&machine, &mut Tally::default(), &arguments.rest()?)
}

/// Runs what needs no build of the product: format, dependencies, lints.
pub(crate) fn check(arguments: Arguments) -> Result<()> {
    arguments.end()?;
    run(&[Section::Format, Section::Dependencies, Section::Lints])
}

fn run(sections: &[Section]) -> Result<()> {
    let machine = Machine::prepare(sections)?;
    let mut tally = Tally::default();
    let mut left = sections.iter();
    while let Some(section) = left.next() {
        let (name, about) = (section.name(), section.about());
        println!("\n=== {name}: {about}");
        let started = Instant::now();
        let result = section.run(&machine, &mut tally);
        let seconds = started.elapsed().as_secs();
        if let Err(failure) = result {
            process::go_on()?;
            tally.failed_section(format!("FAILED   {seconds:>4} s  {name}"));
            left.for_each(|section| tally.note(format!("not run          {}", section.name())));
            println!("\n{tally}");
            return Err(Failure::said(format!("{name}: {failure}")));
        }
        tally.note(format!("ok       {seconds:>4} s  {name}"));
    }
    println!("\n{tally}");
    Ok(())
}
