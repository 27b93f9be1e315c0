//! The side navigation.

use crate::ui::draw::Draw;
use leptos::ev;
use leptos::prelude::*;

use super::icon::Icon;

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
    /// This page's own item was followed.
    on_here: Callback<()>,
) -> impl IntoView {
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            open.set(false);
        }
    });
    on_cleanup(move || escape.remove());
    let follow = move |event: ev::MouseEvent| {
        if super::focus::is_plain_click(&event) {
            event.prevent_default();
            open.set(false);
            on_here.run(());
        }
    };
    let above = above.into_iter().map(|place| view! { <li><span class="nav-place">{place}</span></li> });
    view! {
        <nav class="nav" class:open=open id=id aria-label=label>
            <ul>
                <li><span class="nav-section">{section}</span></li>
                {above.collect_view()}
                <li>
                    <a class="nav-current" href=href aria-current="page" on:click=follow>
                        {Icon::Integrations.view()}
                        {here}
                    </a>
                </li>
            </ul>
        </nav>
    }
    .drawn()
}
