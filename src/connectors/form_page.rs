//! A shell around a form: a plain page, for where a dialog would stand in the middle of somebody else's frame.

use leptos::prelude::*;

use crate::i18n::t;

/// A section with the form's title, around the form.
#[component]
pub fn FormPage(children: Children) -> impl IntoView {
    view! {
        <section class="form-page" aria-labelledby="form-title">
            <h1 id="form-title">{t::salesforce_form::title()}</h1>
            {children()}
        </section>
    }
}
