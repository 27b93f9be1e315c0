//! Which language the page speaks: the one chosen here before, else the first of the browser's that we have.

pub mod format;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::words::{Language, Words};

/// The choice is the only thing that this app ever puts into the browser's storage.
const STORAGE_KEY: &str = "connectors.language";

/// The language to begin with.
pub fn first() -> Language {
    asked_for().or_else(chosen).or_else(preferred).unwrap_or(Language::ALL[0])
}

/// Remembers a choice. Where storage is refused it holds until the page is left. An address that asks for a language would
/// outrank it at the next visit, so it asks no more.
pub fn remember(language: Language) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(STORAGE_KEY, language.tag());
    }
    if asked_for().is_some() {
        // It fails only where the browser lets nobody touch the history.
        let _ = ask_no_more();
    }
}

fn ask_no_more() -> Result<(), JsValue> {
    let (path, history) = (window().location().pathname()?, window().history()?);
    history.replace_state_with_url(&history.state()?, "", Some(&path))
}

/// The words of the language in use. A change of language draws the page anew, so no view need watch it.
pub fn use_words() -> &'static Words {
    expect_context::<Language>().words()
}

/// `?lang=fr`, for links in a known language.
fn asked_for() -> Option<Language> {
    let query = window().location().search().ok()?;
    let parameters = query.trim_start_matches('?').split('&');
    parameters.filter_map(|parameter| parameter.strip_prefix("lang=")).find_map(Language::from_tag)
}

fn chosen() -> Option<Language> {
    let storage = window().local_storage().ok()??;
    Language::from_tag(&storage.get_item(STORAGE_KEY).ok()??)
}

fn preferred() -> Option<Language> {
    let tags = window().navigator().languages();
    tags.iter().filter_map(|tag| tag.as_string()).find_map(|tag| Language::from_tag(&tag))
}
