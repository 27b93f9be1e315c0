//! The side navigation.

use leptos::prelude::*;

use super::icon::Icon;
use super::link::link;
use super::node::{classed, node};
use super::window::on_escape;

/// The side navigation: where this page stands. Places that have no page here are text, not dead links.
#[component]
pub fn SideNav(
    /// Its id, for the button that unfolds it.
    id: &'static str,
    /// Its accessible name.
    label: &'static str,
    /// What it is a navigation of.
    section: &'static str,
    /// The places above this page.
    above: Vec<&'static str>,
    /// This page.
    here: &'static str,
    /// Its address.
    href: String,
    /// Whether it is unfolded, where it folds.
    open: RwSignal<bool>,
    /// Whether the page stands below it.
    below: Signal<bool>,
    /// This page's own item was followed.
    on_here: Callback<()>,
) -> impl IntoView {
    on_escape(move |_| open.set(false));
    let follow = Callback::new(move |()| {
        open.set(false);
        on_here.run(());
    });
    let place = |class, text: &'static str| node("li").child(classed("span", class).text(text)).drawn();
    let above = above.into_iter().map(|above| place("nav-place", above));
    let here = link(href, follow)
        .with("class", "nav-current")
        .following("aria-current", move || Some(if below.get() { "true" } else { "page" }.into()))
        .child(Icon::Integrations.view())
        .text(here);
    let list = node("ul").child(place("nav-section", section)).children(above).child(node("li").child(here));
    node("nav")
        .following("class", move || Some(if open.get() { "nav open" } else { "nav" }.into()))
        .with("id", id)
        .with("aria-label", label)
        .child(list)
        .drawn()
}
