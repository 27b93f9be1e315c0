//! The list of service tokens.

use contract::service_token::{ServiceToken, ServiceTokenScope};
use leptos::prelude::*;

use super::state::{CREATE_BUTTON, REVOKE_BUTTON, ServiceTokens};
use crate::common::ActionLabel;
use crate::common::api_error::{LoadError, Retry};
use crate::common::remote_data::{RemoteData, RemoteStatus};
use crate::common::timestamp::Timestamp;
use crate::components::button::{Button, Size, Variant};
use crate::components::card::Skeleton;
use crate::components::description_list::{Description, DescriptionList};
use crate::components::focus::keep_focus;
use crate::components::radio::Checkbox;
use crate::connectors::overview::Overview;
use crate::i18n::t::service_tokens as words;
use crate::i18n::{format, t};

/// The id of what says why nothing can be created.
const REASON: &str = "tokens-reason";

/// The list, or what stands in its place. A list that is fetched again keeps its button, and the focus.
#[component]
pub fn TokenList(
    /// What the screen knows.
    tokens: ServiceTokens,
) -> impl IntoView {
    let ServiceTokens { overview, list, .. } = tokens;
    let status =
        Memo::new(move |_| match (overview.with(RemoteData::status), list.with(RemoteData::status)) {
            (RemoteStatus::Failed, _) | (_, RemoteStatus::Failed) => RemoteStatus::Failed,
            (RemoteStatus::Ready, RemoteStatus::Ready) => RemoteStatus::Ready,
            (RemoteStatus::Loading, _) | (_, RemoteStatus::Loading) => RemoteStatus::Loading,
        });
    let error = move || {
        let error = overview.with(|data| data.error().cloned());
        error.or_else(|| list.with(|data| data.error().cloned()))
    };
    let retry = Retry::new(Callback::new(move |()| tokens.retry()));
    view! {
        <section class="card tokens" aria-label=words::title()>
            {move || match status.get() {
                RemoteStatus::Loading => view! { <Skeleton label=words::loading() /> }.into_any(),
                RemoteStatus::Failed => {
                    untrack(error)
                        .map(|error| view! { <LoadError title=words::could_not_load() error retry /> })
                        .into_any()
                }
                RemoteStatus::Ready => {
                    retry.ended(CREATE_BUTTON);
                    view! { <Tokens tokens /> }.into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Tokens(tokens: ServiceTokens) -> impl IntoView {
    let may_not = Memo::new(move |_| {
        tokens.overview.with(|data| data.ready().is_some_and(|overview| !overview.config.can_manage))
    });
    let any_ended = Memo::new(move |_| {
        tokens.list.with(|data| data.ready().is_some_and(|list| list.service_tokens.iter().any(has_ended)))
    });
    let show_ended = tokens.show_ended;
    view! {
        {move || {
            any_ended
                .get()
                .then(|| {
                    view! {
                        <div class="tokens-filter">
                            <Checkbox
                                group="show-ended"
                                label=words::show_ended()
                                checked=show_ended
                                on_change=Callback::new(move |()| show_ended.update(|show| *show = !*show))
                            />
                        </div>
                    }
                        .into_any()
                })
        }}
        {move || {
            keep_focus(REVOKE_BUTTON, CREATE_BUTTON);
            let (RemoteData::Ready(overview), RemoteData::Ready(list)) = (
                tokens.overview.get(),
                tokens.list.get(),
            ) else {
                return ().into_any();
            };
            if list.service_tokens.is_empty() {
                return view! { <p class="quiet">{words::empty()}</p> }.into_any();
            }
            let shown = |token: &ServiceToken| show_ended.get() || !has_ended(token);
            let shown: Vec<_> = list.service_tokens.into_iter().filter(shown).collect();
            if shown.is_empty() {
                return view! { <p class="quiet">{words::none_valid()}</p> }.into_any();
            }
            view! {
                <ul class="connector-list" role="list" aria-label=words::title()>
                    {shown
                        .into_iter()
                        .map(|token| {
                            let scope = scope(&overview, &token.scope);
                            let can_manage = overview.config.can_manage;
                            view! { <Row tokens token scope can_manage /> }.into_any()
                        })
                        .collect_view()}
                </ul>
            }
                .into_any()
        }}
        <div class="card-foot">
            {move || {
                may_not
                    .get()
                    .then(|| {
                        view! {
                            <p class="card-reason" id=REASON>
                                {words::read_only()}
                            </p>
                        }
                            .into_any()
                    })
            }}
            <Button
                variant=Variant::Primary
                id=CREATE_BUTTON
                on_click=Callback::new(move |()| tokens.open_form())
                aria_disabled=may_not
                described_by=Signal::derive(move || may_not.get().then_some(REASON))
            >
                {words::create()}
            </Button>
        </div>
    }
}

/// Whether a token can be used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Valid,
    Expired,
    /// Revoked at a time, in milliseconds since 1970 (UTC).
    Revoked(i64),
}

impl State {
    fn of(token: &ServiceToken) -> Self {
        match token.revoked_at {
            Some(at) => Self::Revoked(at),
            None if token.expires_at <= format::now_ms() => Self::Expired,
            None => Self::Valid,
        }
    }
}

/// Whether a token was revoked or has expired.
fn has_ended(token: &ServiceToken) -> bool {
    State::of(token) != State::Valid
}

/// A token's row: what it is for, how it stands, and the button that revokes it.
#[component]
fn Row(
    tokens: ServiceTokens,
    token: ServiceToken,
    /// What the token may be used for, in words.
    scope: String,
    can_manage: bool,
) -> impl IntoView {
    let state = State::of(&token);
    let ServiceToken { id, name, prefix, expires_at, last_used_at, created_by, created_at, .. } = token;
    let (badge, says) = match state {
        State::Valid => ("badge badge-good", words::valid()),
        State::Expired => ("badge", words::expired()),
        State::Revoked(_) => ("badge", words::revoked()),
    };
    view! {
        <li class="token">
            <div class="token-head">
                <span class="connector-name">{name.clone()}</span>
                <span class=badge>{says}</span>
                <code>{prefix} "…"</code>
                {(state == State::Valid && can_manage)
                    .then(|| {
                        let button = [REVOKE_BUTTON, &id].concat();
                        let subject = name.clone();
                        let on_click = Callback::new(move |()| tokens.ask_to_revoke(id.clone(), name.clone()));
                        view! {
                            <Button size=Size::Small id=button on_click>
                                <ActionLabel action=words::revoke() subject />
                            </Button>
                        }
                            .into_any()
                    })}
            </div>
            <DescriptionList>
                <Description term=t::frame::connectors()>{scope}</Description>
                <Description term=words::expires()>
                    <Timestamp at_ms=expires_at />
                </Description>
                <Description term=words::last_used()>
                    {match last_used_at {
                        Some(at_ms) => view! { <Timestamp at_ms /> }.into_any(),
                        None => t::usage::not_used().into_any(),
                    }}
                </Description>
                <Description term=words::created_by()>
                    <span>{created_by} ", " <Timestamp at_ms=created_at /></span>
                </Description>
                {match state {
                    State::Revoked(at_ms) => {
                        view! {
                            <Description term=words::revoked()>
                                <Timestamp at_ms />
                            </Description>
                        }
                            .into_any()
                    }
                    State::Valid | State::Expired => ().into_any(),
                }}
            </DescriptionList>
        </li>
    }
}

/// What a token may be used for. A connector that is gone is named by its id.
fn scope(overview: &Overview, scope: &ServiceTokenScope) -> String {
    let ServiceTokenScope::Connectors(ids) = scope else { return words::all() };
    let connectors = &overview.list.connectors;
    let name = |id: &String| {
        connectors.iter().find(|one| one.id == *id).map_or_else(|| id.clone(), |one| one.name.clone())
    };
    ids.iter().map(name).collect::<Vec<_>>().join(", ")
}
