//! What people read: the words of the page's language, and how it writes plurals, numbers and dates.
//!
//! Words stand in `locales/`, one JSON file a language, which `index.html` chooses and fetches. `build.rs` makes a function of
//! [`t`] for each of them: `t::confirm_leave::stay()` is the text at `confirm_leave.stay`.

pub mod format;
mod words;

use js_sys::Promise;
use leptos::prelude::{document, window};
use thiserror::Error;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[cfg(feature = "gallery")]
pub use words::mark_with_keys;
pub use words::speak;

/// The words: a module for each object in `locales/*.json`, a function for each text. Made by `build.rs`.
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

/// The choice of a language is the only thing that this app ever puts into the browser's storage. `index.html` reads it.
const STORAGE_KEY: &str = "connectors.language";

#[wasm_bindgen]
extern "C" {
    /// The language that `index.html` chose.
    #[wasm_bindgen(thread_local_v2, js_namespace = connectorsI18n, js_name = language)]
    static CHOSEN: String;

    /// The chosen language's words, which are on their way since before this code was. The promise is never rejected:
    /// `index.html` offers Retry.
    #[wasm_bindgen(thread_local_v2, js_namespace = connectorsI18n, js_name = words)]
    static WORDS: Promise;

    #[wasm_bindgen(js_namespace = connectorsI18n, js_name = load)]
    fn fetch_words(tag: &str) -> Promise;
}

/// A language that the app has words in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// The language's BCP 47 tag, which is also the name of its file.
    pub tag: &'static str,
    /// The language's name in itself.
    pub name: &'static str,
}

impl Language {
    /// Every language, in the order of `index.html`. The first is the one for whoever reads none of them.
    pub const ALL: &'static [Self] = t::LANGUAGES;

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.tag == tag)
    }
}

/// The words of a language could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the words of a language could not be fetched")]
pub struct LoadError;

/// Waits for the words of the language that `index.html` chose, and speaks it from now on.
pub async fn first() -> Language {
    let language = CHOSEN.with(|tag| Language::from_tag(tag)).unwrap_or(Language::ALL[0]);
    let words = WORDS.with(|words| JsFuture::from(words.clone()));
    speak(language, words.await.unwrap_or_default());
    language
}

/// Fetches the words of a language and speaks it from now on, here and at the next visit.
///
/// # Errors
/// The words could not be fetched: the page goes on in the language that it has.
pub async fn switch_to(language: Language) -> Result<(), LoadError> {
    let words = JsFuture::from(fetch_words(language.tag)).await.map_err(|_| LoadError)?;
    speak(language, words);
    if let Some(root) = document().document_element() {
        // It fails only for names that are no attribute's.
        let _ = root.set_attribute("lang", language.tag);
    }
    remember(language);
    Ok(())
}

/// The language that the page speaks.
pub fn current() -> Language {
    words::language()
}

/// Calls the document by the page that it shows.
pub fn set_document_title(page: &str) {
    document().set_title(&[page, &t::frame::product()].join(" · "));
}

/// Remembers a choice. Where storage is refused, it holds until the page is left. An address that asks for a language
/// (`?lang=fr`) would outrank it at the next visit, so it asks no more.
fn remember(language: Language) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(STORAGE_KEY, language.tag);
    }
    // It fails only where the browser lets nobody touch the history.
    let _ = forget_query();
}

fn forget_query() -> Result<(), JsValue> {
    let (location, history) = (window().location(), window().history()?);
    if !location.search()?.contains("lang=") {
        return Ok(());
    }
    history.replace_state_with_url(&history.state()?, "", Some(&location.pathname()?))
}
