//! "Before you begin": what to have at hand, and step one in Salesforce, beside the form.

use crate::ui::draw::{Draw, live_if};
use leptos::prelude::*;

use crate::language::use_words;
use crate::ui::disclosure::Disclosure;

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
    let addresses = live_if(move || {
        let outgoing = outgoing.get();
        (!outgoing.is_empty()).then(|| {
            let items = outgoing.into_iter().map(|address| view! { <li><code>{address}</code></li> });
            view! {
                <p>{begin.outgoing}</p>
                <ul>{items.collect_view()}</ul>
            }
            .drawn()
        })
    });
    let steps = begin.connected_app.iter().map(|step| view! { <li>{*step}</li> });
    view! {
        <aside class="begin" aria-label=begin.title>
            <Disclosure title=begin.title open=RwSignal::new(beside)>
                <p>{begin.at_hand}</p>
                {addresses}
                <h2>{begin.step_one}</h2>
                <ol>{steps.collect_view()}</ol>
                <p>{begin.external_client_app}</p>
            </Disclosure>
        </aside>
    }
    .drawn()
}
