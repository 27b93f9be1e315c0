//! What is said of a call that failed.

use crate::ui::draw::{Draw, Drawn};
use contract::api::{Problem, SalesforceError};
use leptos::prelude::*;

use super::RETRY_BUTTON;
use crate::api::Failure;
use crate::language::use_words;
use crate::ui::banner::{TitledBanner, Tone};
use crate::ui::button::{Button, Look};
use crate::ui::focus::focus_soon_if_nowhere;
use crate::ui::node::{classed, node};

/// What to do about a problem, with `more` on that; what Salesforce said; `saved`, whether it was; and how to find it in the log.
pub(super) fn problem_lines(problem: Problem, more: Option<Drawn>, saved: Option<Drawn>) -> Vec<Drawn> {
    let words = use_words();
    let said = problem.salesforce.map(|SalesforceError { error, error_description }| {
        node("p")
            .text(words.form.salesforce_said)
            .text(" ")
            .child(node("code").text(error))
            .text(" ")
            .child(node("code").text(error_description))
            .drawn()
    });
    let again = problem.retry_after.map(|seconds| node("p").text((words.form.retry_after)(seconds)).drawn());
    let remedy = node("p").text((words.problem)(problem.code).remedy).drawn();
    let id = classed("p", "banner-detail")
        .text(words.form.request_id)
        .text(" ")
        .child(node("code").text(problem.request_id))
        .drawn();
    [Some(remedy), more, again, said, saved, Some(id)].into_iter().flatten().collect()
}

/// The banner of a failed call. It can be given the focus by its id; `title` says what failed where that is not plain.
pub(super) fn failure_banner(id: &'static str, title: Option<&'static str>, failure: Failure) -> Drawn {
    let words = use_words();
    let (plain, lines) = match failure {
        Failure::Problem(problem) => {
            ((words.problem)(problem.code).title, problem_lines(*problem, None, None))
        }
        Failure::NoAnswer | Failure::NotUnderstood => {
            (words.form.no_answer, vec![node("p").text(words.cards.could_not_load_remedy).drawn()])
        }
    };
    view! { <TitledBanner tone=Tone::Error id title=title.unwrap_or(plain)>{lines}</TitledBanner> }.drawn()
}

/// **Retry**. It goes away while it works, so what comes then takes the focus.
#[derive(Clone, Copy)]
pub(super) struct Retry {
    on_press: Callback<()>,
    pressed: RwSignal<bool>,
}

impl Retry {
    /// One that was not pressed yet.
    pub(super) fn new(on_retry: Callback<()>) -> Self {
        let pressed = RwSignal::new(false);
        let on_press = Callback::new(move |()| {
            pressed.set(true);
            on_retry.run(());
        });
        Self { on_press, pressed }
    }

    /// What was tried again is over: after a press the focus goes to what stands at this id, unless it has gone elsewhere.
    pub(super) fn ended(self, focus: &'static str) {
        if self.pressed.get_untracked() {
            self.pressed.set(false);
            focus_soon_if_nowhere(focus);
        }
    }
}

/// In place of what could not be loaded.
pub(super) fn could_not_load(title: &'static str, failure: Option<Failure>, retry: Retry) -> Vec<Drawn> {
    retry.ended(RETRY_BUTTON);
    let on_press = retry.on_press;
    let retry =
        view! { <Button look=Look::Primary id=RETRY_BUTTON on_press>{use_words().cards.retry}</Button> };
    let banner = failure_banner("could-not-load", Some(title), failure.unwrap_or(Failure::NoAnswer));
    vec![
        node("div").with("role", "alert").child(banner).drawn(),
        classed("div", "card-foot").child(retry.drawn()).drawn(),
    ]
}
