//! Radio buttons and check boxes.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::node::{Node, Text, classed, node};

/// How many of a group can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One: a radio button.
    One,
    /// Any number: a check box.
    Any,
}

impl Kind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::One => "radio",
            Self::Any => "checkbox",
        }
    }
}

/// One of the group with this name, with its label; with an id where something must find it.
pub fn choice(
    kind: Kind,
    group: &'static str,
    id: Option<&'static str>,
    label: impl Into<Text>,
    checked: impl Fn() -> bool + Send + 'static,
    on_choose: Callback<()>,
) -> Node {
    let input = node("input")
        .with("type", kind.input_type())
        .with("name", group)
        .with_if("id", id)
        .with("autocomplete", "off")
        .property("checked", move || JsValue::from_bool(checked()))
        .on("change", move |_| on_choose.run(()));
    classed("label", "choice").child(input).child(node("span").text(label))
}
