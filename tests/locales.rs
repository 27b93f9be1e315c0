//! What every language's file must hold beyond what the build asks of it, and that the build does ask.
#![cfg(not(target_arch = "wasm32"))]

#[path = "locales/build.rs"]
mod build;
#[path = "locales/commands.rs"]
mod commands;
#[path = "locales/french.rs"]
mod french;
#[path = "support/openssl.rs"]
mod openssl;

use std::fs;
use std::path::Path;

use connectors::connectors::key_commands;
use contract::codes::{Field, ProblemCode, RepairCode, RuleCode, WarningCode};
use contract::limits;
use serde_json::Value;

/// The languages, the one that the others are held against first.
const TAGS: [&str; 2] = ["en", "fr"];

/// A language's file.
fn language(tag: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("locales/{tag}.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("the language's file")).expect("JSON")
}

/// Every text of a file, with the path of its keys.
fn texts(value: &Value) -> Vec<(String, String)> {
    fn collect(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    collect(&path, value, found);
                }
            }
            _ => found.push((path.to_owned(), value.as_str().expect("a text").to_owned())),
        }
    }
    let mut found = Vec::new();
    collect("", value, &mut found);
    found
}

/// The text at a path of keys.
fn text(language: &Value, path: &str) -> String {
    let found = path.split('.').fold(language, |value, key| &value[key]);
    found.as_str().unwrap_or_else(|| panic!("no text at {path}")).to_owned()
}

fn names<T: ToString>(codes: &[T]) -> Vec<String> {
    codes.iter().map(T::to_string).collect()
}

#[test]
fn the_files_are_the_languages_that_the_page_names() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html")).expect("the page");
    let named: Vec<&str> = page
        .split("\"/locales/")
        .skip(1)
        .filter_map(|rest| rest.split_once(".json\""))
        .map(|(tag, _)| tag)
        .collect();
    assert_eq!(named, TAGS);
}

#[test]
fn no_text_has_blanks_around_it() {
    for tag in TAGS {
        for (path, text) in texts(&language(tag)) {
            assert_eq!(text.trim(), text, "{tag} {path}");
        }
    }
}

#[test]
fn every_code_has_words_of_its_own_in_every_language() {
    for tag in TAGS {
        let language = language(tag);
        let all = |object: &str, codes: Vec<String>, name: &str| {
            codes.iter().map(|code| text(&language, &format!("{object}.{code}{name}"))).collect::<Vec<_>>()
        };
        for said in [
            all("rule", names(RuleCode::ALL), ""),
            all("problem", names(ProblemCode::ALL), ".title"),
            all("warning", names(WarningCode::ALL), ""),
            all("repair", names(RepairCode::ALL), ""),
            all("field", names(Field::ALL), ".label"),
        ] {
            let mut distinct = said.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), said.len(), "two codes say the same in {tag}");
        }
    }
}

/// Texts that are the same in both languages: names, and words that both have.
const SAME: [&str; 9] = [
    "connectors.salesforce",
    "connectors.sandbox",
    "field.audience.label",
    "field.url.label",
    "frame.menu",
    "frame.product",
    "private_key.rsa",
    "before_you_begin.steps.callback",
    "notes.notes",
];

#[test]
fn nothing_is_left_in_another_language() {
    let french = language("fr");
    for (path, english) in texts(&language("en")) {
        let is_same = text(&french, &path) == english;
        assert!(!is_same || SAME.contains(&path.as_str()), "{path}: {english}");
    }
}

/// What a text says of a limit, digits alone: languages group them in different ways.
#[test]
fn a_limit_that_is_told_is_the_one_that_holds() {
    let limits = [
        ("name_too_long", limits::NAME_CHARS),
        ("email_id_too_long", limits::EMAIL_ID_CHARS),
        ("url_too_long", limits::URL_CHARS),
        ("audience_too_long", limits::URL_CHARS),
        ("key_too_large", limits::PRIVATE_KEY_BYTES / 1024),
        ("key_too_weak", limits::RSA_BITS_MIN),
        ("key_too_many_bits", limits::RSA_BITS_MAX),
    ];
    for tag in TAGS {
        let language = language(tag);
        for (rule, text) in texts(&language["rule"]) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let limit = limits.iter().find(|(name, _)| *name == rule).map(|(_, limit)| limit.to_string());
            let is_told = rule.contains("_too_") && !digits.is_empty();
            assert!(!is_told || limit == Some(digits), "{tag} rule.{rule}: {text:?} is not {limit:?}");
        }
    }
}

#[test]
fn the_labels_are_ciscos() {
    let (english, french) = (language("en"), language("fr"));
    let labels = |language: &Value| {
        Field::ALL.iter().map(|field| text(language, &format!("field.{field}.label"))).collect::<Vec<_>>()
    };
    assert_eq!(labels(&english), ["Name", "Client ID", "Email ID", "URL", "Audience", "Private Key"]);
    assert_eq!(labels(&french), ["Nom", "ID client", "ID d'e-mail", "URL", "Audience", "Clé privée"]);
    let buttons = ["connectors.set_up", "connectors.add_more", "salesforce_form.done", "common.close"];
    assert_eq!(buttons.map(|path| text(&english, path)), ["Set Up", "Add More", "Done", "Close"]);
    assert_eq!(buttons.map(|path| text(&french, path)), ["Configurer", "Ajouter plus", "Terminé", "Fermer"]);
    assert_eq!(text(&english, "salesforce_form.title"), "Set Up Salesforce Connector");
}

#[test]
fn the_confirmation_is_word_for_word_what_was_asked_for() {
    assert_eq!(
        text(&language("en"), "confirmation.sentence"),
        "\"{{name}}\" is connected to {{host}} as {{user}}. You can now use it in Flow Designer or Control Scripts."
    );
    assert_eq!(
        text(&language("fr"), "confirmation.sentence"),
        "« {{name}} » est connecté à {{host}} en tant que {{user}}. Vous pouvez maintenant l'utiliser dans le Concepteur de flux ou dans les scripts de contrôle."
    );
}

#[test]
fn no_text_shows_a_code_or_a_note_to_oneself() {
    let codes = [names(RuleCode::ALL), names(ProblemCode::ALL), names(WarningCode::ALL)].concat();
    let codes: Vec<&String> = codes.iter().filter(|code| code.contains('_')).collect();
    for tag in TAGS {
        for (path, text) in texts(&language(tag)) {
            assert!(!codes.iter().any(|code| text.contains(*code)), "{tag} {path}: a code in {text:?}");
            let left = ["TODO", "TBD", "XXX", "Lorem", "~"].iter().any(|left| text.contains(left));
            assert!(!left, "{tag} {path}: {text:?}");
        }
    }
}

#[test]
fn every_sentence_ends_and_remedies_say_what_to_do() {
    for tag in TAGS {
        let language = language(tag);
        for code in ProblemCode::ALL {
            for name in ["title", "remedy"] {
                let text = text(&language, &format!("problem.{code}.{name}"));
                assert!(text.ends_with('.'), "{tag} {code}: {text}");
            }
        }
        for &code in RuleCode::ALL {
            let text = text(&language, &format!("rule.{code}"));
            let end = if key_commands::of(code).is_some() { ':' } else { '.' };
            assert!(text.ends_with(end), "{tag} {code}: {text}");
        }
        for path in ["salesforce_form.nothing_saved", "salesforce_form.maybe_saved", "common.no_answer"] {
            assert!(text(&language, path).ends_with('.'), "{tag} {path}");
        }
        let done = text(&language, "salesforce_form.done");
        let maybe_saved = text(&language, "salesforce_form.maybe_saved");
        assert!(maybe_saved.contains(&done), "what to do is to choose {done}");
    }
}
