//! The tree's files, and a reader of Rust that is just good enough to tell code from comments and literals.

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

/// A piece of Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// One character outside literals and comments.
    Code(char),
    /// A string literal's content, escapes as written.
    Text(String),
}

/// Takes Rust apart. Comments vanish.
pub(crate) fn pieces(rust: &str) -> Vec<Piece> {
    let characters: Vec<char> = rust.chars().collect();
    let starts =
        |at: usize, with: &str| with.chars().enumerate().all(|(n, c)| characters.get(at + n) == Some(&c));
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if starts(at, "//") {
            at += characters[at..].iter().take_while(|&&c| c != '\n').count();
        } else if starts(at, "/*") {
            at += 2;
            while at < characters.len() && !starts(at, "*/") {
                at += 1;
            }
            at += 2;
        } else if starts(at, "r\"")
            || starts(at, "r#") && characters.get(at + 2).is_some_and(|c| matches!(c, '"' | '#'))
        {
            let hashes = characters[at + 1..].iter().take_while(|&&c| c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            let start = at + 2 + hashes;
            at = start;
            while at < characters.len() && !starts(at, &end) {
                at += 1;
            }
            found.push(Piece::Text(characters[start..at.min(characters.len())].iter().collect()));
            at += end.len();
        } else if characters[at] == '"' {
            let start = at + 1;
            at = start;
            while at < characters.len() && characters[at] != '"' {
                at += if characters[at] == '\\' { 2 } else { 1 };
            }
            found.push(Piece::Text(characters[start..at.min(characters.len())].iter().collect()));
            at += 1;
        } else if characters[at] == '\'' && characters.get(at + 1) == Some(&'\\') {
            at += 3 + characters[at + 3..].iter().take_while(|&&c| c != '\'').count() + 1;
        } else if characters[at] == '\'' && characters.get(at + 2) == Some(&'\'') {
            at += 3;
        } else {
            found.push(Piece::Code(characters[at]));
            at += 1;
        }
    }
    found
}

/// The code alone.
pub(crate) fn code(rust: &str) -> String {
    let character = |piece| match piece {
        Piece::Code(character) => character,
        Piece::Text(_) => '"',
    };
    pieces(rust).into_iter().map(character).collect()
}

#[test]
fn comments_and_literals_are_told_from_code() {
    let rust = "a /* \"x\" */ \"s\\\"t\" 'q' '\\n' '\"' &'a // \"no\"\nr#\"ra\"w\"# b";
    let texts: Vec<Piece> =
        pieces(rust).into_iter().filter(|piece| matches!(piece, Piece::Text(_))).collect();
    assert_eq!(texts, [Piece::Text("s\\\"t".to_owned()), Piece::Text("ra\"w".to_owned())]);
    assert_eq!(code("x // crate::api\n\"crate::ui\"").trim(), "x \n\"");
}
