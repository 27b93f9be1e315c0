//! What became of the last **Done**, where it did not end in a saved connector.

use crate::ui::draw::{Draw, Drawn, live_if};
use contract::api::Problem;
use contract::codes::ProblemCode;
use leptos::prelude::*;

use super::Model;
use crate::connectors::failure::problem_lines;
use crate::form::{Failure, Phase, Stage};
use crate::language::use_words;
use crate::ui::banner::{Banner, TitledBanner, Tone};
use crate::ui::focus::focus_soon;
use crate::ui::node::node;

const ID: &str = "outcome";

/// The banner of a failure. It takes the focus when it appears.
pub(super) fn failure(model: Model, outgoing: Signal<Vec<String>>) -> Drawn {
    live_if(move || {
        // From one failure to the next the way leads through a check, so the stage tells them apart.
        if model.stage.get() != Stage::Rejected {
            return None;
        }
        let failure = model.state.with_untracked(|state| match state.phase() {
            Phase::Rejected(failure) => Some(failure.clone()),
            _ => None,
        })?;
        focus_soon(ID);
        Some(match failure {
            Failure::Problem(problem) => problem_banner(*problem, outgoing),
            Failure::NoAnswer => {
                let words = use_words().form.no_answer;
                let remedy = node("p").text(words.remedy).drawn();
                view! { <TitledBanner tone=Tone::Error id=ID title=words.title>{remedy}</TitledBanner> }
                    .drawn()
            }
        })
    })
}

fn problem_banner(problem: Problem, outgoing: Signal<Vec<String>>) -> Drawn {
    let words = use_words();
    let title = (words.problem)(problem.code).title;
    let addresses = (problem.code == ProblemCode::SalesforceIpRestricted).then(|| {
        let item = |address: String| node("li").child(node("code").text(address)).drawn();
        node("ul").children(outgoing.get_untracked().into_iter().map(item)).drawn()
    });
    let undone = node("p").child(node("strong").text(words.form.nothing_saved)).drawn();
    let lines = problem_lines(problem, addresses, Some(undone));
    view! { <TitledBanner tone=Tone::Error id=ID title>{lines}</TitledBanner> }.drawn()
}

/// That a check was cancelled in time, until the form is used again.
pub(super) fn cancelled(cancelled: RwSignal<bool>) -> Drawn {
    let text = use_words().form.cancelled;
    live_if(move || {
        let text = cancelled.get().then(|| node("p").text(text).drawn())?;
        Some(view! { <Banner tone=Tone::Info>{text}</Banner> }.drawn())
    })
}
