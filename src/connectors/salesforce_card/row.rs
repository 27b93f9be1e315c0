//! A connector's row on the card: its name as a link, how it stands, and the menu of what can be done.

use contract::api::{Connector, ConnectorState};
use contract::route::Route;
use contract::validation::is_sandbox_host;
use leptos::prelude::*;

use super::CardActions;
use crate::common::remote_data::RemoteData;
use crate::common::timestamp::Timestamp;
use crate::components::dynamic::dynamic;
use crate::components::link::Link;
use crate::components::menu::{MenuButton, MenuItem};
use crate::connectors::lifecycle::Action;
use crate::connectors::overview::{Overview, host_of};
use crate::connectors::status_badge::StatusBadge;
use crate::i18n::t;
use crate::i18n::t::connectors as words;
use crate::i18n::t::lifecycle;

/// What the ids of the buttons that unfold a connector's menu begin with.
pub(super) const MENU_BUTTON: &str = "actions-";

/// What the row shows of a connector.
#[derive(Clone, PartialEq, Eq)]
struct Shown {
    connector: Connector,
    last_used_at: Option<i64>,
}

impl Shown {
    fn of(overview: &Overview, id: &str) -> Option<Self> {
        let Overview { list, .. } = overview;
        let connector = list.connectors.iter().find(|one| one.id == id)?.clone();
        let last_used_at = list.usage.get(id).map(|usage| usage.last_used_at);
        Some(Self { connector, last_used_at })
    }
}

/// One connector. What is known of it changes in place: its link and its menu stay, and the focus on them.
#[component]
pub fn Row(
    /// What the card shows.
    overview: Signal<RemoteData<Overview>>,
    /// The connector's id.
    id: String,
    /// What the card's links, buttons and menus do.
    actions: CardActions,
) -> impl IntoView {
    let this = id.clone();
    let shown = Memo::new(move |_| overview.with(|data| data.ready().and_then(|all| Shown::of(all, &this))));
    let name = Signal::derive(move || {
        shown.with(|shown| shown.as_ref().map(|shown| shown.connector.name.clone()).unwrap_or_default())
    });
    let may_manage = Memo::new(move |_| {
        overview.with(|data| data.ready().is_some_and(|overview| overview.config.can_manage))
    });
    let href = Route::SalesforceConnector(id.clone()).path();
    let (this, opened) = (id.clone(), id.clone());
    let items = Callback::new(move |()| {
        let state = shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.connector.state));
        let may_try = overview.with_untracked(|data| {
            data.ready().is_some_and(|overview| !overview.config.try_paths.is_empty())
        });
        items(&this, state, may_try, actions)
    });
    view! {
        <li class="connector">
            <Link class="connector-name" href on_click=Callback::new(move |()| actions.open.run(opened.clone()))>
                {move || name.get()}
            </Link>
            {dynamic(move || shown.get().map(|shown| view! { <About shown /> }.into_any()))}
            {dynamic(move || {
                let id = [MENU_BUTTON, &id].concat();
                may_manage
                    .get()
                    .then(|| {
                        let label = Signal::derive(move || words::actions(&name.get()));
                        view! { <MenuButton id label items /> }.into_any()
                    })
            })}
        </li>
    }
}

/// How the connector stands, where it connects to, and when it was last used.
#[component]
fn About(shown: Shown) -> impl IntoView {
    let Shown { connector, last_used_at } = shown;
    let host = host_of(&connector.url).to_owned();
    let sandbox = is_sandbox_host(&host);
    view! {
        <div class="connector-about">
        <StatusBadge status=connector.status() />
        <span class="connector-host">
            {host} " " {sandbox.then(|| view! { <span class="badge">{words::sandbox()}</span> }.into_any())}
        </span>
        </div>
        <span class="connector-use">
            {match last_used_at {
                Some(at_ms) => {
                    view! {
                        {t::usage::last_used()}
                        " "
                        <Timestamp at_ms />
                    }
                        .into_any()
                }
                None => t::usage::not_used().into_any(),
            }}
        </span>
    }
}

/// What can be done to a connector that is in a state.
fn items(id: &str, state: Option<ConnectorState>, may_try: bool, actions: CardActions) -> Vec<MenuItem> {
    let item = |label, danger, run: fn(CardActions, String)| {
        let id = id.to_owned();
        MenuItem { label, danger, on_choose: Callback::new(move |()| run(actions, id.clone())) }
    };
    let mut items = vec![item(words::open(), false, |actions, id| actions.open.run(id))];
    match state {
        Some(ConnectorState::Connected) => {
            // A deactivated connector sends nothing.
            if may_try {
                let title = t::request_tester::title();
                items.push(item(title, false, |actions, id| actions.try_request.run(id)));
            }
            let ask = |actions: CardActions, id| actions.ask.run((Action::Deactivate, id));
            items.push(item(lifecycle::deactivate(), false, ask));
        }
        Some(ConnectorState::Deactivated) => {
            let ask = |actions: CardActions, id| actions.ask.run((Action::Reactivate, id));
            items.push(item(lifecycle::reactivate(), false, ask));
            items.push(item(lifecycle::delete(), true, |actions, id| actions.ask.run((Action::Delete, id))));
        }
        None => {}
    }
    items
}
