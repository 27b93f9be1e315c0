//! Looks words up in what a language's file holds. The functions of [`super::t`] call it.

use std::cell::{Cell, RefCell};

use js_sys::Intl::PluralRules;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use super::{Language, format};

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::ALL[0]) };
    /// The language's file, parsed by the browser.
    static WORDS: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
    #[cfg(feature = "gallery")]
    static MARKED: Cell<bool> = const { Cell::new(false) };
}

/// From now on words are those of this language: `words` is what its file holds, parsed by the browser.
pub fn speak(language: Language, words: JsValue) {
    LANGUAGE.set(language);
    WORDS.replace(words);
}

/// The language of the words.
pub(super) fn language() -> Language {
    LANGUAGE.get()
}

/// From now on each text ends with the path of its keys, in characters that nobody sees: for the gallery, which takes
/// them out of the page and gives them to the elements around.
#[cfg(feature = "gallery")]
pub fn mark_with_keys() {
    MARKED.set(true);
}

/// The text at a path of keys. `build.rs` has seen to it that every language has it; where a file is of another build all
/// the same, its last key stands for it.
pub(super) fn text(path: &[&str]) -> String {
    let found = WORDS.with_borrow(|words| {
        let inside =
            |object: JsValue, key: &&str| Reflect::get(&object, &JsValue::from_str(key)).unwrap_or_default();
        path.iter().fold(words.clone(), inside).as_string()
    });
    let text = found.unwrap_or_else(|| path.last().copied().unwrap_or_default().to_owned());
    marked(text, path)
}

/// The form of a text for a number.
pub(super) fn plural(path: &[&str], count: u64) -> String {
    let rules = PluralRules::new(&Array::of1(&language().tag.into()), &Object::new());
    // Far below where a double loses exactness.
    let category = String::from(rules.select(count as f64));
    let Some((key, above)) = path.split_last() else { return String::new() };
    text(&[above, &[[*key, "_", &category].concat().as_str()]].concat())
}

/// A text with its placeholders filled in, `{{name}}` and `{{name, number}}`. A number comes as it is to be written.
pub(super) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, after)) = after.split_once("}}") else { break };
        let name = inside.split(',').next().unwrap_or_default();
        let value = values.iter().find(|(found, _)| *found == name).map_or("", |(_, value)| value);
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// A number as the language writes it.
pub(super) fn number(number: u64) -> String {
    format::number(number)
}

#[cfg(not(feature = "gallery"))]
fn marked(text: String, _path: &[&str]) -> String {
    text
}

/// The keys' characters are those of Unicode's block of tags, which mirrors ASCII and has no glyphs.
#[cfg(feature = "gallery")]
fn marked(mut text: String, path: &[&str]) -> String {
    if MARKED.get() {
        let tag = |c: char| char::from_u32(0xE0000 + u32::from(c)).unwrap_or(c);
        text.extend(path.join(".").chars().map(tag));
        text.push('\u{E007F}');
    }
    text
}
