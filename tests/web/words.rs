//! Words as the browser puts them together: plurals, numbers, placeholders.

use connectors::i18n::{Language, speak, t};
use leptos::wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// The languages' files, by their tags.
const FILES: [(&str, &str); 2] =
    [("en", include_str!("../../locales/en.json")), ("fr", include_str!("../../locales/fr.json"))];

fn file(tag: &str) -> JsValue {
    let (_, json) = FILES.iter().find(|(found, _)| *found == tag).expect("the language's file");
    js_sys::JSON::parse(json).expect("JSON")
}

fn speak_now(tag: &str) {
    speak(Language::from_tag(tag).expect("a language"), file(tag));
}

#[wasm_bindgen_test]
fn plurals_and_numbers_are_the_languages_own() {
    speak_now("en");
    assert_eq!(t::private_key::rsa(2048), "RSA, 2,048 bits");
    assert_eq!([1, 2].map(t::salesforce_form::summary), ["Correct one field", "Correct 2 fields"]);
    assert_eq!(t::connectors::count(2, 5), "2 of 5 set up");
    assert_eq!(
        [1, 42].map(t::common::retry_in_seconds),
        ["Try again in a second.", "Try again in 42 seconds."]
    );
    assert_eq!(t::connector::usage::requests(1204, 30), "1,204 requests in 30 days");
    speak_now("fr");
    assert_eq!(t::private_key::rsa(16_001), "RSA, 16\u{202f}001 bits");
    let counts = ["0 sur 5 configuré", "1 sur 5 configuré", "2 sur 5 configurés"];
    assert_eq!([0, 1, 2].map(|used| t::connectors::count(used, 5)), counts);
    assert_eq!(
        t::connector::usage::requests(1_000_000, 30),
        "1\u{202f}000\u{202f}000 de requêtes en 30 jours"
    );
}

#[wasm_bindgen_test]
fn what_is_put_into_a_text_stands_there_as_it_is() {
    speak_now("en");
    let said = t::confirmation::sentence("{{host}} <b>", "login.salesforce.com", "ada@acme.com");
    let expected = "\"{{host}} <b>\" is connected to login.salesforce.com as ada@acme.com. \
        You can now use it in Flow Designer or Control Scripts.";
    assert_eq!(said, expected);
}

/// A language's plural forms are those that the browser asks for: one less would be read as `other`, one more never.
#[wasm_bindgen_test]
fn every_language_has_the_plural_forms_that_it_needs() {
    for (tag, json) in FILES {
        let rules = js_sys::Intl::PluralRules::new(&js_sys::Array::of1(&tag.into()), &js_sys::Object::new());
        let options = rules.resolved_options();
        let categories = js_sys::Reflect::get(&options, &"pluralCategories".into()).expect("the categories");
        let mut needed: Vec<String> =
            js_sys::Array::from(&categories).iter().filter_map(|category| category.as_string()).collect();
        needed.sort_unstable();
        let forms = |key: &str| {
            let mut forms: Vec<String> = ["zero", "one", "two", "few", "many", "other"]
                .iter()
                .filter(|category| json.contains(&format!("\"{key}_{category}\":")))
                .map(|category| (*category).to_owned())
                .collect();
            forms.sort_unstable();
            forms
        };
        for key in [
            "count",
            "summary",
            "requests",
            "times",
            "and_more",
            "failures",
            "days",
            "retry_in_seconds",
            "retry_in_minutes",
        ] {
            assert_eq!(forms(key), needed, "{tag}: {key}");
        }
    }
}
