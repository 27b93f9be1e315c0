//! The card **History**: what happened to the connector, newest first.

use contract::api::{ConnectorField, HistoryEntry, HistoryEvent};
use contract::codes::Field;
use contract::limits::HISTORY_DAYS;
use leptos::prelude::*;

use super::history_state::{Older, entry_id};
use super::state::ConnectorPageState;
use super::status::SalesforceSaid;
use crate::common::api_error::{LoadError, Retry};
use crate::common::remote_data::{RemoteData, RemoteStatus};
use crate::common::timestamp::Timestamp;
use crate::components::button::Button;
use crate::components::card::Skeleton;
use crate::components::dynamic::dynamic;
use crate::components::section::Section;
use crate::i18n::t::connector::history as words;
use crate::i18n::{format, t};

/// The id of the card's heading.
const TITLE: &str = "history";
/// The id of **Show older**.
const OLDER: &str = "history-older";

/// The card.
#[component]
pub fn HistoryCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let page = state.shown.history.page;
    let status = Memo::new(move |_| page.with(RemoteData::status));
    let created_at = Memo::new(move |_| state.shown.read(|connector| connector.created_at));
    let retry = Retry::new(Callback::new(move |()| state.shown.retry_history()));
    view! {
        <Section id=TITLE title=words::title()>
            {dynamic(move || match status.get() {
                RemoteStatus::Loading => Some(view! { <Skeleton label=words::loading() /> }.into_any()),
                RemoteStatus::Failed => {
                    let error = untrack(move || page.with(|page| page.error().cloned()))?;
                    let title = words::could_not_load();
                    Some(view! { <LoadError id="history-failed" button="history-retry" title error retry /> }.into_any())
                }
                RemoteStatus::Ready => {
                    retry.ended(TITLE);
                    Some(view! { <Entries state /> }.into_any())
                }
            })}
            {dynamic(move || {
                let at_ms = created_at.get()?;
                Some(view! { <p class="quiet">{words::set_up()} " " <Timestamp at_ms /></p> }.into_any())
            })}
        </Section>
    }
}

/// The entries, and what is older.
#[component]
fn Entries(state: ConnectorPageState) -> impl IntoView {
    let page = state.shown.history.page;
    let entries = Memo::new(move |_| {
        page.with(|page| page.ready().map(|page| page.entries.clone()).unwrap_or_default())
    });
    let has_older =
        Memo::new(move |_| page.with(|page| page.ready().is_some_and(|page| page.next.is_some())));
    let older = state.shown.history.older;
    let loading = Memo::new(move |_| older.with(|older| *older == Older::Loading));
    let failed = Memo::new(move |_| older.with(|older| matches!(older, Older::Failed(_))));
    view! {
        <p class="quiet">{words::kept(HISTORY_DAYS.unsigned_abs())}</p>
        {dynamic(move || {
            let entries = entries.get();
            if entries.is_empty() {
                return Some(view! { <p>{words::empty()}</p> }.into_any());
            }
            Some(
                view! {
                    <ol class="history" role="list" aria-labelledby=TITLE>
                        {entries
                            .into_iter()
                            .map(|entry| view! { <Entry entry /> }.into_any())
                            .collect_view()}
                    </ol>
                }
                    .into_any(),
            )
        })}
        {dynamic(move || {
            has_older
                .get()
                .then(|| {
                    view! {
                        <Button
                            id=OLDER
                            on_click=Callback::new(move |()| state.shown.history.show_older(state.shown.id.get_untracked()))
                            aria_disabled=loading
                            loading
                        >
                            {move || if loading.get() { words::loading() } else { words::show_older() }}
                        </Button>
                    }
                        .into_any()
                })
        })}
        <div class="history-failed" role="status">
            {dynamic(move || failed.get().then(|| view! { <p>{words::could_not_load()}</p> }.into_any()))}
        </div>
    }
}

/// Something that happened, or happened several times in a row.
#[component]
fn Entry(entry: HistoryEntry) -> impl IntoView {
    let id = entry_id(&entry);
    let title = title(&entry);
    let HistoryEntry { created_at, times, last_at, user, code, step, salesforce, duration_ms, .. } = entry;
    let count = u64::try_from(times).unwrap_or_default();
    let mut details: Vec<String> = Vec::new();
    details.extend(user.map(|user| words::by(&user)));
    details.extend(step.map(|step| words::at_step(&t::step(step))));
    let took = duration_ms.and_then(|duration| u64::try_from(duration).ok());
    details.extend(took.map(|took| words::took(&format::milliseconds(took))));
    view! {
        <li class="history-entry" id=id tabindex="-1">
            <div class="history-head">
                <p class="history-what">
                    <strong>{title}</strong>
                    {(count > 1).then(|| view! { <span class="badge">{words::times(count)}</span> }.into_any())}
                </p>
                <p class="quiet">
                    {(count > 1)
                        .then(|| view! { <span><Timestamp at_ms=created_at /> " – "</span> }.into_any())}
                    <Timestamp at_ms=last_at />
                </p>
            </div>
            {(!details.is_empty())
                .then(|| view! { <p class="quiet">{details.join(", ")}</p> }.into_any())}
            {code.map(|code| view! { <p>{t::problem::title(code)}</p> }.into_any())}
            {salesforce.map(|said| view! { <SalesforceSaid said /> }.into_any())}
        </li>
    }
}

/// What happened.
fn title(entry: &HistoryEntry) -> String {
    match entry.event {
        HistoryEvent::Checked if entry.code.is_some() => words::check_failed(),
        HistoryEvent::Checked => words::checked(),
        HistoryEvent::Changed if entry.fields.is_empty() => words::changed(),
        HistoryEvent::Changed => {
            let fields: Vec<String> = entry.fields.iter().map(|&field| label(field)).collect();
            words::changed_fields(&fields.join(", "))
        }
        HistoryEvent::Deactivated => words::deactivated(),
        HistoryEvent::Reactivated => words::reactivated(),
        HistoryEvent::Failing => words::failing(),
        HistoryEvent::Recovered => words::recovered(),
    }
}

/// What a field of a connector is called.
fn label(field: ConnectorField) -> String {
    match (field, field.as_str().parse::<Field>()) {
        (ConnectorField::Notes, _) => t::notes::notes(),
        (ConnectorField::Contact, _) => t::notes::contact(),
        (_, Ok(field)) => t::field::label(field),
        (_, Err(_)) => field.to_string(),
    }
}
