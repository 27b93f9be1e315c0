//! The app: which screen stands in the frame.

use contract::route::Route;
use leptos::prelude::*;

use crate::components::focus::focus_after_render;
use crate::connector::state::ConnectorPageState;
use crate::connectors::state::ConnectorsState;
use crate::frame::{Frame, MAIN, Page};
use crate::i18n::Language;
use crate::navigation::Navigation;
use crate::pages::connector::ConnectorPage;
use crate::pages::connectors::ConnectorsPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::service_tokens::ServiceTokensPage;
use crate::service_tokens::state::ServiceTokens;

/// The whole app: the frame, and the screen of the route in it.
#[component]
pub fn App(
    /// The language to begin with, whose words are there.
    language: Language,
) -> impl IntoView {
    let navigation = Navigation::start();
    let language = RwSignal::new(language);
    #[cfg(feature = "gallery")]
    if let Some(Route::Gallery(_)) = navigation.route().get_untracked() {
        return view! { <crate::gallery::Gallery route=navigation.route() language /> }.into_any();
    }
    let connectors = ConnectorsState::start(navigation);
    let connector = ConnectorPageState::start(connectors);
    let tokens = ServiceTokens::start(navigation, connectors.overview);
    // Another language is rare: drawing all anew is less code than watching it in every view.
    (move || {
        language.track();
        view! { <Screen navigation language connectors connector tokens /> }.into_any()
    })
    .into_any()
}

#[component]
fn Screen(
    navigation: Navigation,
    language: RwSignal<Language>,
    connectors: ConnectorsState,
    connector: ConnectorPageState,
    tokens: ServiceTokens,
) -> impl IntoView {
    let route = navigation.route();
    let page = Memo::new(move |_| match route.get() {
        Some(Route::Connectors | Route::NewSalesforce) => Page::Connectors,
        Some(Route::SalesforceConnector(_)) => Page::Connector,
        Some(Route::ServiceTokens) => Page::ServiceTokens,
        Some(Route::Gallery(_)) | None => Page::NotFound,
    });
    // What had the focus is gone with the page that it stood on.
    Effect::new(move |before: Option<Page>| {
        let now = page.get();
        if before.is_some_and(|before| before != now) {
            focus_after_render(MAIN);
        }
        now
    });
    let on_connectors = Callback::new(move |()| {
        if route.get_untracked() != Some(Route::Connectors) {
            navigation.go(Route::Connectors);
        }
    });
    let name = Memo::new(move |_| (page.get() == Page::Connector).then(|| connector.title()).flatten());
    view! {
        <Frame language page name on_connectors>
            {move || match page.get() {
                Page::Connectors => view! { <ConnectorsPage state=connectors /> }.into_any(),
                Page::Connector => view! { <ConnectorPage state=connector /> }.into_any(),
                Page::ServiceTokens => view! { <ServiceTokensPage tokens /> }.into_any(),
                Page::NotFound => view! { <NotFoundPage on_connectors /> }.into_any(),
            }}
        </Frame>
    }
}
