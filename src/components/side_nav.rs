//! The side navigation.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;
use super::window::on_escape;

/// The side navigation: where the page stands. Where it unfolds over the page, a scrim lies under it, a click on which
/// folds it. Places that have no page here are text, not dead links.
#[component]
pub fn SideNav(
    /// The navigation's id, for the button that unfolds it.
    id: &'static str,
    /// The navigation's accessible name.
    label: String,
    /// What the navigation is one of.
    section: String,
    /// The places above the page.
    above: Vec<String>,
    /// What the page is called.
    here: String,
    /// The page's address.
    href: String,
    /// Whether the navigation is unfolded, where it folds.
    open: RwSignal<bool>,
    /// What the page that is called `here` is to the one that is shown: `aria-current`.
    current: Signal<Option<&'static str>>,
    /// The page's own item was clicked.
    on_here: Callback<()>,
) -> impl IntoView {
    on_escape(move |_| open.set(false));
    let on_click = Callback::new(move |()| {
        open.set(false);
        on_here.run(());
    });
    view! {
        <nav class="nav" class:open=move || open.get() id=id aria-label=label>
            <ul>
                <li>
                    <span class="nav-section">{section}</span>
                </li>
                {above
                    .into_iter()
                    .map(|place| {
                        view! {
                            <li>
                                <span class="nav-place">{place}</span>
                            </li>
                        }
                            .into_any()
                    })
                    .collect_view()}
                <li>
                    <Link href on_click class="nav-link" current>
                        <Icon glyph=Glyph::Integrations />
                        {here}
                    </Link>
                </li>
            </ul>
        </nav>
        <div class="nav-scrim" on:click=move |_| open.set(false)></div>
    }
}
