//! The tree's files, and those of Rust as `syn` reads them.

use std::path::Path;
use std::process::Command;

/// A file of the project.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its path from the project's root.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

impl Source {
    /// A fixture.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// A fixture of statements or items, in a function.
    pub(crate) fn body(path: &str, statements: &str) -> Self {
        Self { path: path.to_owned(), text: format!("fn fixture() {{\n{statements}\n}}") }
    }

    /// What stands in a Rust file, or as a fault why that cannot be read.
    pub(crate) fn rust(&self) -> Result<syn::File, String> {
        syn::parse_file(&self.text).map_err(|error| self.fault(error.span().start().line, error))
    }

    /// A fault in one of its lines.
    pub(crate) fn fault(&self, line: usize, what: impl std::fmt::Display) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// Runs a command in the project's root, and gives what it printed.
pub(crate) fn output_of(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Every text file that git tracks or would track.
pub(crate) fn tree() -> Vec<Source> {
    let list = output_of("git", &["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| {
        let text = std::fs::read(root.join(path)).ok()?;
        Some(Source { path: path.to_owned(), text: String::from_utf8(text).ok()? })
    };
    let found: Vec<Source> = list.split('\0').filter(|path| !path.is_empty()).filter_map(read).collect();
    assert!(found.len() > 50, "only {} files: is this the project's root?", found.len());
    found
}

/// The Rust files below a folder, or that file itself.
pub(crate) fn rust_below<'a>(sources: &'a [Source], folder: &'a str) -> impl Iterator<Item = &'a Source> {
    sources.iter().filter(move |source| source.path.starts_with(folder) && source.path.ends_with(".rs"))
}

#[test]
fn a_file_that_cannot_be_read_says_where() {
    assert!(Source::new("a.rs", "// fn {\nfn a() {}").rust().is_ok());
    let fault = Source::new("a.rs", "fn a() {}\nfn {").rust().err();
    assert!(fault.is_some_and(|fault| fault.starts_with("a.rs:2: ")));
}
