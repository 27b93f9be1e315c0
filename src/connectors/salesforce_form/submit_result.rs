//! What became of the last **Done**, where it did not end in a saved connector.

use contract::codes::{Field, ProblemCode};
use leptos::prelude::*;

use super::address_search::TryAddresses;
use super::fields::FormContext;
use crate::common::api_error::ProblemDetails;
use crate::components::banner::{Banner, TitledBanner, Tone};
use crate::components::dynamic::dynamic;
use crate::components::error_summary::FieldLink;
use crate::components::focus::focus_after_render;
use crate::components::scroll::scroll_into_view_after_render;
use crate::connectors::before_you_begin::Addresses;
use crate::form::{Failure, SalesforceFormState, Status};
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
    /// Shows a field, by its id, that something may hide.
    unfold: Callback<&'static str>,
    /// **Try the other addresses**.
    on_find_audience: Callback<()>,
) -> impl IntoView {
    // From one failure to the next the way leads through a check, so this tells them apart.
    let rejected = Memo::new(move |_| matches!(form.status.get(), Status::Rejected | Status::Searching));
    dynamic(move || {
        if !rejected.get() {
            return None;
        }
        let failure = form.state.with_untracked(|state| state.failure().cloned())?;
        focus_after_render(ID);
        let saved = if failure.may_have_saved() { words::maybe_saved() } else { words::nothing_saved() };
        let outcome = view! {
            <p>
                <strong>{saved}</strong>
            </p>
            <TryAddresses form banner=ID on_click=on_find_audience />
        }
        .into_any();
        let (title, content) = match failure {
            Failure::Problem(problem) => {
                let addresses = match problem.code {
                    ProblemCode::SalesforceIpRestricted => outgoing.get_untracked(),
                    _ => Vec::new(),
                };
                let more = view! {
                    <MarkedFields form unfold />
                    {(!addresses.is_empty())
                        .then(|| {
                            let announcer = form.announcer;
                            view! { <Addresses id="refused-address" addresses announcer /> }.into_any()
                        })}
                }
                .into_any();
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
    })
}

/// Links to the fields that a failure blames.
#[component]
fn MarkedFields(form: FormContext, unfold: Callback<&'static str>) -> impl IntoView {
    let marked = form.state.with_untracked(SalesforceFormState::blamed);
    let link = move |field: Field| {
        let (id, label) = (field.as_str(), t::field::label(field));
        view! { <p>{words::marked_field()} " " <FieldLink id label on_go=unfold /></p> }.into_any()
    };
    marked.into_iter().map(link).collect_view()
}

/// Says that a check was canceled and nothing saved, until the next one begins.
#[component]
pub fn Canceled(
    /// Whether a check was canceled, and none was begun since.
    canceled: RwSignal<bool>,
) -> impl IntoView {
    dynamic(move || {
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
    })
}
