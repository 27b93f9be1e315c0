//! The Salesforce card: what it is for, which connectors there are, and the button that adds one.

pub mod row;

use contract::api::Kind;
use leptos::prelude::*;

use self::row::{MENU_BUTTON, Row};
use super::lifecycle::Action;
use super::overview::{CreateBlocked, Overview};
use crate::common::api_error::{LoadError, Retry};
use crate::common::remote_data::{RemoteData, RemoteStatus};
use crate::components::button::{Button, Variant};
use crate::components::card::{Card, Skeleton};
use crate::components::dynamic::dynamic;
use crate::components::focus::keep_focus;
use crate::components::icon::Glyph;
use crate::components::link::OutsideLink;
use crate::i18n::t;
use crate::i18n::t::connectors as words;

/// The id of the card's button: the focus returns to it when the form is closed.
pub const SET_UP_BUTTON: &str = "salesforce-set-up";

/// The id of what says why the button does nothing.
const REASON: &str = "salesforce-reason";

/// The id of the heading over the connectors.
const ACTIVE: &str = "salesforce-active";

/// Cisco's own article on how a Salesforce connector is set up. It comes in the reader's language.
const DOCUMENTATION: &str = "https://help.webex.com/article/7fuy63";

/// What the card's links, buttons and menus do. A connector is named by its id.
#[derive(Clone, Copy)]
pub struct CardActions {
    /// **Set Up** or **Add More** was clicked.
    pub set_up: Callback<()>,
    /// A connector's own page is wanted.
    pub open: Callback<String>,
    /// A request is to be tried as a connector.
    pub try_request: Callback<String>,
    /// A connector is to be deactivated, reactivated or deleted.
    pub ask: Callback<(Action, String)>,
    /// **Retry** was clicked, after the card could not be loaded.
    pub retry: Callback<()>,
}

/// The card of the Salesforce connectors.
#[component]
pub fn SalesforceCard(
    /// What the card shows.
    #[prop(into)]
    overview: Signal<RemoteData<Overview>>,
    /// What the card's links, buttons and menus do.
    actions: CardActions,
) -> impl IntoView {
    // What is drawn anew changes with the status alone: a list that is fetched again keeps its button, and the focus.
    let status = Memo::new(move |_| overview.with(RemoteData::status));
    let loading = Signal::derive(move || status.get() == RemoteStatus::Loading);
    let retry = Retry::new(actions.retry);
    view! {
        <Card id="salesforce" glyph=Glyph::Integrations title=words::salesforce() loading>
            <p class="card-purpose">{words::purpose()}</p>
            {dynamic(move || match status.get() {
                RemoteStatus::Loading => Some(view! { <Skeleton label=words::loading() /> }.into_any()),
                RemoteStatus::Failed => {
                    let error = overview.with_untracked(|data| data.error().cloned())?;
                    Some(view! { <LoadError title=words::could_not_load() error retry /> }.into_any())
                }
                RemoteStatus::Ready => {
                    retry.ended(SET_UP_BUTTON);
                    Some(view! { <Connectors overview actions /> }.into_any())
                }
            })}
        </Card>
    }
}

/// The list and its button, while there is something to show. A list that is fetched again changes in place, so
/// that what has the focus keeps it: only connectors that come or go draw its rows anew.
#[component]
fn Connectors(overview: Signal<RemoteData<Overview>>, actions: CardActions) -> impl IntoView {
    let ids = Memo::new(move |_| {
        let of_kind = |overview: &Overview| {
            overview.list.of(Kind::Salesforce).map(|connector| connector.id.clone()).collect::<Vec<_>>()
        };
        overview.with(|data| data.ready().map(of_kind).unwrap_or_default())
    });
    let limit = move || {
        let limit = |overview: &Overview| u64::from(overview.list.limits.of(Kind::Salesforce));
        overview.with(|data| data.ready().map(limit).unwrap_or_default())
    };
    let blocked = Memo::new(move |_| {
        overview.with(|data| data.ready().and_then(|overview| overview.create_blocked(Kind::Salesforce)))
    });
    let is_blocked = Signal::derive(move || blocked.with(Option::is_some));
    view! {
        {dynamic(move || {
            keep_focus(MENU_BUTTON, SET_UP_BUTTON);
            let ids = ids.get();
            let used = ids.len() as u64;
            let count = move || words::count(used, limit());
            if used == 0 {
                return Some(view! { <p class="quiet">{count}</p> }.into_any());
            }
            Some(
                view! {
                    <div class="connectors-head">
                        <h3 id=ACTIVE>{words::active()}</h3>
                        <span class="quiet">{count}</span>
                    </div>
                    <ul class="connectors" role="list" aria-labelledby=ACTIVE>
                        {ids
                            .into_iter()
                            .map(|id| view! { <Row overview id actions /> }.into_any())
                            .collect_view()}
                    </ul>
                }
                    .into_any(),
            )
        })}
        <div class="card-foot card-foot-wide">
            <OutsideLink href=DOCUMENTATION new_tab=t::common::new_tab()>
                {words::documentation()}
            </OutsideLink>
            {dynamic(move || {
                let reason = match blocked.get()? {
                    CreateBlocked::ReadOnly => words::read_only(),
                    CreateBlocked::Full { limit } => words::limit_reached(limit.into()),
                };
                Some(
                    view! {
                        <p class="card-reason" id=REASON>
                            {reason}
                        </p>
                    }
                        .into_any(),
                )
            })}
            <Button
                variant=Variant::Primary
                id=SET_UP_BUTTON
                on_click=actions.set_up
                aria_disabled=is_blocked
                described_by=Signal::derive(move || is_blocked.get().then_some(REASON))
            >
                {move || if ids.with(Vec::is_empty) { words::set_up() } else { words::add_more() }}
            </Button>
        </div>
    }
}
