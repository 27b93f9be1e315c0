//! The breadcrumb.

use leptos::prelude::*;

use super::icon::Icon;
use super::link::link;
use super::node::{classed, node};

/// The way to this page. Most of what leads there has no page here, so it is no link.
#[component]
pub fn Breadcrumb(
    /// Its accessible name.
    label: &'static str,
    /// The places above this page.
    above: Vec<&'static str>,
    /// The place right above, where it has a page: its name, its address, and what following it does.
    parent: Option<(&'static str, String, Callback<()>)>,
    /// This page.
    here: &'static str,
) -> impl IntoView {
    let arrow = || Icon::ArrowRight.view();
    let above = above.into_iter().map(|place| node("li").text(place).child(arrow()).drawn());
    let parent = parent.map(|(place, href, on_go)| {
        let link = link(href, on_go).text(place);
        node("li").child(link).child(arrow())
    });
    let here = node("li").child(node("span").with("aria-current", "page").text(here));
    classed("nav", "breadcrumb")
        .with("aria-label", label)
        .child(node("ol").children(above).child_if(parent).child(here))
        .drawn()
}
