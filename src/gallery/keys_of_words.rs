//! Which words an element shows: `data-words` has their keys, so that who reads a text finds where it stands.
//!
//! In the gallery each text ends with its key, in characters without glyphs (`crate::i18n::mark_with_keys`). Here they are
//! taken out of whatever is drawn, before it is painted.

use js_sys::Array;
use leptos::prelude::{GetValue as _, StoredValue, document, on_cleanup};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, MutationObserver, MutationObserverInit, MutationRecord, Node};

use crate::i18n;

/// Where an element's keys go.
const KEYS: &str = "data-words";
/// Unicode's tags mirror ASCII from here on.
const TAGS: u32 = 0xE0000;
/// `NodeFilter.SHOW_ELEMENT` and `NodeFilter.SHOW_TEXT`.
const SHOW_ELEMENT: u32 = 1;
const SHOW_TEXT: u32 = 4;
/// The tag that ends a key.
const END: char = '\u{E007F}';

/// From now on elements know the keys of their words, for as long as the caller's owner lives.
pub(super) fn show() {
    i18n::mark_with_keys();
    let changed = Closure::<dyn Fn(Array)>::new(|records: Array| {
        for record in records.iter() {
            let record: MutationRecord = record.unchecked_into();
            if let Some(target) = record.target() {
                unmark(&target);
            }
        }
    });
    let options = MutationObserverInit::new();
    options.set_attributes(true);
    options.set_character_data(true);
    options.set_child_list(true);
    options.set_subtree(true);
    let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).ok();
    if let (Some(observer), Some(root)) = (&observer, document().document_element()) {
        // It fails for options that ask for nothing.
        let _ = observer.observe_with_options(&root, &options);
    }
    // The closure lives as long as the page: the gallery is never left.
    changed.forget();
    let observer = StoredValue::new_local(observer);
    on_cleanup(move || {
        if let Some(observer) = observer.try_get_value().flatten() {
            observer.disconnect();
        }
    });
}

/// Takes the keys out of a node and all that is below it.
fn unmark(node: &Node) {
    let nodes = SHOW_ELEMENT | SHOW_TEXT;
    let Ok(walker) = document().create_tree_walker_with_what_to_show(node, nodes) else { return };
    let mut current = Some(node.clone());
    while let Some(node) = current {
        match node.dyn_ref::<Element>() {
            Some(element) => unmark_attributes(element),
            None => {
                if let Some((text, keys)) = node.node_value().as_deref().and_then(taken_apart) {
                    node.set_node_value(Some(&text));
                    if let Some(parent) = node.parent_element() {
                        add(&parent, &keys);
                    }
                }
            }
        }
        current = walker.next_node().unwrap_or_default();
    }
}

fn unmark_attributes(element: &Element) {
    for name in element.get_attribute_names().iter().filter_map(|name: JsValue| name.as_string()) {
        let value = element.get_attribute(&name);
        if let Some((text, keys)) = value.as_deref().and_then(taken_apart) {
            // It fails only for names that are no attribute's.
            let _ = element.set_attribute(&name, &text);
            add(element, &keys);
        }
    }
}

fn add(element: &Element, keys: &[String]) {
    let mut all: Vec<String> =
        element.get_attribute(KEYS).unwrap_or_default().split(' ').map(str::to_owned).collect();
    all.retain(|key| !key.is_empty() && !keys.contains(key));
    all.extend(keys.iter().cloned());
    let _ = element.set_attribute(KEYS, &all.join(" "));
}

/// A text without the keys in it, and the keys. `None` where it has none.
fn taken_apart(marked: &str) -> Option<(String, Vec<String>)> {
    let (mut text, mut keys, mut key) = (String::new(), Vec::new(), String::new());
    for c in marked.chars() {
        if c == END {
            keys.push(std::mem::take(&mut key));
        } else if let Some(ascii) =
            u32::from(c).checked_sub(TAGS).filter(|ascii| *ascii < 0x80).and_then(char::from_u32)
        {
            key.push(ascii);
        } else {
            text.push(c);
        }
    }
    (!keys.is_empty()).then_some((text, keys))
}

#[cfg(test)]
mod tests {
    use super::taken_apart;

    #[test]
    fn keys_are_told_from_the_text_around_them() {
        let marked = "Done\u{E0061}\u{E002E}\u{E0062}\u{E007F}: now\u{E0063}\u{E007F}!";
        assert_eq!(
            taken_apart(marked),
            Some(("Done: now!".to_owned(), vec!["a.b".to_owned(), "c".to_owned()]))
        );
        assert_eq!(taken_apart("Done"), None);
    }
}
