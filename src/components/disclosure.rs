//! A disclosure: the native `<details>`.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlDetailsElement};

use super::icon::{Glyph, Icon};

/// Something that unfolds. `open` follows what the admin does, and can be set.
#[component]
pub fn Disclosure(
    /// The line that always shows, and unfolds the rest.
    #[prop(into)]
    title: String,
    /// The id of what always shows, where something must find it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Whether the rest is unfolded.
    open: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let toggled = move |event: Event| {
        if let Some(details) = event.target() {
            open.set(details.unchecked_into::<HtmlDetailsElement>().open());
        }
    };
    view! {
        <details class="disclosure" prop:open=move || open.get() on:toggle=toggled>
            <summary id=id>
                <Icon glyph=Glyph::ArrowRight />
                " "
                {title}
            </summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}
