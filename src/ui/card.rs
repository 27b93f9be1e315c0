//! A card, and its stand-in while what it shows is being fetched.

use crate::ui::draw::{Drawn, Parts};
use leptos::prelude::*;

use super::icon::Icon;
use super::node::{classed, node};

/// A card: a region that its heading names.
#[component]
pub fn Card(
    /// The heading's id.
    id: &'static str,
    /// The kind of thing it is about.
    icon: Icon,
    /// The heading.
    title: &'static str,
    /// Whether its content is still on its way.
    #[prop(into)]
    busy: Signal<bool>,
    children: Parts,
) -> impl IntoView {
    classed("section", "card")
        .with("aria-labelledby", id)
        .following("aria-busy", move || busy.get().then(|| "true".into()))
        .child(
            classed("div", "card-head")
                .child(icon.view())
                .text(" ")
                .child(node("h2").with("id", id).text(title)),
        )
        .child(children.drawn())
        .drawn()
}

/// Bars where text will stand.
pub fn skeleton() -> Vec<Drawn> {
    vec![classed("span", "skeleton").drawn(), classed("span", "skeleton skeleton-short").drawn()]
}
