//! What became of the last **Done**, where it did not end in a saved connector.

use crate::ui::draw::{Draw, Drawn, live_if};
use contract::codes::ProblemCode;
use leptos::prelude::*;

use super::Model;
use crate::connectors::failure::problem_lines;
use crate::form::{Failure, Status};
use crate::language::use_words;
use crate::ui::banner::{Banner, TitledBanner, Tone};
use crate::ui::focus::focus_soon;
use crate::ui::node::node;

const ID: &str = "outcome";

/// The banner of a failure. It takes the focus when it appears.
pub(super) fn failure(model: Model, outgoing: Signal<Vec<String>>) -> Drawn {
    live_if(move || {
        // From one failure to the next the way leads through a check, so the stage tells them apart.
        if model.stage.get() != Status::Rejected {
            return None;
        }
        let failure = model.state.with_untracked(|state| state.failure().cloned())?;
        focus_soon(ID);
        let words = use_words();
        let saved = if failure.may_have_saved() { words.form.maybe_saved } else { words.form.nothing_saved };
        let saved = node("p").child(node("strong").text(saved)).drawn();
        let (title, lines) = match failure {
            Failure::Problem(problem) => {
                let of_address = problem.code == ProblemCode::SalesforceIpRestricted;
                let addresses = outgoing.get_untracked();
                let addresses = (of_address && !addresses.is_empty()).then(|| {
                    let item = |address: String| node("li").child(node("code").text(address)).drawn();
                    node("ul").children(addresses.into_iter().map(item)).drawn()
                });
                ((words.problem)(problem.code).title, problem_lines(*problem, addresses, Some(saved)))
            }
            Failure::NoAnswer => {
                let remedy = node("p").text(words.cards.could_not_load_remedy).drawn();
                (words.form.no_answer, vec![remedy, saved])
            }
        };
        Some(view! { <TitledBanner tone=Tone::Error id=ID title>{lines}</TitledBanner> }.drawn())
    })
}

/// That a check was cancelled and nothing saved, until the next one begins.
pub(super) fn cancelled(cancelled: RwSignal<bool>) -> Drawn {
    let text = use_words().form.canceled;
    live_if(move || {
        let text = cancelled.get().then(|| node("p").text(text).drawn())?;
        Some(view! { <Banner tone=Tone::Info>{text}</Banner> }.drawn())
    })
}
