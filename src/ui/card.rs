//! A card, and its stand-in while what it shows is being fetched.

use crate::ui::draw::{Draw, Parts};
use leptos::prelude::*;

use super::icon::Icon;

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
    view! {
        <section class="card" aria-labelledby=id aria-busy=move || busy.get().then_some("true")>
            <div class="card-head">{icon.view()} <h2 id=id>{title}</h2></div>
            {children.drawn()}
        </section>
    }
    .drawn()
}

/// Bars where text will stand.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <span class="skeleton"></span>
        <span class="skeleton skeleton-short"></span>
    }
    .drawn()
}
