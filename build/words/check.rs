//! One language held against another.

use std::collections::BTreeSet;

use super::message::{Message, Placeholder};
use super::{Faults, Language, file};

/// What `other` lacks, has too much, or puts into a text that `first` does not.
pub(super) fn faults(first: &Language, other: &Language) -> Faults {
    let (wanted, found) = (&first.messages.0, &other.messages.0);
    let missing = wanted.keys().filter(|path| !found.contains_key(*path));
    let missing = missing.map(|path| format!("{} is missing: {} has it", path.join("."), file(&first.tag)));
    let unknown = found.keys().filter(|path| !wanted.contains_key(*path));
    let unknown =
        unknown.map(|path| format!("{} is unknown: {} has no such key", path.join("."), file(&first.tag)));
    let differing = wanted.iter().filter_map(|(path, message)| {
        let fault = difference(message, found.get(path)?)?;
        Some(format!("{}: {fault}", path.join(".")))
    });
    let all = missing.chain(unknown).chain(differing);
    all.map(|fault| format!("{}: {fault}", file(&other.tag))).collect()
}

fn difference(wanted: &Message, found: &Message) -> Option<String> {
    match (wanted, found) {
        (Message::Text(_), Message::Plural(_)) => return Some("it must not have plural forms".to_owned()),
        (Message::Plural(_), Message::Text(_)) => return Some("it must have plural forms".to_owned()),
        _ => {}
    }
    let set = |message: &Message| message.placeholders().into_iter().collect::<BTreeSet<Placeholder>>();
    let (wanted, found) = (set(wanted), set(found));
    let named = |placeholder: &Placeholder| match placeholder.number {
        true => format!("{{{{{}, number}}}}", placeholder.name),
        false => format!("{{{{{}}}}}", placeholder.name),
    };
    if let Some(missing) = wanted.difference(&found).next() {
        return Some(format!("{} is missing in its text", named(missing)));
    }
    found.difference(&wanted).next().map(|unknown| format!("{} is unknown in its text", named(unknown)))
}
