//! What became of the last **Done** or **Save**, where it did not end in a saved connector.

use contract::codes::{Field, ProblemCode};
use leptos::prelude::*;

use super::address_search::TryAddresses;
use super::fields::FormContext;
use crate::common::api_error::ProblemDetails;
use crate::components::banner::{Banner, TitledBanner, Tone};
use crate::components::dynamic::dynamic;
use crate::components::error_summary::FieldLink;
use crate::components::focus::focus_in_form_after_render;
use crate::components::scroll::scroll_into_view_after_render;
use crate::connectors::before_you_begin::Addresses;
use crate::connectors::conflicts::Conflicts;
use crate::form::{Failure, Form, SalesforceFormState, Status};
use crate::i18n::t;
use crate::i18n::t::salesforce_form as words;

const ID: &str = "outcome";
/// The id of the notice that a check was canceled.
pub const CANCELED: &str = "canceled";

/// The banner of a failure. It takes the focus when it appears, unless somebody is at work elsewhere.
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
        let addresses = match &failure {
            Failure::Problem(problem) if problem.code == ProblemCode::SalesforceIpRestricted => {
                outgoing.get_untracked()
            }
            Failure::Problem(_) | Failure::NoAnswer => Vec::new(),
        };
        let conflicts = form.state.with_untracked(|state| state.conflicts().to_vec());
        let left = Signal::derive(move || form.state.with(Form::has_changes));
        let more = view! {
            <Conflicts conflicts left />
            <MarkedFields form unfold />
            {(!addresses.is_empty())
                .then(|| {
                    let announcer = form.announcer;
                    view! { <Addresses id="refused-address" addresses announcer /> }.into_any()
                })}
        };
        let offer = view! { <TryAddresses form banner=ID on_click=on_find_audience /> }.into_any();
        let (maybe_saved, more) = (form.maybe_saved(), more.into_any());
        Some(view! { <FailureBanner id=ID failure maybe_saved more offer /> }.into_any())
    })
}

/// The banner of a failure, for any form. It takes the focus when it appears, unless somebody is at work elsewhere.
#[component]
pub fn FailureBanner(
    /// The banner's id.
    id: &'static str,
    /// Why nothing was saved, as far as is known.
    failure: Failure,
    /// What is said where it may have been saved.
    maybe_saved: String,
    /// More on what to do.
    more: AnyView,
    /// What is offered at the end.
    #[prop(optional)]
    offer: Option<AnyView>,
) -> impl IntoView {
    focus_in_form_after_render(id);
    let saved = if failure.may_have_saved() { maybe_saved } else { words::nothing_saved() };
    let outcome = view! {
        <p>
            <strong>{saved}</strong>
        </p>
        {offer}
    }
    .into_any();
    let (title, content) = match failure {
        Failure::Problem(problem) => {
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
    view! {
        <TitledBanner tone=Tone::Error id title>
            {content}
        </TitledBanner>
    }
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

/// Says what became of the last press of a button, as long as that stands.
#[component]
pub fn Notice(
    /// The notice's id.
    id: &'static str,
    /// Whether the notice stands.
    #[prop(into)]
    shown: Signal<bool>,
    /// What the notice says.
    text: String,
) -> impl IntoView {
    dynamic(move || {
        shown.get().then(|| {
            // The button stands below the fields, this above them.
            scroll_into_view_after_render(id);
            let text = text.clone();
            view! {
                <Banner tone=Tone::Info id>
                    <p>{text}</p>
                </Banner>
            }
            .into_any()
        })
    })
}
