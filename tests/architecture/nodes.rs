//! What described elements (`src/ui/node.rs`) are given.

use super::source::Piece;

/// The calls that give an element, or a property of it, a value under a name.
const NAMING: [&str; 5] = [".with", ".with_if", ".following", ".property", ".set_attribute"];

/// The calls that give a text. `live_text` is a function as well.
const TEXT: [&str; 4] = [".text", "live_text", ".set_text_content", ".set_title"];

/// What a call gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Given<'a> {
    /// The attribute's or property's name; none for a text.
    pub(crate) name: Option<&'a str>,
    /// The literals in the value, wherever in it they stand: in a closure, in a choice, in a format.
    pub(crate) literals: Vec<&'a str>,
}

/// Everything that is given in a file's pieces. A name that is no literal is not seen.
pub(crate) fn given(pieces: &[Piece]) -> Vec<Given<'_>> {
    let is_blank = |piece: &&Piece| matches!(piece, Piece::Code(character) if character.is_whitespace());
    let solid: Vec<&Piece> = pieces.iter().filter(|piece| !is_blank(piece)).collect();
    let opens = |at: &usize| *solid[*at] == Piece::Code('(');
    (0..solid.len()).filter(opens).filter_map(|at| given_by(&solid[..at], &solid[at + 1..])).collect()
}

/// What is given by the call whose opening parenthesis lies between.
fn given_by<'a>(before: &[&Piece], after: &[&'a Piece]) -> Option<Given<'a>> {
    let names = NAMING.iter().any(|call| ends_with_call(before, call));
    if !names && !TEXT.iter().any(|call| ends_with_call(before, call)) {
        return None;
    }
    let mut literals: Vec<&str> = within(after).collect();
    if !names {
        return Some(Given { name: None, literals });
    }
    let is_named = matches!(after, [Piece::Text(_), Piece::Code(','), ..]);
    is_named.then(|| Given { name: Some(literals.remove(0)), literals })
}

fn ends_with_call(before: &[&Piece], call: &str) -> bool {
    let mut back = before.iter().rev().map(|piece| match piece {
        Piece::Code(character) => *character,
        Piece::Text(_) => '"',
    });
    let is_it = back.by_ref().take(call.len()).eq(call.chars().rev());
    is_it && (call.starts_with('.') || !back.next().is_some_and(|c| c.is_alphanumeric() || c == '_'))
}

/// The literals up to the parenthesis that closes.
fn within<'a>(after: &[&'a Piece]) -> impl Iterator<Item = &'a str> {
    let mut depth = 1_i32;
    let inside = after.iter().take_while(move |piece| {
        match piece {
            Piece::Code('(' | '[' | '{') => depth += 1,
            Piece::Code(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        depth > 0
    });
    inside.filter_map(|piece| if let Piece::Text(text) = piece { Some(text.as_str()) } else { None })
}

#[test]
fn names_and_literals_are_seen_in_every_call() {
    let rust = r#"node("p").with("id", id).with_if("class", on.then_some("a"))
        .following("title", move || Some(if x { "b" } else { "c" }.into())) // .with("no", "no")
        .property( "value" , move || JsValue::from_str(&f("d"))).with(NAME, x)
        .text(format!("{n} e")).child(classed("b", "f").text(words.x)); live_text(|| "g"); my_live_text("h")"#;
    let all = super::source::pieces(rust);
    let seen: Vec<_> = given(&all).into_iter().map(|given| (given.name, given.literals)).collect();
    let expected: [(Option<&str>, Vec<&str>); 7] = [
        (Some("id"), vec![]),
        (Some("class"), vec!["a"]),
        (Some("title"), vec!["b", "c"]),
        (Some("value"), vec!["d"]),
        (None, vec!["{n} e"]),
        (None, vec![]),
        (None, vec!["g"]),
    ];
    assert_eq!(seen, expected);
}
