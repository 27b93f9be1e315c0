//! What became of the last **Done**, where it did not end in a saved connector.

use contract::codes::ProblemCode;
use leptos::prelude::*;

use super::fields::FormContext;
use crate::common::api_error::ProblemDetails;
use crate::components::banner::{Banner, TitledBanner, Tone};
use crate::components::focus::focus_after_render;
use crate::components::scroll::scroll_into_view_after_render;
use crate::connectors::before_you_begin::Addresses;
use crate::form::{Failure, Status};
use crate::i18n::t;
use crate::i18n::t::salesforce_form as words;

const ID: &str = "outcome";
const CANCELED: &str = "canceled";

/// The banner of a failure. It takes the focus when it appears.
#[component]
pub fn Rejected(
    /// What every part of the form works with.
    form: FormContext,
    /// The server's outgoing addresses: empty where not configured.
    outgoing: Signal<Vec<String>>,
) -> impl IntoView {
    move || {
        // From one failure to the next the way leads through a check, so the status tells them apart.
        if form.status.get() != Status::Rejected {
            return None;
        }
        let failure = form.state.with_untracked(|state| state.failure().cloned())?;
        focus_after_render(ID);
        let saved = if failure.may_have_saved() { words::maybe_saved() } else { words::nothing_saved() };
        let outcome = view! {
            <p>
                <strong>{saved}</strong>
            </p>
        }
        .into_any();
        let (title, content) = match failure {
            Failure::Problem(problem) => {
                let addresses = match problem.code {
                    ProblemCode::SalesforceIpRestricted => outgoing.get_untracked(),
                    _ => Vec::new(),
                };
                let more = match addresses.is_empty() {
                    true => ().into_any(),
                    false => {
                        let announcer = form.announcer;
                        view! { <Addresses id="refused-address" addresses announcer /> }.into_any()
                    }
                };
                let title = t::problem::title(problem.code);
                (title, view! { <ProblemDetails problem=*problem more outcome /> }.into_any())
            }
            Failure::NoAnswer => {
                let content = view! {
                    <p>{t::common::check_connection()}</p>
                    {outcome}
                };
                (t::common::no_answer(), content.into_any())
            }
        };
        let banner = view! {
            <TitledBanner tone=Tone::Error id=ID title>
                {content}
            </TitledBanner>
        };
        Some(banner.into_any())
    }
}

/// That a check was canceled and nothing saved, until the next one begins.
#[component]
pub fn Canceled(
    /// Whether it is to be said.
    canceled: RwSignal<bool>,
) -> impl IntoView {
    move || {
        canceled.get().then(|| {
            // **Cancel** stands below the fields, this above them.
            scroll_into_view_after_render(CANCELED);
            view! {
                <Banner tone=Tone::Info id=CANCELED>
                    <p>{words::canceled()}</p>
                </Banner>
            }
            .into_any()
        })
    }
}
