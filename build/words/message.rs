//! Messages, as a language's file has them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The plural categories of CLDR, which end the keys of plural forms.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Something that is put into a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placeholder {
    /// Its name: a Rust identifier.
    pub(super) name: String,
    /// Whether it is a number, written as the language writes numbers.
    pub(super) number: bool,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// A text.
    Text(String),
    /// The forms of a text, by plural category. There is always one for `other`.
    Plural(BTreeMap<String, String>),
}

impl Message {
    /// Its text, or that of its form for `other`.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Plural(forms) => forms.get("other").map_or("", String::as_str),
        }
    }

    /// What is put into it, in the order of its text. `count` stands first in a plural, also where no form shows it.
    pub(super) fn placeholders(&self) -> Vec<Placeholder> {
        let mut found = Vec::new();
        if matches!(self, Self::Plural(_)) {
            found.push(Placeholder { name: "count".to_owned(), number: true });
        }
        for placeholder in placeholders(self.text()).unwrap_or_default() {
            if !found.contains(&placeholder) {
                found.push(placeholder);
            }
        }
        found
    }
}

/// All messages of a language, by the path of their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Messages(pub(super) BTreeMap<Vec<String>, Message>);

impl Messages {
    /// The text at a path, whose keys are joined by dots. Empty where there is none.
    pub(super) fn text(&self, path: &str) -> &str {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        self.0.get(&path).map_or("", Message::text)
    }
}

/// Reads a file's messages; otherwise says what is wrong with which key.
pub(super) fn messages(value: &Value) -> Result<Messages, Vec<String>> {
    let (mut found, mut faults) = (Messages::default(), Vec::new());
    collect(&mut Vec::new(), value, &mut found, &mut faults);
    for (path, message) in &found.0 {
        faults.extend(faults_of(message).into_iter().map(|fault| format!("{}: {fault}", path.join("."))));
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

fn collect(path: &mut Vec<String>, value: &Value, found: &mut Messages, faults: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                path.push(key.clone());
                collect(path, value, found, faults);
                path.pop();
            }
        }
        Value::String(text) => add(path, text, found),
        _ => faults.push(format!("{}: it must be a text, or hold texts", path.join("."))),
    }
}

fn add(path: &[String], text: &str, found: &mut Messages) {
    let Some((key, above)) = path.split_last() else { return };
    let form = key.rsplit_once('_').filter(|(_, category)| CATEGORIES.contains(category));
    let Some((base, category)) = form else {
        found.0.insert(path.to_vec(), Message::Text(text.to_owned()));
        return;
    };
    let path = [above, &[base.to_owned()]].concat();
    let message = found.0.entry(path).or_insert_with(|| Message::Plural(BTreeMap::new()));
    if let Message::Plural(forms) = message {
        forms.insert(category.to_owned(), text.to_owned());
    }
}

fn faults_of(message: &Message) -> Vec<String> {
    let forms: Vec<&String> = match message {
        Message::Text(text) => vec![text],
        Message::Plural(forms) => forms.values().collect(),
    };
    let mut faults: Vec<String> = forms.iter().filter_map(|text| placeholders(text).err()).collect();
    if forms.iter().any(|text| text.trim().is_empty()) {
        faults.push("it says nothing".to_owned());
    }
    if let Message::Plural(by_category) = message
        && !by_category.contains_key("other")
    {
        faults.push("it has plural forms, but none that ends with _other".to_owned());
    }
    if faults.is_empty() && forms.iter().any(|text| shown(text) != shown(message.text())) {
        faults.push("its plural forms do not put in the same, apart from count".to_owned());
    }
    faults
}

/// What a text puts in, apart from the number that it is a form for.
fn shown(text: &str) -> BTreeSet<Placeholder> {
    let all = placeholders(text).unwrap_or_default();
    all.into_iter().filter(|placeholder| placeholder.name != "count").collect()
}

/// What a text puts in, in its order.
fn placeholders(text: &str) -> Result<Vec<Placeholder>, String> {
    let mut found = Vec::new();
    for part in text.split("{{").skip(1) {
        let Some((inside, _)) = part.split_once("}}") else {
            return Err("a placeholder has no end: {{name}} or {{name, number}}".to_owned());
        };
        let (name, number) = match inside.split_once(',') {
            None => (inside.trim(), false),
            Some((name, format)) if format.trim() == "number" => (name.trim(), true),
            Some(_) => return Err(format!("{{{{{inside}}}}}: the only format is number")),
        };
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if !is_name {
            return Err(format!("{{{{{inside}}}}}: a placeholder's name has lower-case letters only"));
        }
        found.push(Placeholder { name: name.to_owned(), number });
    }
    Ok(found)
}
