//! The summary of a form's errors: links to its fields.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::banner::{TitledBanner, Tone};
use super::focus::focus_after_render;

/// One error of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id of the field's input.
    pub id: &'static str,
    /// The field's label.
    pub label: String,
    /// What is wrong with the field.
    pub message: String,
}

/// A link that gives a field the focus.
#[component]
pub fn FieldLink(
    /// The id of the field's input.
    id: &'static str,
    /// The field's label.
    label: String,
    /// Runs before the field gets the focus, with its id, so that what hides it can be opened.
    on_go: Callback<&'static str>,
) -> impl IntoView {
    // A link by its look and its role; following the fragment would be a step in the history.
    let go = move |event: MouseEvent| {
        event.prevent_default();
        on_go.run(id);
        focus_after_render(id);
    };
    view! {
        <a href=["#", id].concat() on:click=go>
            {label}
        </a>
    }
}

/// The errors, each a link that gives its field the focus.
#[component]
pub fn ErrorSummary(
    /// The banner's id: it is given the focus when it appears.
    id: &'static str,
    /// How many errors there are, in words.
    title: String,
    /// The errors, in the order of the fields.
    entries: Vec<Entry>,
    /// Runs before a field gets the focus, with its id, so that what hides it can be opened.
    on_go: Callback<&'static str>,
) -> impl IntoView {
    view! {
        <TitledBanner tone=Tone::Error id title>
            <ul>
                {entries
                    .into_iter()
                    .map(|Entry { id, label, message }| {
                        view! {
                            <li>
                                <FieldLink id label on_go />
                                " "
                                {message}
                            </li>
                        }
                            .into_any()
                    })
                    .collect_view()}
            </ul>
        </TitledBanner>
    }
}
