//! A link within the app.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::focus::is_plain_click;
use super::node::{Node, node};

/// A link that is followed here, unless it is to be opened in another tab or window.
pub fn link(href: String, on_go: Callback<()>) -> Node {
    node("a").with("href", href).on("click", move |event| {
        if is_plain_click(event.unchecked_ref()) {
            event.prevent_default();
            on_go.run(());
        }
    })
}
