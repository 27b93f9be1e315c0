//! A text to take elsewhere.

use leptos::prelude::*;

use super::copy_button::{CopyButton, CopyLabels};
use super::live_region::Announcer;

/// A text in fixed width, and the button that copies it.
#[component]
pub fn Copyable(
    /// The id of the button that copies.
    #[prop(into)]
    id: String,
    /// The text that is shown and copied.
    #[prop(into)]
    text: String,
    /// What the button says.
    labels: CopyLabels,
    /// Says what became of it to who does not see it.
    announcer: Announcer,
) -> impl IntoView {
    let copied = text.clone();
    view! {
        <span class="copyable">
            <code>{text.clone()}</code>
            <CopyButton id labels subject=text announcer text=Callback::new(move |()| copied.clone()) />
        </span>
    }
}
