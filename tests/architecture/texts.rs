//! Words stand in `src/words/`: no view has a text of its own.

use super::nodes::{Given, given};
use super::source::{Piece, Source, pieces, rust_below, tree};

/// Attributes and properties whose value is read by people.
const READ: [&str; 18] = [
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "ariaDescription",
    "ariaLabel",
    "ariaPlaceholder",
    "ariaRoleDescription",
    "ariaValueText",
    "innerHTML",
    "innerText",
    "label",
    "outerHTML",
    "placeholder",
    "textContent",
    "title",
];

/// Where in a `view!` a literal stands.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// Between tags.
    Text,
    /// Inside a tag, in the value of this attribute.
    Attribute(String),
}

/// Whether a literal has letters that would be shown, `{…}` of a format aside.
fn has_letters(literal: &str) -> bool {
    let mut depth = 0;
    literal.chars().any(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0 && character.is_alphabetic()
    })
}

/// Where the `view!` macros of a file begin: behind the opening brace.
fn views(pieces: &[Piece]) -> Vec<usize> {
    let opening: Vec<Piece> = "view!".chars().map(Piece::Code).collect();
    let is_view = |at: &usize| pieces[*at..].starts_with(&opening);
    (0..pieces.len()).filter(is_view).map(|at| at + opening.len()).collect()
}

/// The literals of one `view!`, with their places.
fn literals(pieces: &[Piece]) -> Vec<(Place, &str)> {
    let mut found = Vec::new();
    let mut place = Place::Text;
    let (mut depth, mut tag_depth) = (0_u32, 0_u32);
    let mut word = String::new();
    let mut before = ' ';
    let mut characters = pieces.iter().skip_while(|piece| **piece == Piece::Code(' ')).peekable();
    while let Some(piece) = characters.next() {
        let character = match piece {
            Piece::Text(text) => {
                let here = match &place {
                    Place::Text => Place::Text,
                    Place::Attribute(name) => Place::Attribute(name.clone()),
                };
                found.push((here, text.as_str()));
                before = '"';
                continue;
            }
            Piece::Code(character) => *character,
        };
        let next =
            characters.peek().map_or(' ', |piece| if let Piece::Code(next) = piece { *next } else { '"' });
        match character {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            // A tag, not a comparison or a generic: rustfmt sets those apart or right behind a name.
            '<' if next.is_alphabetic() && !(before.is_alphanumeric() || before == ':' || before == '<') => {
                place = Place::Attribute(String::new());
                tag_depth = depth;
            }
            '>' if place != Place::Text && depth == tag_depth && !matches!(before, '=' | '-' | ' ') => {
                place = Place::Text;
            }
            '>' if place != Place::Text && depth == tag_depth && before == ' ' && next != ' ' => {
                place = Place::Text
            }
            '=' if place != Place::Text && depth == tag_depth && !matches!(next, '=' | '>') => {
                place = Place::Attribute(word.clone());
            }
            _ => {}
        }
        if character.is_alphanumeric() || matches!(character, '-' | '_' | ':') {
            word.push(character);
        } else {
            word.clear();
        }
        if !character.is_whitespace() || before != ' ' {
            before = if character.is_whitespace() { ' ' } else { character };
        }
    }
    found
}

/// Literals that a described element is given as a text, or as an attribute or property that people read.
fn literals_of_nodes(pieces: &[Piece]) -> Vec<&str> {
    let is_read = |given: &Given| given.name.is_none_or(|name| READ.contains(&name));
    given(pieces).into_iter().filter(is_read).flat_map(|given| given.literals).collect()
}

/// The texts that views have of their own.
fn texts_in_views(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in rust_below(sources, "src/") {
        let all = pieces(&source.text);
        // Elsewhere `.text("id")` reads a field of that name.
        let draws = !source.path.starts_with("src/api");
        let read = literals_of_nodes(&all).into_iter().filter(|literal| draws && has_letters(literal));
        faults.extend(read.map(|literal| format!("{}: {literal:?}", source.path)));
        for start in views(&all) {
            for (place, literal) in literals(&all[start..]) {
                let is_read = match &place {
                    Place::Text => true,
                    Place::Attribute(name) => READ.contains(&name.trim_start_matches("attr:")),
                };
                if is_read && has_letters(literal) {
                    faults.push(format!("{}: {literal:?}", source.path));
                }
            }
        }
    }
    faults
}

#[test]
fn no_view_has_a_text_of_its_own() {
    let sources = tree();
    let count: usize = rust_below(&sources, "src/").map(|source| views(&pieces(&source.text)).len()).sum();
    assert!(count >= 10, "only {count} views were found");
    let count: usize = rust_below(&sources, "src/").map(|source| given(&pieces(&source.text)).len()).sum();
    assert!(count >= 100, "described elements were given only {count} values");
    assert_eq!(texts_in_views(&sources), [""; 0]);
}

#[test]
fn a_text_in_a_view_is_caught() {
    let texts = [
        "view! { <p>\"Close\"</p> }",
        "view! { <button aria-label=\"Close\">{x}</button> }",
        "view! { <Card title=\"Salesforce\" busy /> }",
        "view! { <p class=\"a\">{format!(\"{n} of five\")}</p> }",
        "view! {\n    <p>\n        {move || if open { \"Open\" } else { words.closed }}\n    </p>\n}",
        "view! { <input placeholder=\"Name\" on:input=move |_| x.set(1) /> }",
        "view! { <p on:click=move |_| run() >{\"Text\"}</p> }",
        "node(\"p\").text(\"Close\")",
        "classed(\"p\", \"quiet\")\n    .text(\n        \"Close\",\n    )",
        "node(\"button\").with(\"aria-label\", \"Close\")",
        "node(\"button\").with_if(\"title\", open.then_some(\"Close\"))",
        "node(\"button\").following(\"aria-label\", move || Some(\"Close\".into()))",
        "node(\"p\").property(\"textContent\", move || JsValue::from_str(\"Close\"))",
        "node(\"p\").text(if open { \"Close\" } else { words.open })",
        "node(\"p\").live_text(move || \"Close\".into())",
        "live_text(move || if open.get() { \"Close\" } else { words.open })",
        "node(\"p\").with(\"aria-label\", format!(\"{n} of five\"))",
    ];
    for text in texts {
        assert_eq!(texts_in_views(&[Source::new("src/a.rs", text)]).len(), 1, "{text}");
    }
    let fine = [
        "view! { <p class=\"a b\" id=format!(\"{id}-help\") role=\"status\">{words.close}\": \"{n}</p> }",
        "view! { <p class=move || if a { \"on\" } else { \"off\" }>{x}</p> }",
        "view! { <b on:keydown=move |e| if e.key() == \"Escape\" { e.stop() }>{words.x}</b> } let s = \"Later\";",
        "// view! { \"no\" }\nlet x = \"Text\";",
        "node(\"p\").with(\"class\", \"quiet\").with(\"aria-label\", words.close).text(\" · \").text(words.close)",
        "node(\"p\").following(\"class\", move || Some(\"on\".into())).property(\"value\", || JsValue::from(\"x\"))",
        "node(\"p\").following(\"aria-label\", move || Some(format!(\"{a}: {b}\").into()))",
    ];
    for text in fine {
        assert_eq!(texts_in_views(&[Source::new("src/a.rs", text)]), [""; 0], "{text}");
    }
}
