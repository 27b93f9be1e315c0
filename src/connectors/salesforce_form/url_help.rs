//! The help at URL: what it is, Salesforce's own text on `aud`, and the offer for what an address bar shows.

use crate::ui::draw::{Draw, Drawn, live_if};
use contract::codes::Field;
use leptos::prelude::*;

use super::Model;
use crate::form::FormState;
use crate::language::use_words;
use crate::ui::button::{Button, Size};
use crate::ui::focus::focus_soon;
use crate::ui::node::{classed, node};

/// Salesforce's help on the JWT bearer flow: its list of claims explains `aud`.
const AUD: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm&type=5";

/// What URL is.
pub(super) fn help() -> Drawn {
    let words = use_words();
    node("span")
        .text((words.field)(Field::Url).help)
        .text(" ")
        .text(words.form.external_client_app)
        .text(" ")
        .child(
            node("a")
                .with("href", AUD)
                .with("target", "_blank")
                .with("rel", "noopener")
                .text(words.form.aud_link),
        )
        .drawn()
}

/// The offer, while there is one.
pub(super) fn offer(model: Model) -> Drawn {
    let words = use_words();
    let offer = Memo::new(move |_| model.state.with(FormState::suggested_url));
    let accept = Callback::new(move |()| {
        if let Some(url) = offer.get_untracked() {
            model.edit(Field::Url, url);
            // The button is gone with the error.
            focus_soon(Field::Url.as_str());
        }
    });
    let button = move |url: String| {
        let button = view! { <Button size=Size::Small on_press=accept>{(words.form.use_url)(&url)}</Button> };
        classed("div", "field-action").child(button.drawn()).drawn()
    };
    live_if(move || offer.get().map(button))
}
