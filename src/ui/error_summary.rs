//! The summary of a form's errors: links to its fields.

use crate::ui::draw::Draw;
use leptos::prelude::*;

use super::banner::{TitledBanner, Tone};
use super::focus::focus_soon;
use super::node::node;

/// One error: the field's id and label, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id of the field's input.
    pub id: &'static str,
    /// The field's label.
    pub label: &'static str,
    /// What is wrong.
    pub message: &'static str,
}

/// The errors, each a link that gives its field the focus.
#[component]
pub fn ErrorSummary(
    /// The banner's id: it is given the focus when it appears.
    id: &'static str,
    /// How many there are.
    title: String,
    /// The errors, in the order of the fields.
    entries: Vec<Entry>,
    /// Runs before a field gets the focus, so that what hides it can be opened.
    on_go: Callback<&'static str>,
) -> impl IntoView {
    let link = |Entry { id, label, message }| {
        // A link by its look and its role; following the fragment would be a step in the history.
        let link = node("a").with("href", ["#", id].concat()).text(label).on("click", move |event| {
            event.prevent_default();
            on_go.run(id);
            focus_soon(id);
        });
        node("li").child(link).text(": ").text(message).drawn()
    };
    let links = node("ul").children(entries.into_iter().map(link)).drawn();
    view! { <TitledBanner tone=Tone::Error id title>{links}</TitledBanner> }.drawn()
}
