//! A card of a page: its title on the left, its content on the right, one above the other where there is no room.

use leptos::prelude::*;

/// A card over the full width: a region that its heading names.
#[component]
pub fn Section(
    /// The id of the card's heading, which can be given the focus.
    id: &'static str,
    /// The card's heading.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card section" aria-labelledby=id>
            <h2 class="section-title" id=id tabindex="-1">
                {title}
            </h2>
            <div class="section-content">{children()}</div>
        </section>
    }
}
