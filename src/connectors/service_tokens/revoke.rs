//! The question before a token is revoked.

use crate::ui::draw::{Draw, Drawn, live_if};
use leptos::prelude::*;

use super::{Open, Revoking, ServiceTokens};
use crate::connectors::failure::failure_banner;
use crate::language::use_words;
use crate::ui::button::{Button, Look};
use crate::ui::dialog::{Dialog, Width};
use crate::ui::focus::focus_soon;
use crate::ui::live_region::Announcer;
use crate::ui::node::classed;

const FAILURE: &str = "revoke-failure";

/// The question, as a dialog of its own. Esc means to keep the token. `announcer` says that it is revoked.
pub(super) fn dialog(tokens: ServiceTokens, announcer: Announcer) -> Drawn {
    let words = use_words();
    let text = tokens.open.with_untracked(|open| match open {
        Open::Revoke { name, .. } => (words.tokens.revoke_text)(name),
        _ => String::new(),
    });
    let busy = Memo::new(move |_| {
        tokens.open.with(|open| matches!(open, Open::Revoke { stage: Revoking::Sending, .. }))
    });
    let failure = live_if(move || {
        let failure = tokens.open.with(|open| match open {
            Open::Revoke { stage: Revoking::Failed(failure), .. } => Some(failure.clone()),
            _ => None,
        })?;
        focus_soon(FAILURE);
        Some(classed("div", "dialog-text").child(failure_banner(FAILURE, None, failure)).drawn())
    });
    let on_close = Callback::new(move |()| tokens.close());
    let revoke = Callback::new(move |()| tokens.revoke(words.tokens.was_revoked, announcer));
    let foot = classed("div", "dialog-foot")
        .child(view! { <Button on_press=on_close autofocus=true>{words.form.cancel}</Button> }.drawn())
        .child(
            view! { <Button look=Look::Danger on_press=revoke inert=busy busy>{words.tokens.revoke}</Button> }
                .drawn(),
        );
    let content = vec![failure, classed("p", "dialog-text").text(text).drawn(), foot.drawn()];
    view! { <Dialog id="revoke-title" title=words.tokens.revoke_title width=Width::Small on_close>{content}</Dialog> }
        .drawn()
}
