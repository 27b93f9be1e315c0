//! The build refuses words that do not fit together, and names the file and the key.

#[path = "../../build/words.rs"]
mod words;

use std::path::Path;

use words::Language;

fn faults(english: &str, french: &str) -> Vec<String> {
    let languages = [("en", english), ("fr", french)].map(|(tag, json)| Language::parse(tag, json));
    let languages: Result<Vec<Language>, _> = languages.into_iter().collect();
    languages.and_then(|languages| words::generate(&languages)).err().unwrap_or_default()
}

#[test]
fn the_languages_as_they_are_fit_together() {
    let languages = words::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("readable");
    let tags: Vec<&str> = languages.iter().map(|language| language.tag.as_str()).collect();
    assert_eq!(tags, crate::TAGS);
    let code = words::generate(&languages).expect("they fit");
    assert!(code.contains("pub mod salesforce_form {"), "{code}");
}

#[test]
fn what_does_not_fit_is_named_with_its_file_and_key() {
    for (english, french, fault) in [
        (
            r#"{"a": {"b": "x", "c": "y"}}"#,
            r#"{"a": {"b": "x"}}"#,
            "locales/fr.json: a.c is missing: locales/en.json has it",
        ),
        (
            r#"{"a": {"b": "x"}}"#,
            r#"{"a": {"b": "x", "c": "y"}}"#,
            "locales/fr.json: a.c is unknown: locales/en.json has no such key",
        ),
        (
            r#"{"a": {"b": "{{name}}"}}"#,
            r#"{"a": {"b": "x"}}"#,
            "locales/fr.json: a.b: {{name}} is missing in its text",
        ),
        (
            r#"{"a": {"b": "x"}}"#,
            r#"{"a": {"b": "{{nom}}"}}"#,
            "locales/fr.json: a.b: {{nom}} is unknown in its text",
        ),
        (
            r#"{"a": {"b": "{{n, number}}"}}"#,
            r#"{"a": {"b": "{{n}}"}}"#,
            "locales/fr.json: a.b: {{n, number}} is missing in its text",
        ),
        (
            r#"{"a": {"b_one": "x", "b_other": "y"}}"#,
            r#"{"a": {"b": "x"}}"#,
            "locales/fr.json: a.b: it must have plural forms",
        ),
        (
            r#"{"a": {"b_one": "x"}}"#,
            r#"{"a": {"b": "x"}}"#,
            "locales/en.json: a.b: it has plural forms, but none that ends with _other",
        ),
        (
            r#"{"a": {"b_one": "{{name}}", "b_other": "y"}}"#,
            r#"{}"#,
            "locales/en.json: a.b: its plural forms do not put in the same, apart from count",
        ),
        (
            r#"{"a": {"b": "{{name"}}"#,
            r#"{}"#,
            "locales/en.json: a.b: a placeholder has no end: {{name}} or {{name, number}}",
        ),
        (
            r#"{"a": {"b": "{{n, date}}"}}"#,
            r#"{}"#,
            "locales/en.json: a.b: {{n, date}}: the only format is number",
        ),
        (r#"{"a": {"b": " "}}"#, r#"{}"#, "locales/en.json: a.b: it says nothing"),
        (r#"{"a": {"b": 3}}"#, r#"{}"#, "locales/en.json: a.b: it must be a text, or hold texts"),
        (
            r#"{"problem": {"x": {"title": "x", "remedy": "y"}, "z": {"title": "x"}}}"#,
            r#"{"problem": {"x": {"title": "x", "remedy": "y"}, "z": {"title": "x"}}}"#,
            "locales/en.json: problem.z: it must have remedy and title",
        ),
    ] {
        assert_eq!(faults(english, french), [fault], "{english} {french}");
    }
    assert_eq!(faults("{", "{}").len(), 1);
}

/// A code without words leaves a match without an arm, and words without a code name a variant that is not there.
#[test]
fn codes_become_exhaustive_matches() {
    let json = r#"{"rule": {"key_is_ed25519": "x"}, "field": {"clientId": {"label": "y"}}}"#;
    let code = words::generate(&[Language::parse("en", json).expect("readable")]).expect("it fits");
    for arm in ["RuleCode::KeyIsEd25519 => \"key_is_ed25519\",", "Field::ClientId => \"clientId\","] {
        assert!(code.contains(arm), "{code}");
    }
    assert!(!code.contains("_ =>"), "{code}");
}
