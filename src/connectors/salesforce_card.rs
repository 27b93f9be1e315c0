//! The Salesforce card: what it is for, which connectors there are, and the button that adds one.

use contract::api::{Connector, ConnectorState, Kind};
use contract::validation::is_sandbox_host;
use leptos::prelude::*;

use super::overview::{CreateBlocked, Overview, host_of};
use super::request_tester;
use super::usage::Usage;
use crate::common::ActionLabel;
use crate::common::api_error::{LoadError, Retry};
use crate::common::remote_data::{RemoteData, RemoteStatus};
use crate::components::button::{Button, Size, Variant};
use crate::components::card::{Card, Skeleton};
use crate::components::dynamic::dynamic;
use crate::components::focus::keep_focus;
use crate::components::icon::Glyph;
use crate::i18n::t;
use crate::i18n::t::connectors as words;

/// The id of the card's button: the focus returns to it when the form is closed.
pub const SET_UP_BUTTON: &str = "salesforce-set-up";

/// The id of what says why the button does nothing.
const REASON: &str = "salesforce-reason";

/// The card of the Salesforce connectors.
#[component]
pub fn SalesforceCard(
    /// What the card shows.
    #[prop(into)]
    overview: Signal<RemoteData<Overview>>,
    /// **Set Up** or **Add More** was clicked.
    on_set_up: Callback<()>,
    /// **Try a Request** was clicked, of the connector with this id.
    on_try: Callback<String>,
    /// **Retry** was clicked, after the card could not be loaded.
    on_retry: Callback<()>,
) -> impl IntoView {
    // What is drawn anew changes with the status alone: a list that is fetched again keeps its button, and the focus.
    let status = Memo::new(move |_| overview.with(RemoteData::status));
    let loading = Signal::derive(move || status.get() == RemoteStatus::Loading);
    let retry = Retry::new(on_retry);
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
                    Some(view! { <Connectors overview on_set_up on_try /> }.into_any())
                }
            })}
        </Card>
    }
}

/// The list and its button, while there is something to show. A list that is fetched again changes in place, so
/// that the button keeps the focus.
#[component]
fn Connectors(
    overview: Signal<RemoteData<Overview>>,
    on_set_up: Callback<()>,
    on_try: Callback<String>,
) -> impl IntoView {
    let read =
        move |read: fn(&Overview) -> u64| overview.with(|data| data.ready().map(read).unwrap_or_default());
    let used = Memo::new(move |_| read(|overview| overview.list.of(Kind::Salesforce).count() as u64));
    let blocked = Memo::new(move |_| {
        overview.with(|data| data.ready().and_then(|overview| overview.create_blocked(Kind::Salesforce)))
    });
    let is_blocked = Signal::derive(move || blocked.with(Option::is_some));
    view! {
        <p class="quiet">
            {move || words::count(used.get(), read(|overview| overview.list.limits.of(Kind::Salesforce).into()))}
        </p>
        {dynamic(move || {
            keep_focus(request_tester::BUTTON, SET_UP_BUTTON);
            let Overview { list, config } = overview.with(|data| data.ready().cloned())?;
            if list.of(Kind::Salesforce).next().is_none() {
                return Some(view! { <p class="quiet">{words::empty()}</p> }.into_any());
            }
            let may_try = config.can_manage && !config.try_paths.is_empty();
            let mut usage = list.usage;
            Some(
                view! {
                    <ul class="connector-list" role="list" aria-label=words::list()>
                        {list
                            .connectors
                            .into_iter()
                            .filter(|connector| connector.kind == Kind::Salesforce)
                            .map(|connector| {
                                let usage = usage.remove(&connector.id);
                                view! {
                                    <Row connector may_try on_try>
                                        <Usage usage />
                                    </Row>
                                }
                                    .into_any()
                            })
                            .collect_view()}
                    </ul>
                }
                    .into_any(),
            )
        })}
        <div class="card-foot">
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
                on_click=on_set_up
                aria_disabled=is_blocked
                described_by=Signal::derive(move || is_blocked.get().then_some(REASON))
            >
                {move || if used.get() == 0 { words::set_up() } else { words::add_more() }}
            </Button>
        </div>
    }
}

/// One connector. Its children say how it was used.
#[component]
fn Row(
    connector: Connector,
    /// Whether requests can be tried here, and by this admin.
    may_try: bool,
    on_try: Callback<String>,
    children: Children,
) -> impl IntoView {
    let Connector { id, name, url, state, .. } = connector;
    let host = host_of(&url).to_owned();
    let sandbox = is_sandbox_host(&host);
    let (badge, says) = match state {
        ConnectorState::Connected => ("badge badge-good", words::connected()),
        ConnectorState::Deactivated => ("badge", words::deactivated()),
    };
    let connected = state == ConnectorState::Connected;
    view! {
        <li class="connector">
            <span class="connector-name">{name.clone()}</span>
            <span class=badge>{says}</span>
            <span class="connector-host">
                {host} " "
                {sandbox.then(|| view! { <span class="badge">{words::sandbox()}</span> }.into_any())}
            </span>
            {children()}
            // A deactivated connector sends nothing.
            {(connected && may_try)
                .then(|| {
                    let button = request_tester::button_id(&id);
                    let on_click = Callback::new(move |()| on_try.run(id.clone()));
                    view! {
                        <Button size=Size::Small id=button on_click>
                            <ActionLabel action=t::request_tester::title() subject=name />
                        </Button>
                    }
                        .into_any()
                })}
        </li>
    }
}
