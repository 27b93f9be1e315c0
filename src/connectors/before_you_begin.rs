//! "Before you begin": what to have at hand, and step one in Salesforce, beside the form.

use crate::ui::draw::{Draw, Drawn, live_if};
use leptos::prelude::*;

use crate::language::use_words;
use crate::ui::disclosure::Disclosure;
use crate::ui::node::{classed, node};

/// Where the panel stands beside the form rather than above it: the same as in `form.css`.
const BESIDE: &str = "(min-width: 56.01rem)";

/// The panel. It can be folded; where it would push the fields down it begins so.
#[component]
pub fn BeforeYouBegin(
    /// The server's outgoing addresses: empty where not configured.
    outgoing: Signal<Vec<String>>,
) -> impl IntoView {
    let begin = &use_words().begin;
    let beside = window().match_media(BESIDE).ok().flatten().is_some_and(|query| query.matches());
    let list = |tag, items: Vec<Drawn>| {
        node(tag).children(items.into_iter().map(|item| node("li").child(item).drawn()))
    };
    let addresses = live_if(move || {
        let outgoing = outgoing.get();
        let items: Vec<Drawn> =
            outgoing.into_iter().map(|address| node("code").text(address).drawn()).collect();
        (!items.is_empty())
            .then(|| vec![node("p").text(begin.outgoing).drawn(), list("ul", items).drawn()].drawn())
    });
    let steps = list("ol", begin.connected_app.iter().map(|step| step.drawn()).collect());
    let content = vec![
        node("p").text(begin.at_hand).drawn(),
        addresses,
        node("h2").text(begin.step_one).drawn(),
        steps.drawn(),
        node("p").text(begin.external_client_app).drawn(),
    ];
    let panel = view! { <Disclosure title=begin.title open=RwSignal::new(beside)>{content}</Disclosure> };
    classed("aside", "begin").with("aria-label", begin.title).child(panel.drawn()).drawn()
}
