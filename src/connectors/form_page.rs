//! A shell around a form: a plain page, for where a dialog would stand in the middle of somebody else's frame.

use crate::ui::draw::{Draw, Parts};
use leptos::prelude::*;

use crate::language::use_words;

/// The shell.
#[component]
pub fn FormPage(children: Parts) -> impl IntoView {
    view! {
        <section class="form-page" aria-labelledby="form-title">
            <h1 id="form-title">{use_words().form.title}</h1>
            {children.drawn()}
        </section>
    }
    .drawn()
}
