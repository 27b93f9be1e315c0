//! From `locales/*.json` to the functions of `crate::i18n::t`.
//!
//! The files are i18next's JSON, version 4: keys nest; `{{name}}` stands for a text and `{{count, number}}` for a number;
//! `key_one`, `key_other` and the like are the plural forms of `key`. `index.html` names the languages, and in which
//! order: the first is the one that the others are held against.

#[path = "words/check.rs"]
mod check;
#[path = "words/code.rs"]
mod code;
#[path = "words/message.rs"]
mod message;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use message::Messages;

/// What is wrong, one line each: the file, the key, and what to do.
pub(crate) type Faults = Vec<String>;

/// One language, as its file has it.
#[derive(Debug)]
pub(crate) struct Language {
    /// Its BCP 47 tag, which is also the file's name.
    pub(crate) tag: String,
    /// Its messages, by the path of their keys.
    messages: Messages,
}

impl Language {
    /// Reads a language's file.
    ///
    /// # Errors
    /// What is no JSON, no text, no plural form or no placeholder.
    pub(crate) fn parse(tag: &str, json: &str) -> Result<Self, Faults> {
        let value: Value =
            serde_json::from_str(json).map_err(|error| vec![format!("{}: {error}", file(tag))])?;
        let messages = message::messages(&value).map_err(|faults| {
            faults.into_iter().map(|fault| format!("{}: {fault}", file(tag))).collect::<Faults>()
        })?;
        Ok(Self { tag: tag.to_owned(), messages })
    }
}

/// Reads all languages that `index.html` names, in its order.
///
/// # Errors
/// A file that is missing, unnamed or malformed.
pub(crate) fn read(root: &Path) -> Result<Vec<Language>, Faults> {
    let text =
        |path: &Path| fs::read_to_string(path).map_err(|error| vec![format!("{}: {error}", path.display())]);
    let tags = tags(&text(&root.join("index.html"))?);
    let locales = root.join("locales");
    let listed = fs::read_dir(&locales).map_err(|error| vec![format!("{}: {error}", locales.display())])?;
    let names: Vec<String> = listed.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let unnamed: Faults = names
        .iter()
        .filter(|name| !tags.iter().any(|tag| **name == format!("{tag}.json")))
        .map(|name| format!("locales/{name}: index.html does not name it, beside the other languages"))
        .collect();
    if !unnamed.is_empty() {
        return Err(unnamed);
    }
    tags.iter().map(|tag| Language::parse(tag, &text(&root.join(file(tag)))?)).collect()
}

/// The Rust that names every message.
///
/// # Errors
/// Keys and placeholders that not all languages have.
pub(crate) fn generate(languages: &[Language]) -> Result<String, Faults> {
    let Some((first, others)) = languages.split_first() else {
        return Err(vec!["index.html: it names no language".to_owned()]);
    };
    let faults: Faults = others.iter().flat_map(|other| check::faults(first, other)).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let names: BTreeMap<&str, &str> = languages
        .iter()
        .map(|language| (language.tag.as_str(), language.messages.text("language.name")))
        .collect();
    let order: Vec<&str> = languages.iter().map(|language| language.tag.as_str()).collect();
    code::code(&first.messages, &order, &names)
        .map_err(|faults| faults.into_iter().map(|fault| format!("{}: {fault}", file(&first.tag))).collect())
}

/// The tags of `"/locales/{tag}.json"` in a page, in its order.
fn tags(page: &str) -> Vec<String> {
    let named = page.split("\"/locales/").skip(1);
    named.filter_map(|rest| rest.split_once(".json\"")).map(|(tag, _)| tag.to_owned()).collect()
}

fn file(tag: &str) -> String {
    format!("locales/{tag}.json")
}
