//! What is shown where the app has no page. The server answers 404 there, so this is rarely seen.

use contract::route::Route;
use leptos::prelude::*;

use crate::components::link::Link;
use crate::i18n::t::not_found as words;
use crate::navigation::Navigation;

/// That there is no such page, and a way out.
#[component]
pub fn NotFoundPage(
    /// Where the page is.
    navigation: Navigation,
) -> impl IntoView {
    let on_click = Callback::new(move |()| navigation.go(Route::Connectors));
    view! {
        <h1>{words::title()}</h1>
        <p>
            <Link href=Route::Connectors.path() on_click>
                {words::to_connectors()}
            </Link>
        </p>
    }
}
