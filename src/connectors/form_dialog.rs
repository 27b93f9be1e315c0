//! A shell around a form: a dialog over the cards.

use crate::ui::draw::{Draw, Parts};
use leptos::prelude::*;

use crate::language::use_words;
use crate::ui::dialog::{Dialog, Width};

/// The shell.
#[component]
pub fn FormDialog(
    /// Whether the form offers another way to close it, so that the button in the corner would be one too many.
    #[prop(into)]
    saved: Signal<bool>,
    /// The admin wants it closed.
    on_close: Callback<()>,
    children: Parts,
) -> impl IntoView {
    let form = &use_words().form;
    let corner = Signal::derive(move || (!saved.get()).then_some(form.close));
    view! {
        <Dialog id="form-title" title=form.title width=Width::Large corner on_close>
            {children.drawn()}
        </Dialog>
    }
    .drawn()
}
