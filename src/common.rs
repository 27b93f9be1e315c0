//! What the parts of several screens share. It knows the API's answers and the words, and no screen.

pub mod api_error;
pub mod confirm_leave;
pub mod remote_data;
pub mod timestamp;

use leptos::prelude::*;

use crate::components::copy_button::CopyLabels;
use crate::i18n::t;

/// What a button that copies says.
pub fn copy_labels() -> CopyLabels {
    CopyLabels { copy: t::common::copy(), copied: t::common::copied(), failed: t::common::not_copied() }
}

/// What a button does and, for those who do not see where it stands, to what.
#[component]
pub fn ActionLabel(
    /// What the button does.
    action: String,
    /// The name of what the action is done to.
    subject: String,
) -> impl IntoView {
    view! {
        {action}
        <span class="visually-hidden">" " {subject}</span>
    }
}
