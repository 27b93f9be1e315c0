//! Links: within the app, and to what others publish.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A link that is followed here, unless it is to be opened in another tab or window.
#[component]
pub fn Link(
    /// The address that the link leads to.
    href: String,
    /// Goes to the address, within the page.
    on_click: Callback<()>,
    /// The link's class, where it looks otherwise than links do.
    #[prop(optional)]
    class: Option<&'static str>,
    /// What the link is to the page that is shown: `aria-current`.
    #[prop(optional, into)]
    current: Signal<Option<&'static str>>,
    children: Children,
) -> impl IntoView {
    let click = move |event: MouseEvent| {
        if is_plain_click(&event) {
            event.prevent_default();
            on_click.run(());
        }
    };
    view! {
        <a href=href class=class aria-current=move || current.get() on:click=click>
            {children()}
        </a>
    }
}

/// A link to a page of others, which opens in a tab of its own.
#[component]
pub fn OutsideLink(
    /// The address that the link leads to.
    href: &'static str,
    /// Says, for those who do not see the icon, that it opens in a new tab.
    new_tab: String,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="outside-link" href=href target="_blank" rel="noopener">
            {children()}
            <span class="visually-hidden">" " {new_tab}</span>
            <Icon glyph=Glyph::PopOut />
        </a>
    }
}

/// Whether a click means to follow a link here, rather than in another tab or window.
fn is_plain_click(event: &MouseEvent) -> bool {
    event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key()
}
