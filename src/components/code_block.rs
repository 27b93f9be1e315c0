//! Text in fixed width that may be longer than its place.

use leptos::prelude::*;

/// Text in fixed width, which can be scrolled by keyboard.
#[component]
pub fn CodeBlock(
    /// The id of what names the block.
    labelled_by: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <pre tabindex="0" role="region" aria-labelledby=labelled_by>
            <code>{children()}</code>
        </pre>
    }
}
