//! A field of one line of text.

use crate::ui::draw::{Draw, Drawn};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::field::{Field, Need, Note, described_by, invalid};
use super::node::classed;

/// What a line of text holds, as far as keyboards and checkers care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A person's words.
    Words,
    /// An identifier: no capitals, no spell-checker.
    Identifier,
    /// The same in the shape of an email address.
    Email,
    /// The same in the shape of a URL.
    Url,
}

impl Holds {
    const fn input_mode(self) -> &'static str {
        match self {
            Self::Words | Self::Identifier => "text",
            Self::Email => "email",
            Self::Url => "url",
        }
    }
}

/// A text field. Its value is held outside.
#[component]
pub fn TextField(
    /// The input's id and name.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// Whether it may stay empty.
    need: Need,
    /// What it holds.
    holds: Holds,
    /// One line of help.
    help: Drawn,
    /// What stands in it.
    value: Signal<String>,
    /// What is wrong.
    note: Signal<Option<Note>>,
    /// Whether it can only be read at present.
    readonly: Signal<bool>,
    /// Whether it takes the focus when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// What can be done about what is wrong.
    way_out: Drawn,
    /// What now stands in it.
    on_input: Callback<String>,
    /// It lost the focus.
    on_blur: Callback<()>,
) -> impl IntoView {
    let machine = holds != Holds::Words;
    let described_by = described_by(id, note);
    let invalid = invalid(note);
    let input = classed("input", "input")
        .with("type", "text")
        .with("id", id)
        .with("name", id)
        .with("autocomplete", "off")
        .with_if("autofocus", autofocus.then_some(""))
        .with("inputmode", holds.input_mode())
        .with_if("autocapitalize", machine.then_some("none"))
        .with_if("spellcheck", machine.then_some("false"))
        .with_if("aria-required", (need == Need::Required).then_some("true"))
        .following("aria-invalid", move || invalid().map(Into::into))
        .following("aria-describedby", move || Some(described_by().into()))
        .following("readonly", move || readonly.get().then(|| "".into()))
        .property("value", move || JsValue::from_str(&value.get()))
        .on("input", move |event| on_input.run(event_target_value(&event)))
        // A focused input that is taken away is blurred when what it belongs to is gone already.
        .on("blur", move |_| {
            on_blur.try_run(());
        })
        .drawn();
    view! { <Field id label need help note way_out>{input}</Field> }.drawn()
}
