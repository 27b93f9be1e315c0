//! A shell around a form: a plain page, for where a dialog would stand in the middle of somebody else's frame.

use crate::ui::draw::Parts;
use leptos::prelude::*;

use crate::language::use_words;
use crate::ui::node::{classed, node};

/// The shell.
#[component]
pub fn FormPage(children: Parts) -> impl IntoView {
    classed("section", "form-page")
        .with("aria-labelledby", "form-title")
        .child(node("h1").with("id", "form-title").text(use_words().form.title))
        .child(children.drawn())
        .drawn()
}
