//! What tests may leave out, and what they may need of the machine.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::source::{Source, tree};

/// The tests that are ignored, by file: the writer is a process of another test's, which kills it.
/// `xtask/src/suite/counts.rs` knows it by name, and refuses others at run time.
const IGNORED: [&str; 1] = ["server/tests/store/killed.rs"];

/// Programs that are there wherever the tests run: a POSIX shell, and those that `cargo xtask test` sees to in ways of
/// their own.
const THERE: [&str; 3] = ["cargo", "node", "sh"];

/// How a test starts a program that it names.
const STARTS: [&str; 7] = [
    "Command::new(\"",
    "output_of(\"",
    "exec(\"",
    "execFileSync(\"",
    "execSync(\"",
    "spawn(\"",
    "spawnSync(\"",
];

/// Where an attribute says `ignore`, once for each, in macros as well.
fn ignored(sources: &[Source]) -> Vec<String> {
    let rust = sources.iter().filter(|source| source.path.ends_with(".rs"));
    rust.flat_map(|source| match source.text.parse::<TokenStream>() {
        Ok(tokens) => vec![source.path.clone(); ignoring(tokens)],
        Err(error) => vec![source.fault(error.span().start().line, error)],
    })
    .collect()
}

/// How many attributes among tokens say `ignore`.
fn ignoring(tokens: TokenStream) -> usize {
    let mut count = 0;
    let mut is_attribute = false;
    for tree in tokens {
        if let TokenTree::Group(group) = &tree {
            count += match group.delimiter() {
                Delimiter::Bracket if is_attribute => usize::from(says_ignore(group.stream())),
                _ => ignoring(group.stream()),
            };
        }
        is_attribute = match &tree {
            TokenTree::Punct(mark) => mark.as_char() == '#' || is_attribute && mark.as_char() == '!',
            _ => false,
        };
    }
    count
}

fn says_ignore(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(word) => word == "ignore",
        TokenTree::Group(group) => says_ignore(group.stream()),
        _ => false,
    })
}

/// The programs that tests start and that `cargo xtask test` does not see to.
fn unseen(sources: &[Source], list: &str) -> Vec<String> {
    let is_test = |source: &&Source| {
        let path = &source.path;
        path.contains("tests/")
            && (path.ends_with(".rs") || path.ends_with(".ts"))
            && !path.ends_with("/testing.rs")
    };
    let mut faults = Vec::new();
    for source in sources.iter().filter(is_test) {
        for rest in STARTS.iter().flat_map(|start| source.text.split(start).skip(1)) {
            let name = rest.split('"').next().unwrap_or_default();
            if !THERE.contains(&name) && !list.contains(&format!("name: \"{name}\"")) {
                faults.push(format!("{} starts {name}", source.path));
            }
        }
    }
    faults
}

fn text_of<'a>(sources: &'a [Source], path: &str) -> &'a str {
    let found = sources.iter().find(|source| source.path == path);
    &found.unwrap_or_else(|| panic!("{path} is not there: rename it here too")).text
}

/// Whether the command that CI and people start refuses a lock file that does not fit.
fn is_locked(configuration: &str) -> bool {
    let alias = configuration.split_once("\nxtask = ").map_or("", |(_, alias)| alias);
    let alias = alias.split_once("\n\n").map_or(alias, |(alias, _)| alias);
    alias.contains("--locked")
}

#[test]
fn no_test_is_ignored_but_the_process_of_another() {
    assert_eq!(ignored(&tree()), IGNORED);
}

#[test]
fn an_ignored_test_is_caught() {
    for text in [
        "#[test]\n#[ignore]\nfn x() {}",
        "#[ignore = \"slow\"] fn x() {}",
        "#[cfg_attr(not(feature = \"slow\"), ignore = \"slow\")]\nfn x() {}",
        "#[test] #[cfg_attr(\n    windows,\n    ignore,\n)] fn x() {}",
        "mod tests { tests! { # [ignore] fn x() {} } }",
        "#![cfg_attr(windows, ignore)]",
    ] {
        assert_eq!(ignored(&[Source::new("a.rs", text)]), ["a.rs"], "{text}");
    }
    for text in [
        "// #[ignore]\nlet s = \"#[ignore]\";",
        "#[doc = \"ignore\"] fn ignore() { x[ignore] }",
        "#[arg(ignore_case = true)] a: b",
    ] {
        assert_eq!(ignored(&[Source::new("a.rs", text)]), [""; 0], "{text}");
    }
}

#[test]
fn every_program_that_tests_start_is_seen_to() {
    let sources = tree();
    assert_eq!(unseen(&sources, text_of(&sources, "xtask/src/suite/programs.rs")), [""; 0]);
}

#[test]
fn a_program_that_nobody_sees_to_is_caught() {
    let list = "Program { name: \"kill\", package: \"procps\" }";
    for (path, text) in [
        ("server/tests/a.rs", "Command::new(\"faketime\").spawn()"),
        ("tests/e2e/support/a.ts", "execFileSync(\"faketime\", [])"),
    ] {
        let seen_to = Source::new("server/tests/b.rs", "Command::new(\"kill\"); Command::new(\"sh\")");
        assert_eq!(unseen(&[Source::new(path, text), seen_to], list), [format!("{path} starts faketime")]);
    }
}

#[test]
fn the_one_command_takes_the_lock_file_as_it_is() {
    let sources = tree();
    assert!(is_locked(text_of(&sources, ".cargo/config.toml")));
    assert!(is_locked("[alias]\nxtask = \"run --quiet --locked --package xtask --\"\n"));
    assert!(!is_locked("[alias]\nxtask = \"run --quiet --package xtask --\"\n\n# --locked\n"));
}
