//! French is set and counted as French is.

use crate::{language, texts};

const NO_BREAK_SPACE: char = '\u{a0}';
/// As wide as the browser's own between thousands.
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

/// What is wrong with a French text, if anything.
fn french_fault(text: &str) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(at + 1);
        let in_url = character == ':' && after.is_some_and(|after| *after == '/' || after.is_ascii_digit());
        let between_digits = || {
            before.is_some_and(|before| before.is_ascii_digit()) && after.is_some_and(char::is_ascii_digit)
        };
        let fault = match character {
            ':' | '»' if !in_url => before != Some(NO_BREAK_SPACE),
            ';' | '?' | '!' => before != Some(NARROW_NO_BREAK_SPACE),
            '«' => after != Some(&NO_BREAK_SPACE),
            ' ' | NO_BREAK_SPACE => between_digits(),
            '’' | '“' | '”' | '"' => true,
            _ => false,
        };
        if fault {
            return Some(format!("{character:?} in {text:?}"));
        }
    }
    None
}

#[test]
fn french_is_set_as_french() {
    // The confirmation is word for word, and blank for blank, what was asked for.
    for (path, text) in texts(&language("fr")).into_iter().filter(|(path, _)| path != "confirmation.sentence")
    {
        // `{{count, number}}` formats a number, it is no text.
        let fault = french_fault(&text.replace(", number}}", "}}"));
        assert!(fault.is_none(), "{path}: {}", fault.unwrap_or_default());
    }
}

#[test]
fn the_french_rules_catch_what_they_must() {
    let wide = ["Quoi\u{a0}?", "fin\u{a0};", "2\u{a0}048"];
    for wrong in
        ["Attention:", "Quoi ?", "« cité »", "l’heure", "un \"mot\"", "fin;", "2 048"].into_iter().chain(wide)
    {
        assert!(french_fault(wrong).is_some(), "{wrong}");
    }
    for right in ["Attention\u{a0}:", "«\u{a0}cité\u{a0}»", "l'heure", "https://login.salesforce.com"] {
        assert_eq!(french_fault(right), None);
    }
    for right in ["Quoi\u{202f}?", "fin\u{202f};", "2\u{202f}048"] {
        assert_eq!(french_fault(right), None);
    }
}
