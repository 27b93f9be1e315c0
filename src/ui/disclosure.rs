//! A disclosure: the native `<details>`.

use crate::ui::draw::{Draw, Parts};
use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;

/// Something that unfolds. `open` follows what the admin does, and can be set.
#[component]
pub fn Disclosure(
    /// What always shows.
    title: &'static str,
    /// Whether it is unfolded.
    open: RwSignal<bool>,
    children: Parts,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let toggled = move |_| {
        if let Some(details) = node.get_untracked() {
            open.set(details.open());
        }
    };
    view! {
        <details class="disclosure" node_ref=node prop:open=open on:toggle=toggled>
            <summary>{Icon::ArrowRight.view()} {title}</summary>
            <div class="disclosure-body">{children.drawn()}</div>
        </details>
    }
    .drawn()
}
