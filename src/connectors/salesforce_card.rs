//! The Salesforce card: what it is for, which connectors there are, and the button that adds one.

use crate::ui::draw::{Draw, Drawn, live, live_if, live_text};
use contract::api::{Connector, ConnectorState};
use contract::rules;
use leptos::prelude::*;

use super::failure::{Retry, could_not_load};
use super::fetched::{Load, Stage};
use super::overview::{Obstacle, Overview};
use super::{SET_UP_BUTTON, about, host_of, list, loading, trial, usage};
use crate::language::use_words;
use crate::ui::button::{Button, Look, Size};
use crate::ui::card::Card;
use crate::ui::focus::keep_focus;
use crate::ui::icon::Icon;
use crate::ui::node::classed;

/// The id of what says why the button does nothing.
const REASON: &str = "salesforce-reason";

/// The card.
#[component]
pub fn SalesforceCard(
    /// What it shows.
    #[prop(into)]
    overview: Signal<Load<Overview>>,
    /// **Set Up** or **Add More**.
    on_set_up: Callback<()>,
    /// **Try a Request**, of the connector with this id.
    on_try: Callback<String>,
    /// **Retry**, after it could not be loaded.
    on_retry: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    // What is drawn anew changes with the stage alone: a list that is fetched again keeps its button, and the focus.
    let stage = Memo::new(move |_| overview.with(Load::stage));
    let busy = Signal::derive(move || stage.get() == Stage::Loading);
    let retry = Retry::new(on_retry);
    let content = live(move || match stage.get() {
        Stage::Ready => {
            retry.ended(SET_UP_BUTTON);
            view! { <Connectors overview on_set_up on_try /> }.drawn()
        }
        Stage::Failed => {
            let failure = overview.with_untracked(|load| load.failure().cloned());
            could_not_load(words.cards.could_not_load, failure, retry).drawn()
        }
        Stage::Loading => loading(words.cards.loading).drawn(),
    });
    let content = vec![classed("p", "card-purpose").text(words.cards.purpose).drawn(), content];
    view! { <Card id="salesforce" icon=Icon::Integrations title=words.cards.salesforce busy>{content}</Card> }
        .drawn()
}

/// The list and its button, while there is something to show. A list that is fetched again changes in place, so
/// that the button keeps the focus.
#[component]
fn Connectors(
    overview: Signal<Load<Overview>>,
    on_set_up: Callback<()>,
    on_try: Callback<String>,
) -> impl IntoView {
    let cards = &use_words().cards;
    let read =
        move |read: fn(&Overview) -> u8| overview.with(|load| load.ready().map(read).unwrap_or_default());
    let used = move || read(|overview| u8::try_from(overview.list.connectors.len()).unwrap_or(u8::MAX));
    let count = move || (cards.count)(used().into(), read(|overview| overview.list.limits.salesforce));
    let reason = Signal::derive(move || {
        let obstacle = overview.with(|load| load.ready().and_then(Overview::obstacle));
        obstacle.map(|obstacle| match obstacle {
            Obstacle::ReadOnly => cards.read_only.to_owned(),
            Obstacle::Full { limit } => (cards.limit)(limit),
        })
    });
    let obstructed = move || reason.with(Option::is_some);
    let rows = live(move || {
        keep_focus(trial::BUTTON, SET_UP_BUTTON);
        let rows = |overview: &Overview| {
            let connectors = overview.list.connectors.iter();
            connectors.map(|connector| row(overview, connector, on_try)).collect::<Vec<Drawn>>()
        };
        let rows = overview.with(|load| load.ready().map(rows).unwrap_or_default());
        if rows.is_empty() {
            return classed("p", "quiet").text(cards.empty).drawn();
        }
        list(cards.list, rows)
    });
    let reason_line = live_if(move || {
        reason.get().map(|reason| classed("p", "card-reason").with("id", REASON).text(reason).drawn())
    });
    let button = view! {
        <Button
            look=Look::Primary
            id=SET_UP_BUTTON
            on_press=on_set_up
            inert=Signal::derive(obstructed)
            described_by=Signal::derive(move || obstructed().then_some(REASON))
        >
            {live_text(move || if used() == 0 { cards.set_up } else { cards.add_more })}
        </Button>
    };
    vec![
        classed("p", "quiet").live_text(move || count().into()).drawn(),
        rows,
        classed("div", "card-foot").child(reason_line).child(button.drawn()).drawn(),
    ]
    .drawn()
}

fn row(overview: &Overview, connector: &Connector, on_try: Callback<String>) -> Drawn {
    let words = use_words();
    let cards = &words.cards;
    let host = host_of(&connector.url).to_owned();
    let (class, icon, state) = match connector.state {
        ConnectorState::Connected => ("connector-state", Some(Icon::Check.view()), cards.connected),
        ConnectorState::Deactivated => ("connector-state connector-off", None, cards.deactivated),
    };
    let sandbox = rules::is_sandbox_host(&host).then(|| classed("span", "badge").text(cards.sandbox));
    let config = &overview.config;
    // A deactivated connector sends nothing.
    let active = connector.state == ConnectorState::Connected;
    let may_try = active && config.can_manage && !config.try_paths.is_empty();
    let name = connector.name.clone();
    classed("li", "connector")
        .child(classed("span", "connector-name").text(name))
        .child(classed("span", class).child_if(icon).text(" ").text(state))
        .child(classed("span", "connector-host").text(host).text(" ").child_if(sandbox))
        .children(usage::lines(overview.list.usage.get(&connector.id)))
        .child_if(may_try.then(|| try_button(connector, on_try)))
        .drawn()
}

fn try_button(connector: &Connector, on_try: Callback<String>) -> Drawn {
    let id = connector.id.clone();
    let button = trial::button_of(&id);
    let on_press = Callback::new(move |()| on_try.run(id.clone()));
    let label = about(use_words().trial.title, &connector.name);
    view! { <Button size=Size::Small id=button on_press>{label}</Button> }.drawn()
}
