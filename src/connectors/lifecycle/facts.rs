//! Who uses a connector: what stops when it is deactivated, or deleted.

use contract::api::Connector;
use contract::limits::USAGE_DAYS;
use contract::service_token::{ServiceToken, ServiceTokenList, ServiceTokenScope};
use contract::usage::DayUsage;
use leptos::prelude::*;

use super::{Action, Lifecycle};
use crate::api;
use crate::common::remote_data::{OnFailure, RemoteData, RemoteResource};
use crate::common::timestamp::Timestamp;
use crate::components::description_list::{Description, DescriptionList};
use crate::components::dynamic::dynamic;
use crate::i18n::format;
use crate::i18n::t;
use crate::i18n::t::lifecycle as words;

/// Most service tokens that are named.
const NAMED: usize = 5;

/// What is known of a connector's use. The dialog does not wait for it.
#[derive(Clone, Copy)]
pub struct Facts {
    /// When it was last used, as far as was known before anything was fetched.
    pub last_used_at: RwSignal<Option<i64>>,
    /// The connector with its use.
    pub connector: RemoteResource<Connector>,
    /// The organization's service tokens.
    pub tokens: RemoteResource<ServiceTokenList>,
}

impl Facts {
    pub(super) fn new() -> Self {
        Self {
            last_used_at: RwSignal::new(None),
            connector: RemoteResource::default(),
            tokens: RemoteResource::default(),
        }
    }

    pub(super) fn fetch(self, id: &str, last_used_at: Option<i64>) {
        self.last_used_at.set(last_used_at);
        self.fetch_again(id);
    }

    pub(super) fn fetch_again(self, id: &str) {
        self.abandon();
        let id = id.to_owned();
        self.connector.fetch(async move { api::connector(&id).await }, OnFailure::Show);
        self.tokens.fetch(api::service_tokens(), OnFailure::Show);
    }

    /// Forgets what was fetched: an answer that is on its way is another connector's.
    pub(super) fn abandon(self) {
        self.connector.abandon();
        self.tokens.abandon();
    }

    fn last_used_at(self) -> Option<i64> {
        let fetched = self.connector.with(|data| data.ready().and_then(|connector| connector.usage.clone()));
        fetched.map(|usage| usage.last_used_at).or(self.last_used_at.get())
    }

    /// How often the connector was used in the days that are told.
    fn requests(self) -> Fact<DayUsage> {
        self.connector.with(|data| match data {
            RemoteData::Loading => Fact::Loading,
            RemoteData::Failed(_) => Fact::Unknown,
            RemoteData::Ready(connector) => match &connector.usage {
                Some(usage) => {
                    let sum = |count: fn(&DayUsage) -> u64| usage.days.iter().map(count).sum();
                    let failures = sum(|day| day.failures);
                    Fact::Known(DayUsage { day: 0, requests: sum(|day| day.requests), failures })
                }
                None if self.last_used_at.get().is_none() => Fact::Known(DayUsage::default()),
                None => Fact::Unknown,
            },
        })
    }

    /// The names of the service tokens that name the connector, or of all that may use it.
    fn tokens(self, id: &str, action: Action) -> Fact<Vec<String>> {
        self.tokens.with(|data| match data {
            RemoteData::Loading => Fact::Loading,
            RemoteData::Failed(_) => Fact::Unknown,
            RemoteData::Ready(list) => {
                let tokens = list.service_tokens.iter().filter(|token| stops(token, id, action));
                Fact::Known(tokens.map(|token| token.name.clone()).collect())
            }
        })
    }
}

/// Something that is asked for.
enum Fact<T> {
    Loading,
    Known(T),
    Unknown,
}

/// Whether a service token that is still valid stops working with the connector of this id.
fn stops(token: &ServiceToken, id: &str, action: Action) -> bool {
    let valid = token.revoked_at.is_none() && token.expires_at > format::now_ms();
    valid
        && match &token.scope {
            // It goes on with the other connectors.
            ServiceTokenScope::All => action != Action::Delete,
            named @ ServiceTokenScope::Connectors(_) => named.covers(id),
        }
}

/// What stops, as far as it is known by now.
#[component]
pub fn WhatStops(
    /// What the dialog knows.
    lifecycle: Lifecycle,
    /// What stops it.
    action: Action,
) -> impl IntoView {
    let facts = lifecycle.facts;
    let tokens_term = match action {
        Action::Delete => words::tokens_that_name(),
        Action::Deactivate | Action::Reactivate => words::tokens_that_may(),
    };
    view! {
        <DescriptionList>
            <Description term=t::service_tokens::last_used()>
                {dynamic(move || {
                    Some(
                        match facts.last_used_at() {
                            Some(at_ms) => view! { <Timestamp at_ms /> }.into_any(),
                            None => t::usage::not_used().into_any(),
                        },
                    )
                })}
            </Description>
            <Description term=words::requests_of_days(USAGE_DAYS.unsigned_abs())>
                {move || shown(facts.requests(), requests)}
            </Description>
            <Description term=tokens_term>
                {move || {
                    let id = lifecycle.read(|connector| connector.id.clone()).unwrap_or_default();
                    shown(facts.tokens(&id, action), names)
                }}
            </Description>
        </DescriptionList>
    }
}

fn shown<T>(fact: Fact<T>, known: fn(T) -> String) -> String {
    match fact {
        Fact::Loading => words::loading(),
        Fact::Known(value) => known(value),
        Fact::Unknown => words::not_known(),
    }
}

fn requests(DayUsage { requests, failures, .. }: DayUsage) -> String {
    let requests = format::number(requests);
    if failures > 0 { [requests, ", ".to_owned(), t::usage::failures(failures)].concat() } else { requests }
}

fn names(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let named = names.join(", ");
    match (named.is_empty(), more) {
        (true, _) => words::none(),
        (false, 0) => named,
        (false, more) => [named, " ".to_owned(), words::and_more(more as u64)].concat(),
    }
}
