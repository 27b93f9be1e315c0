//! What became of the last **Done**, where it did not end in a saved connector.

use crate::ui::draw::{Draw, Drawn, live_if};
use contract::api::{Problem, SalesforceError};
use contract::codes::ProblemCode;
use leptos::prelude::*;

use super::{Model, Stage};
use crate::form::{Failure, Phase};
use crate::language::use_words;
use crate::ui::banner::{Banner, TitledBanner, Tone};
use crate::ui::focus::focus_soon;

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
            Failure::Problem(problem) => view! { <ProblemBanner problem=*problem outgoing /> }.drawn(),
            Failure::NoAnswer => {
                let words = use_words().form.no_answer;
                view! {
                    <TitledBanner tone=Tone::Error id=ID title=words.title>
                        <p>{words.remedy}</p>
                    </TitledBanner>
                }
                .drawn()
            }
        })
    })
}

#[component]
fn ProblemBanner(problem: Problem, outgoing: Signal<Vec<String>>) -> impl IntoView {
    let words = use_words();
    let text = (words.problem)(problem.code);
    let addresses = (problem.code == ProblemCode::SalesforceIpRestricted).then(|| {
        let items =
            outgoing.get_untracked().into_iter().map(|address| view! { <li><code>{address}</code></li> });
        view! { <ul>{items.collect_view()}</ul> }
    });
    let said = problem.salesforce.map(|SalesforceError { error, error_description }| {
        view! {
            <p>{words.form.salesforce_said} " " <code>{error}</code> " " <code>{error_description}</code></p>
        }
    });
    let again = problem.retry_after.map(|seconds| view! { <p>{(words.form.retry_after)(seconds)}</p> });
    view! {
        <TitledBanner tone=Tone::Error id=ID title=text.title>
            <p>{text.remedy}</p>
            {addresses}
            {again}
            {said}
            <p><strong>{words.form.nothing_saved}</strong></p>
            <p class="banner-detail">{words.form.request_id} " " <code>{problem.request_id}</code></p>
        </TitledBanner>
    }
    .drawn()
}

/// That a check was cancelled in time, until the form is used again.
pub(super) fn cancelled(cancelled: RwSignal<bool>) -> Drawn {
    let text = use_words().form.cancelled;
    live_if(move || cancelled.get().then(|| view! { <Banner tone=Tone::Info><p>{text}</p></Banner> }.drawn()))
}
