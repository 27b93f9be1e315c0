//! Facts about one thing: names and values.

use leptos::prelude::*;

/// Facts, beside one another where there is room: its children are [`Description`]s.
#[component]
pub fn DescriptionList(children: Children) -> impl IntoView {
    view! { <dl class="description-list">{children()}</dl> }
}

/// One fact of a description list: what it is, and its value.
#[component]
pub fn Description(
    /// What the fact is called.
    term: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
