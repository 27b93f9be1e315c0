//! A shell around a form: a dialog over the cards.

use leptos::prelude::*;

use crate::components::dialog::{Dialog, Width};
use crate::i18n::t;

/// A dialog with the form's title, around the form.
#[component]
pub fn FormDialog(
    /// Whether the form offers another way to close it, so that the button in the corner would be one too many.
    #[prop(into)]
    saved: Signal<bool>,
    /// The admin wants the dialog closed.
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    view! {
        <Dialog
            id="form-title"
            title=t::salesforce_form::title()
            width=Width::Large
            close_label=t::common::close()
            hide_close=saved
            on_close
        >
            {children()}
        </Dialog>
    }
}
