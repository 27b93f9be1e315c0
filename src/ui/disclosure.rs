//! A disclosure: the native `<details>`.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};

use super::draw::Parts;
use super::node::{classed, node};

use super::icon::Icon;

/// Something that unfolds. `open` follows what the admin does, and can be set.
#[component]
pub fn Disclosure(
    /// What always shows.
    title: &'static str,
    /// The id of that, where something must find it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Whether it is unfolded.
    open: RwSignal<bool>,
    children: Parts,
) -> impl IntoView {
    let toggled = move |event: web_sys::Event| {
        if let Some(details) = event.target() {
            open.set(details.unchecked_into::<web_sys::HtmlDetailsElement>().open());
        }
    };
    classed("details", "disclosure")
        .property("open", move || JsValue::from_bool(open.get()))
        .on("toggle", toggled)
        .child(node("summary").with_if("id", id).child(Icon::ArrowRight.view()).text(" ").text(title))
        .child(classed("div", "disclosure-body").child(children.drawn()))
        .drawn()
}
