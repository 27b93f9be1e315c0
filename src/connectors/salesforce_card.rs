//! The Salesforce card: what it is for, which connectors there are, and the button that adds one.

use crate::ui::draw::{Draw, Drawn, live, live_if, live_text};
use contract::api::{Connector, ConnectorState};
use contract::rules;
use leptos::prelude::*;

use super::overview::{Load, Obstacle, Overview};
use super::{SET_UP_BUTTON, host_of};
use crate::api::Failure;
use crate::language::use_words;
use crate::ui::banner::{TitledBanner, Tone};
use crate::ui::button::{Button, Look};
use crate::ui::card::{Card, Skeleton};
use crate::ui::icon::Icon;

/// The id of what says why the button does nothing.
const REASON: &str = "salesforce-reason";

/// What the card is drawn for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Ready,
    Failed,
}

impl Stage {
    const fn of(load: &Load<Overview>) -> Self {
        match load {
            Load::Loading => Self::Loading,
            Load::Ready(_) => Self::Ready,
            Load::Failed(_) => Self::Failed,
        }
    }
}

/// The card.
#[component]
pub fn SalesforceCard(
    /// What it shows.
    #[prop(into)]
    overview: Signal<Load<Overview>>,
    /// **Set Up** or **Add More**.
    on_set_up: Callback<()>,
    /// **Retry**, after it could not be loaded.
    on_retry: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    // What is drawn anew changes with the stage alone: a list that is fetched again keeps its button, and the focus.
    let stage = Memo::new(move |_| overview.with(Stage::of));
    let busy = Signal::derive(move || stage.get() == Stage::Loading);
    let content = live(move || match stage.get() {
        Stage::Ready => view! { <Connectors overview on_set_up /> }.drawn(),
        Stage::Failed => match overview.get_untracked() {
            Load::Failed(failure) => view! { <CouldNotLoad failure on_retry /> }.drawn(),
            Load::Loading | Load::Ready(_) => ().drawn(),
        },
        Stage::Loading => view! {
            <p class="visually-hidden" role="status">{words.cards.loading}</p>
            <Skeleton />
        }
        .drawn(),
    });
    view! {
        <Card id="salesforce" icon=Icon::Integrations title=words.cards.salesforce busy>
            <p class="card-purpose">{words.cards.purpose}</p>
            {content}
        </Card>
    }
    .drawn()
}

/// The list and its button, while there is something to show. A list that is fetched again changes in place, so
/// that the button keeps the focus.
#[component]
fn Connectors(overview: Signal<Load<Overview>>, on_set_up: Callback<()>) -> impl IntoView {
    let cards = &use_words().cards;
    let read = move |read: fn(&Overview) -> u8| {
        overview.with(|load| match load {
            Load::Ready(overview) => read(overview),
            Load::Loading | Load::Failed(_) => 0,
        })
    };
    let used = move || read(|overview| u8::try_from(overview.list.connectors.len()).unwrap_or(u8::MAX));
    let count = move || (cards.count)(used().into(), read(|overview| overview.list.limits.salesforce));
    let reason = Signal::derive(move || {
        let obstacle = overview.with(|load| match load {
            Load::Ready(overview) => overview.obstacle(),
            Load::Loading | Load::Failed(_) => None,
        });
        obstacle.map(|obstacle| match obstacle {
            Obstacle::ReadOnly => cards.read_only.to_owned(),
            Obstacle::Full { limit } => (cards.limit)(limit),
        })
    });
    let obstructed = move || reason.with(Option::is_some);
    let list = live(move || {
        let rows: Vec<Drawn> = overview.with(|load| match load {
            Load::Ready(overview) => overview.list.connectors.iter().map(row).collect(),
            Load::Loading | Load::Failed(_) => Vec::new(),
        });
        if rows.is_empty() {
            return view! { <p class="quiet">{cards.empty}</p> }.drawn();
        }
        view! { <ul class="connector-list" role="list" aria-label=cards.list>{rows}</ul> }.drawn()
    });
    view! {
        <p class="quiet">{count}</p>
        {list}
        <div class="card-foot">
            {live_if(move || reason.get().map(|reason| view! { <p class="card-reason" id=REASON>{reason}</p> }.drawn()))}
            <Button
                look=Look::Primary
                id=SET_UP_BUTTON
                on_press=on_set_up
                inert=Signal::derive(obstructed)
                described_by=Signal::derive(move || obstructed().then_some(REASON))
            >
                {live_text(move || if used() == 0 { cards.set_up } else { cards.add_more })}
            </Button>
        </div>
    }
    .drawn()
}

fn row(connector: &Connector) -> Drawn {
    let cards = &use_words().cards;
    let host = host_of(&connector.url).to_owned();
    let state = match connector.state {
        ConnectorState::Connected => cards.connected,
    };
    let sandbox = rules::is_sandbox_host(&host).then(|| view! { <span class="badge">{cards.sandbox}</span> });
    view! {
        <li class="connector">
            <span class="connector-name">{connector.name.clone()}</span>
            <span class="connector-state">{Icon::Check.view()} {state}</span>
            <span class="connector-host">{host} " " {sandbox}</span>
        </li>
    }
    .drawn()
}

#[component]
fn CouldNotLoad(failure: Failure, on_retry: Callback<()>) -> impl IntoView {
    let words = use_words();
    let (remedy, request_id) = match failure {
        Failure::Problem(problem) => ((words.problem)(problem.code).remedy, Some(problem.request_id)),
        Failure::NoAnswer | Failure::NotUnderstood => (words.cards.could_not_load_remedy, None),
    };
    view! {
        <div role="alert">
            <TitledBanner tone=Tone::Error id="could-not-load" title=words.cards.could_not_load>
                <p>{remedy}</p>
                {request_id.map(|id| view! { <p class="banner-detail">{words.form.request_id} " " <code>{id}</code></p> })}
            </TitledBanner>
        </div>
        <div class="card-foot">
            <Button look=Look::Primary on_press=on_retry>{words.cards.retry}</Button>
        </div>
    }
    .drawn()
}
