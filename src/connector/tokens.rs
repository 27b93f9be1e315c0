//! Which service tokens may send requests as the connector.

use contract::route::Route;
use contract::service_token::{ServiceToken, ServiceTokenScope};
use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::common::api_error::{LoadError, Retry};
use crate::common::remote_data::{RemoteData, RemoteStatus};
use crate::common::timestamp::Timestamp;
use crate::components::card::Skeleton;
use crate::components::dynamic::dynamic;
use crate::components::link::Link;
use crate::i18n::t;
use crate::i18n::t::connector::usage as words;

/// The id of the heading over the tokens.
const TITLE: &str = "usage-tokens";

/// The tokens that can be used and cover the connector, and the way to all of them.
#[component]
pub fn Tokens(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let tokens = state.shown.tokens;
    let status = Memo::new(move |_| tokens.with(RemoteData::status));
    let retry = Retry::new(Callback::new(move |()| state.shown.retry_tokens()));
    view! {
        <h3 class="section-part" id=TITLE tabindex="-1">
            {words::tokens()}
        </h3>
        {dynamic(move || match status.get() {
            RemoteStatus::Loading => {
                Some(view! { <Skeleton label=t::service_tokens::loading() /> }.into_any())
            }
            RemoteStatus::Failed => {
                let error = untrack(move || tokens.with(|tokens| tokens.error().cloned()))?;
                let title = t::service_tokens::could_not_load();
                Some(view! { <LoadError id="tokens-failed" button="tokens-retry" title error retry /> }.into_any())
            }
            RemoteStatus::Ready => {
                retry.ended(TITLE);
                Some(view! { <Covering state /> }.into_any())
            }
        })}
        <p>
            <Link href=Route::ServiceTokens.path() on_click=state.shown.around.on_tokens>
                {t::service_tokens::title()}
            </Link>
        </p>
    }
}

#[component]
fn Covering(state: ConnectorPageState) -> impl IntoView {
    let covering = Memo::new(move |_| {
        let (id, now) = (state.shown.id.get(), (state.shown.around.now)());
        let may_use = |token: &&ServiceToken| {
            token.revoked_at.is_none() && token.expires_at > now && token.scope.covers(&id)
        };
        state.shown.tokens.with(|tokens| {
            let tokens = tokens.ready().map(|list| list.service_tokens.as_slice()).unwrap_or_default();
            tokens.iter().filter(may_use).cloned().collect::<Vec<_>>()
        })
    });
    dynamic(move || {
        let covering = covering.get();
        if covering.is_empty() {
            return Some(view! { <p class="quiet">{words::no_token()}</p> }.into_any());
        }
        Some(
            view! {
                <ul class="covering" role="list" aria-labelledby=TITLE>
                    {covering
                        .into_iter()
                        .map(|ServiceToken { name, scope, expires_at, .. }| {
                            let all = scope == ServiceTokenScope::All;
                            view! {
                                <li>
                                    <span class="connector-name">{name}</span>
                                    <span class="quiet">
                                        {all.then(|| view! { <span>{t::service_tokens::all()} ". "</span> }.into_any())}
                                        {t::common::labeled(&t::service_tokens::expires())} " "
                                        <Timestamp at_ms=expires_at />
                                    </span>
                                </li>
                            }
                                .into_any()
                        })
                        .collect_view()}
                </ul>
            }
                .into_any(),
        )
    })
}
