//! The list of service tokens.

use crate::ui::draw::{Draw, Drawn, live, live_if};
use contract::service_token::{ServiceToken, ServiceTokenList, ServiceTokenScope};
use leptos::prelude::*;

use super::{CREATE_BUTTON, Draft, Open, REVOKE_BUTTON, Revoking, ServiceTokens};
use crate::connectors::failure::{Retry, could_not_load};
use crate::connectors::fetched::{Load, Stage};
use crate::connectors::moment::moment;
use crate::connectors::overview::Overview;
use crate::connectors::{about, list as named_list, loading};
use crate::language::{format, use_words};
use crate::ui::button::{Button, Look, Size};
use crate::ui::facts::facts;
use crate::ui::focus::keep_focus;
use crate::ui::node::{classed, node};

/// The id of what says why nothing can be created.
const REASON: &str = "tokens-reason";

/// The list, or what stands in its place. A list that is fetched again keeps its button, and the focus.
pub(super) fn list(tokens: ServiceTokens) -> Drawn {
    let words = &use_words().tokens;
    let ServiceTokens { overview, list, .. } = tokens;
    let stage = Memo::new(move |_| match (overview.with(Load::stage), list.with(Load::stage)) {
        (Stage::Failed, _) | (_, Stage::Failed) => Stage::Failed,
        (Stage::Ready, Stage::Ready) => Stage::Ready,
        (Stage::Loading, _) | (_, Stage::Loading) => Stage::Loading,
    });
    let retry = Retry::new(Callback::new(move |()| tokens.retry()));
    let content = live(move || match stage.get() {
        Stage::Failed => {
            let failure = untrack(move || {
                let failure = overview.with(|load| load.failure().cloned());
                failure.or_else(|| list.with(|load| load.failure().cloned()))
            });
            could_not_load(words.could_not_load, failure, retry).drawn()
        }
        Stage::Ready => {
            retry.ended(CREATE_BUTTON);
            loaded(tokens)
        }
        Stage::Loading => loading(words.loading).drawn(),
    });
    classed("section", "card tokens").with("aria-label", words.title).child(content).drawn()
}

fn loaded(tokens: ServiceTokens) -> Drawn {
    let words = &use_words().tokens;
    let rows = live(move || {
        keep_focus(REVOKE_BUTTON, CREATE_BUTTON);
        let now_ms = format::now_ms();
        let rows = |overview: &Overview, list: &ServiceTokenList| {
            let tokens_of = list.service_tokens.iter();
            tokens_of.map(|token| row(tokens, overview, token, now_ms)).collect::<Vec<Drawn>>()
        };
        let rows = tokens.overview.with(|overview| {
            tokens.list.with(|list| Some(rows(overview.ready()?, list.ready()?))).unwrap_or_default()
        });
        match rows.is_empty() {
            true => classed("p", "quiet").text(words.empty).drawn(),
            false => named_list(words.title, rows),
        }
    });
    let may_not = Memo::new(move |_| {
        tokens.overview.with(|overview| overview.ready().is_some_and(|overview| !overview.config.can_manage))
    });
    let reason = live_if(move || {
        let reason = may_not.get().then(|| classed("p", "card-reason").with("id", REASON))?;
        Some(reason.text(words.read_only).drawn())
    });
    let on_press = Callback::new(move |()| tokens.open.set(Open::Form(Draft::new())));
    let button = view! {
        <Button
            look=Look::Primary
            id=CREATE_BUTTON
            on_press
            inert=may_not
            described_by=Signal::derive(move || may_not.get().then_some(REASON))
        >
            {words.create}
        </Button>
    };
    let foot = classed("div", "card-foot").child(reason).child(button.drawn());
    vec![rows, foot.drawn()].drawn()
}

/// How a token stands.
enum State {
    Valid,
    Expired,
    Revoked(i64),
}

fn row(tokens: ServiceTokens, overview: &Overview, token: &ServiceToken, now_ms: i64) -> Drawn {
    let words = use_words();
    let says = &words.tokens;
    let state = match token.revoked_at {
        Some(at) => State::Revoked(at),
        None if token.expires_at <= now_ms => State::Expired,
        None => State::Valid,
    };
    let (class, says_state) = match state {
        State::Valid => ("badge badge-good", says.valid),
        State::Expired => ("badge", says.expired),
        State::Revoked(_) => ("badge", says.revoked),
    };
    let created =
        node("span").text(token.created_by.clone()).text(", ").child(moment(token.created_at)).drawn();
    let moment = |at| moment(at).drawn();
    let mut told = vec![
        (words.frame.connectors, scope(overview, &token.scope)),
        (says.expires, moment(token.expires_at)),
        (says.last_used, token.last_used_at.map_or_else(|| words.usage.not_used.drawn(), moment)),
        (says.created_by, created),
    ];
    if let State::Revoked(at) = state {
        told.push((says.revoked, moment(at)));
    }
    let revoke = (matches!(state, State::Valid) && overview.config.can_manage).then(|| {
        let (id, name) = (token.id.clone(), token.name.clone());
        let on_press = Callback::new(move |()| {
            tokens.open.set(Open::Revoke { id: id.clone(), name: name.clone(), stage: Revoking::Asking });
        });
        let label = about(says.revoke, &token.name);
        let button = [REVOKE_BUTTON, &token.id].concat();
        view! { <Button size=Size::Small id=button on_press>{label}</Button> }.drawn()
    });
    let head = classed("div", "token-head")
        .child(classed("span", "connector-name").text(token.name.clone()))
        .child(classed("span", class).text(says_state))
        .child(node("code").text(token.prefix.clone()).text("…"))
        .child_if(revoke);
    classed("li", "token").child(head).child(facts(told)).drawn()
}

/// What a token may be used for. A connector that is gone is named by its id.
fn scope(overview: &Overview, scope: &ServiceTokenScope) -> Drawn {
    let ServiceTokenScope::Connectors(ids) = scope else { return use_words().tokens.all.drawn() };
    let connectors = &overview.list.connectors;
    let name = |id: &String| {
        connectors.iter().find(|one| one.id == *id).map_or_else(|| id.clone(), |one| one.name.clone())
    };
    ids.iter().map(name).collect::<Vec<_>>().join(", ").drawn()
}
