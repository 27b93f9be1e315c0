//! A choice of one, by the browser's own list.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlSelectElement};

use super::form_field::{FieldMessage, FormField, Requirement, described_by, invalid};

/// A choice of one. It is drawn with what is chosen then, and says what is chosen later.
#[component]
pub fn Select(
    /// The list's id.
    id: &'static str,
    /// The field's label.
    label: String,
    /// One line of help.
    help: String,
    /// What is wrong with the choice, if anything.
    #[prop(optional, into)]
    message: Signal<Option<FieldMessage>>,
    /// What can be chosen.
    options: Vec<String>,
    /// Which of `options` is chosen at first, by its place.
    chosen: usize,
    /// Whether nothing can be chosen at present.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Another option was chosen, by its place in `options`.
    on_change: Callback<usize>,
) -> impl IntoView {
    let (described_by, invalid) = (described_by(id, message), invalid(message));
    let change = move |event: Event| {
        let list = event.target().map(|list| list.unchecked_into::<HtmlSelectElement>());
        let index = list.and_then(|list| usize::try_from(list.selected_index()).ok());
        on_change.run(index.unwrap_or_default());
    };
    view! {
        <FormField id label requirement=Requirement::Always help=help.into_any() message>
            <select
                class="input"
                id=id
                autocomplete="off"
                disabled=move || disabled.get()
                aria-invalid=invalid
                aria-describedby=described_by
                on:change=change
            >
                {options
                    .into_iter()
                    .enumerate()
                    .map(|(at, text)| view! { <option selected=at == chosen>{text}</option> }.into_any())
                    .collect_view()}
            </select>
        </FormField>
    }
}
