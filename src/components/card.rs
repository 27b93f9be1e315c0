//! A card, and its stand-in while what it shows is being fetched.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A card: a region that its heading names.
#[component]
pub fn Card(
    /// The id of the card's heading.
    id: &'static str,
    /// The kind of thing that the card is about.
    glyph: Glyph,
    /// The card's heading.
    #[prop(into)]
    title: String,
    /// Whether the content is still on its way.
    #[prop(into)]
    loading: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby=id aria-busy=move || loading.get().then_some("true")>
            <div class="card-head">
                <Icon glyph />
                " "
                <h2 id=id>{title}</h2>
            </div>
            {children()}
        </section>
    }
}

/// Bars where text will stand, and words for who does not see them.
#[component]
pub fn Skeleton(
    /// What is on its way.
    label: String,
) -> impl IntoView {
    view! {
        <span class="skeleton"></span>
        <span class="skeleton skeleton-short"></span>
        <p class="visually-hidden" role="status">
            {label}
        </p>
    }
}
