//! Connectors are counted and limited by kind: what counts those of all kinds would take one kind's for another's.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::source::{Source, rust_below, tree};

/// What reads connectors of all kinds, or a limit by another way than its kind.
const OF_NO_KIND: [&[&str]; 5] = [
    &[".", "connectors", ".", "len"],
    &[".", "connectors", ".", "is_empty"],
    &[".", "connectors", ".", "iter", "(", ")", ".", "count"],
    &[".", "connectors", ".", "into_iter", "(", ")", ".", "count"],
    &["limits", ".", "salesforce"],
];

/// Where the page asks how many connectors there are, or may be, of no kind in particular.
fn counted_without_kind(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in ["src/connectors", "src/pages"].iter().flat_map(|folder| rust_below(sources, folder)) {
        let mut words = Vec::new();
        match source.text.parse() {
            Ok(tokens) => flatten(tokens, &mut words),
            Err(error) => faults.push(source.fault(error.span().start().line, error)),
        }
        for at in 0..words.len() {
            let follows = |pattern: &&[&str]| {
                pattern
                    .iter()
                    .enumerate()
                    .all(|(step, word)| words.get(at + step).is_some_and(|(found, _)| found == word))
            };
            if let Some(pattern) = OF_NO_KIND.into_iter().find(follows) {
                faults.push(source.fault(words[at].1, pattern.concat()));
            }
        }
    }
    faults
}

/// Tokens one by one, with their lines, those inside groups and macros included.
fn flatten(tokens: TokenStream, words: &mut Vec<(String, usize)>) {
    for tree in tokens {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let is_list = group.delimiter() == Delimiter::Parenthesis;
                let (open, close) = if is_list { ("(", ")") } else { ("{", "}") };
                words.push((open.to_owned(), line));
                flatten(group.stream(), words);
                words.push((close.to_owned(), line));
            }
            other => words.push((other.to_string(), line)),
        }
    }
}

#[test]
fn connectors_are_counted_by_kind() {
    assert_eq!(counted_without_kind(&tree()), [""; 0]);
}

#[test]
fn a_count_of_all_kinds_is_caught() {
    let caught = [
        "let used = overview.list.connectors.len();",
        "view! { <p>{move || words::count(read(|o| o.list.connectors.len() as u64), 5)}</p> }",
        "if list.connectors.is_empty() { return; }",
        "let used = list.connectors.iter().count();",
        "let used = list.connectors.into_iter().count();",
        "let limit = overview.list.limits.salesforce;",
    ];
    for text in caught {
        let source = Source::body("src/connectors/a.rs", text);
        assert_eq!(counted_without_kind(&[source]).len(), 1, "{text}");
    }
    let fine = [
        "let used = overview.list.of(Kind::Salesforce).count();",
        "let limit = overview.list.limits.of(Kind::Salesforce);",
        "let found = list.connectors.into_iter().find(|one| one.id == id);",
    ];
    for text in fine {
        let source = Source::body("src/pages/a.rs", text);
        assert_eq!(counted_without_kind(&[source]), [""; 0], "{text}");
    }
}
