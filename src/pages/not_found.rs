//! What is shown where the app has no page. The server answers 404 there, with the app.

use contract::route::Route;
use leptos::prelude::*;

use crate::components::link::Link;
use crate::i18n::t::not_found as words;

/// That there is no such page, and a way out.
#[component]
pub fn NotFoundPage(
    /// Goes to the connectors.
    on_connectors: Callback<()>,
) -> impl IntoView {
    view! {
        <h1>{words::title()}</h1>
        <p class="intro">{words::text()}</p>
        <p>
            <Link href=Route::Connectors.path() on_click=on_connectors>
                {words::to_connectors()}
            </Link>
        </p>
    }
}
