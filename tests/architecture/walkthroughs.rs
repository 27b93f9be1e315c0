//! The files that `ARCHITECTURE.md` names are there, and its walkthroughs lead from one to the next.

use contract::codes::Field;
use contract::form::{FieldSpec, InputKind};

use super::source::{Source, rust_below, tree};

/// The walkthrough that UX teams follow most, and the most files that it may ask to be edited by hand.
const ADDING_A_FIELD: (&str, usize) = ("### Adding a field", 9);

/// The steps of a walkthrough: its numbered lines, each with those that follow it.
fn steps(document: &str, heading: &str) -> Vec<String> {
    let Some((_, after)) = document.split_once(&format!("{heading}\n")) else { return Vec::new() };
    let section = after.split("\n#").next().unwrap_or_default();
    let mut steps: Vec<String> = Vec::new();
    for line in section.lines() {
        let is_step = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        match steps.last_mut() {
            _ if is_step => steps.push(line.to_owned()),
            Some(step) if line.starts_with("   ") => step.push_str(line),
            _ => {}
        }
    }
    steps
}

/// What is wrong with a walkthrough: a step whose first name in backticks is no file, or a step too many.
fn faults(document: &str, (heading, most): (&str, usize), sources: &[Source]) -> Vec<String> {
    let steps = steps(document, heading);
    let mut faults = Vec::new();
    if steps.is_empty() || steps.len() > most {
        faults.push(format!("{heading}: {} steps, and 1 to {most} are allowed", steps.len()));
    }
    for step in steps {
        let file = step.split('`').nth(1).unwrap_or_default();
        if !sources.iter().any(|source| source.path == file) {
            faults.push(format!("{heading}: no such file in {step:?}"));
        }
    }
    faults
}

/// Endings of names that are files.
const FILES: [&str; 6] = [".rs", ".ts", ".json", ".mjs", ".toml", ".sql"];

/// The files named in backticks that are not there. A name may leave out the folders that it begins with; one that stands for
/// many has a brace or `xx` in it.
fn missing_files(document: &str, sources: &[Source]) -> Vec<String> {
    let named = document.split('`').skip(1).step_by(2);
    let files = named.filter(|name| FILES.iter().any(|ending| name.ends_with(ending)));
    let stands_for_itself = |name: &&str| !name.contains(['{', ' ', '*']) && !name.contains("xx.");
    let is_there = |name: &str| {
        let mut paths = sources.iter().map(|source| source.path.as_str());
        paths.any(|path| path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/')))
    };
    files.filter(stands_for_itself).filter(|name| !is_there(name)).map(str::to_owned).collect()
}

#[test]
fn every_file_that_the_document_names_is_there() {
    let sources = tree();
    let document = sources.iter().find(|source| source.path == "ARCHITECTURE.md").expect("the document");
    assert_eq!(missing_files(&document.text, &sources), [""; 0]);
}

#[test]
fn a_file_that_has_gone_is_caught() {
    let sources = [Source::new("server/src/a/b.rs", "")];
    let named = "`server/src/a/b.rs` `a/b.rs` `b.rs` `a/{verb}.rs` `xx.json` `a.b`";
    assert_eq!(missing_files(named, &sources), [""; 0]);
    assert_eq!(missing_files("`src/b.rs` and `xb.rs`, b.rs, `.rs`", &sources), ["src/b.rs", "xb.rs", ".rs"]);
}

#[test]
fn adding_a_field_leads_from_file_to_file() {
    let sources = tree();
    let document = sources.iter().find(|source| source.path == "ARCHITECTURE.md").expect("the document");
    assert_eq!(faults(&document.text, ADDING_A_FIELD, &sources), [""; 0]);
}

/// No error of the compiler asks for a field's row, so this does.
#[test]
fn every_field_has_a_row_in_the_form() {
    let sources = tree();
    let form: String = rust_below(&sources, "src/connectors/salesforce_form")
        .chain(sources.iter().filter(|source| source.path == "src/connectors/salesforce_form.rs"))
        .map(|source| source.text.as_str())
        .collect();
    for field in Field::ALL {
        let row = match FieldSpec::of(*field).input {
            InputKind::PrivateKey => "<KeyField".to_owned(),
            _ => format!("field=Field::{field:?}"),
        };
        assert!(form.contains(&row), "src/connectors/salesforce_form.rs: no {row}");
    }
}

#[test]
fn a_walkthrough_that_leads_astray_is_caught() {
    let sources = [Source::new("a.rs", ""), Source::new("b.json", "")];
    let walk = ("### Walk", 2);
    assert_eq!(
        faults("### Walk\n\n1. `a.rs`: x\n   y\n2. `b.json`\n\n### Next\n3. `c`", walk, &sources),
        [""; 0]
    );
    for wrong in [
        "### Walk\n1. `c.rs`",
        "### Walk\n1. a.rs",
        "### Walk\nText.",
        "### Walk\n1. `a.rs`\n2. `a.rs`\n3. `a.rs`",
    ] {
        assert_eq!(faults(wrong, walk, &sources).len(), 1, "{wrong}");
    }
}
