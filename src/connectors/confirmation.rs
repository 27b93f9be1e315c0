//! The confirmation: what is connected, and what it can be used for. Only **Close** remains.

use crate::ui::draw::Draw;
use contract::api::Connector;
use leptos::prelude::*;

use super::host_of;
use crate::language::use_words;
use crate::ui::banner::{Banner, TitledBanner, Tone};
use crate::ui::button::{Button, Look};
use crate::ui::focus::focus_soon;
use crate::ui::node::{classed, node};

const ID: &str = "saved";
/// The sentence's id: a [`TitledBanner`] names its body so.
const SENTENCE: &str = "saved-body";
const CLOSE: &str = "saved-close";

/// The confirmation. Its **Close** takes the focus, and is described by the sentence.
#[component]
pub fn Confirmation(
    /// What was saved.
    connector: Connector,
    /// **Close**.
    on_close: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let sentence = (words.saved.confirmation)(&connector.name, host_of(&connector.url), &connector.email_id);
    let warnings = (!connector.warnings.is_empty()).then(|| {
        let item = |warning| node("li").text((words.warning)(warning)).drawn();
        let list = node("ul").children(connector.warnings.into_iter().map(item));
        let content = vec![node("p").text(words.saved.warnings).drawn(), list.drawn()];
        view! { <Banner tone=Tone::Warning>{content}</Banner> }.drawn()
    });
    focus_soon(CLOSE);
    let sentence = node("p").text(sentence).drawn();
    let saved = view! {
        <TitledBanner tone=Tone::Success id=ID title=words.saved.title>{sentence}</TitledBanner>
    };
    let close = view! {
        <Button look=Look::Primary id=CLOSE on_press=on_close described_by=Signal::stored(Some(SENTENCE))>
            {words.form.close}
        </Button>
    };
    vec![
        classed("div", "confirmation").child(saved.drawn()).child_if(warnings).drawn(),
        classed("div", "dialog-foot").child(close.drawn()).drawn(),
    ]
    .drawn()
}
