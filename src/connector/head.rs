//! The page's head: the way back, the connector's name, and how it stands, once that is known.

use contract::api::Connector;
use contract::route::Route;
use contract::validation::is_sandbox_host;
use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::components::dynamic::dynamic;
use crate::components::icon::{Glyph, Icon};
use crate::components::link::Link;
use crate::connectors::overview::host_of;
use crate::connectors::status_badge::StatusBadge;
use crate::i18n::t;
use crate::i18n::t::connector as words;

/// The id of the heading, which can be given the focus.
pub const NAME: &str = "connector-name";

/// The head of the page of a connector.
#[component]
pub fn Head(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let name = Memo::new(move |_| state.title().unwrap_or_else(words::title));
    let status = Memo::new(move |_| state.shown.read(Connector::status).filter(|_| !state.shown.is_gone()));
    let sandbox = Memo::new(move |_| state.shown.read(|connector| is_sandbox_host(host_of(&connector.url))));
    view! {
        <div class="page-head">
            <Link class="page-back" href=Route::Connectors.path() on_click=state.shown.around.on_connectors>
                <Icon glyph=Glyph::ArrowRight />
                <span class="visually-hidden">{words::back()}</span>
            </Link>
            <h1 id=NAME tabindex="-1">
                {move || name.get()}
            </h1>
            {dynamic(move || status.get().map(|status| view! { <StatusBadge status /> }.into_any()))}
            {dynamic(move || {
                let badge = || view! { <span class="badge">{t::connectors::sandbox()}</span> }.into_any();
                sandbox.get().is_some_and(|sandbox| sandbox).then(badge)
            })}
        </div>
    }
}
