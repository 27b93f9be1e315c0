//! One of a few, by the browser's own list.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::draw::{Draw, Drawn};
use super::field::{Field, Need, Note, described_by, invalid};
use super::node::node;

/// A choice of one: its id, its label, one line of help, what is wrong, and what can be chosen. It is drawn with what is
/// chosen then, and says what is chosen later. While `inert` nothing can be chosen.
pub fn select(
    (id, label, help): (&'static str, &'static str, &'static str),
    note: Signal<Option<Note>>,
    options: Vec<String>,
    chosen: usize,
    inert: Signal<bool>,
    on_choose: Callback<usize>,
) -> Drawn {
    let option = |(at, text): (usize, String)| {
        node("option").with_if("selected", (at == chosen).then_some("")).text(text).drawn()
    };
    let described_by = described_by(id, note);
    let invalid = invalid(note);
    let list = node("select")
        .with("class", "input")
        .with("id", id)
        .with("autocomplete", "off")
        .following("disabled", move || inert.get().then(|| "".into()))
        .following("aria-invalid", move || invalid().map(Into::into))
        .following("aria-describedby", move || Some(described_by().into()))
        .on("change", move |event| {
            let list = event.target().map(|list| list.unchecked_into::<web_sys::HtmlSelectElement>());
            let index = list.and_then(|list| usize::try_from(list.selected_index()).ok());
            on_choose.run(index.unwrap_or_default());
        })
        .children(options.into_iter().enumerate().map(option));
    view! {
        <Field id label need=Need::Given help=help.drawn() note way_out=().drawn()>{list.drawn()}</Field>
    }
    .drawn()
}
