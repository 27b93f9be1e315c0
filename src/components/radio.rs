//! Radio buttons and check boxes.

use leptos::prelude::*;

/// One choice of several that exclude one another, with its label.
#[component]
pub fn Radio(
    /// What the choices have in common: the input's name.
    group: &'static str,
    /// The input's id, where something must find it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// The label.
    #[prop(into)]
    label: String,
    /// Whether it is chosen.
    #[prop(into)]
    checked: Signal<bool>,
    /// The radio button was chosen.
    on_change: Callback<()>,
) -> impl IntoView {
    choice("radio", group, id, label, checked, on_change)
}

/// One choice of several that do not exclude one another, with its label.
#[component]
pub fn Checkbox(
    /// What the choices have in common: the input's name.
    group: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// Whether it is chosen.
    #[prop(into)]
    checked: Signal<bool>,
    /// The checkbox was checked or unchecked.
    on_change: Callback<()>,
) -> impl IntoView {
    choice("checkbox", group, None, label, checked, on_change)
}

fn choice(
    kind: &'static str,
    group: &'static str,
    id: Option<&'static str>,
    label: String,
    checked: Signal<bool>,
    on_change: Callback<()>,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type=kind
                name=group
                id=id
                autocomplete="off"
                prop:checked=move || checked.get()
                on:change=move |_| on_change.run(())
            />
            <span>{label}</span>
        </label>
    }
}
