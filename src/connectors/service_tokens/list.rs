//! The list of service tokens.

use crate::ui::draw::{Draw, Drawn, live};
use contract::service_token::{ServiceToken, ServiceTokenList, ServiceTokenScope};
use leptos::prelude::*;

use super::{CREATE_BUTTON, Draft, Open, ServiceTokens};
use crate::connectors::failure::could_not_load;
use crate::connectors::moment::moment;
use crate::connectors::overview::{Load, Overview};
use crate::connectors::{about, list as named_list, loading};
use crate::language::{format, use_words};
use crate::ui::button::{Button, Look, Size};
use crate::ui::facts::facts;
use crate::ui::node::{classed, node};

/// The id of what says why nothing can be created.
const REASON: &str = "tokens-reason";

/// The list, or what stands in its place.
pub(super) fn list(tokens: ServiceTokens) -> Drawn {
    let words = &use_words().tokens;
    let content = live(move || {
        tokens.overview.with(|overview| {
            tokens.list.with(|list| match (overview, list) {
                (Load::Failed(failure), _) | (_, Load::Failed(failure)) => {
                    let on_retry = Callback::new(move |()| tokens.retry());
                    could_not_load(words.could_not_load, failure.clone(), on_retry).drawn()
                }
                (Load::Ready(overview), Load::Ready(list)) => loaded(tokens, overview, list),
                (Load::Loading, _) | (_, Load::Loading) => loading(words.loading).drawn(),
            })
        })
    });
    classed("section", "card tokens").with("aria-label", words.title).child(content).drawn()
}

fn loaded(tokens: ServiceTokens, overview: &Overview, list: &ServiceTokenList) -> Drawn {
    let words = &use_words().tokens;
    let may = overview.config.can_manage;
    let now_ms = format::now_ms();
    let row = |token| row(tokens, overview, token, now_ms);
    let rows: Vec<Drawn> = list.service_tokens.iter().map(row).collect();
    let tokens_or_none = match rows.is_empty() {
        true => classed("p", "quiet").text(words.empty).drawn(),
        false => named_list(words.title, rows),
    };
    let reason = (!may).then(|| classed("p", "card-reason").with("id", REASON).text(words.read_only));
    let on_press = Callback::new(move |()| tokens.open.set(Open::Form(Draft::new())));
    let button = view! {
        <Button
            look=Look::Primary
            id=CREATE_BUTTON
            on_press
            inert=Signal::stored(!may)
            described_by=Signal::stored((!may).then_some(REASON))
        >
            {words.create}
        </Button>
    };
    let foot = classed("div", "card-foot").child_if(reason).child(button.drawn());
    vec![tokens_or_none, foot.drawn()].drawn()
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
            tokens.open.set(Open::Revoke { id: id.clone(), name: name.clone(), failure: None });
        });
        let label = about(says.revoke, &token.name);
        view! { <Button size=Size::Small on_press>{label}</Button> }.drawn()
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
