//! **Try the other addresses**, and what came of it.
//!
//! Views of one shape are compiled once: so texts stand in paragraphs and list items of their own.

use contract::api::TriedAddress;
use contract::codes::Field;
use contract::limits::{DEFAULT_URL, SANDBOX_URL};
use leptos::prelude::*;

use super::fields::FormContext;
use crate::common::api_error::try_again_in;
use crate::components::banner::{TitledBanner, Tone};
use crate::components::button::{Button, Size};
use crate::components::dynamic::dynamic;
use crate::components::focus::{focus_after_render, focus_in_form_after_render};
use crate::form::{AddressSearch, Failure, SalesforceFormState, Status};
use crate::i18n::t;
use crate::i18n::t::salesforce_form as words;

const FOUND: &str = "address-found";

/// The button, where another address may let the form in; else why that did not help. What comes of it gives the focus to
/// the banner around it, whose id is `banner`.
#[component]
pub fn TryAddresses(
    /// What every part of the form works with.
    form: FormContext,
    /// The id of the banner.
    banner: &'static str,
    /// The button was clicked.
    on_click: Callback<()>,
) -> impl IntoView {
    let offered = Memo::new(move |_| form.state.with(SalesforceFormState::may_search));
    let told = Memo::new(move |_| {
        let told =
            |search: &AddressSearch| matches!(search, AddressSearch::NotFound(_) | AddressSearch::Failed(_));
        form.state.with(|state| told(state.address_search()))
    });
    dynamic(move || {
        let mut parts = Vec::new();
        if told.get() {
            focus_after_render(banner);
            form.state.with_untracked(|state| tell(&mut parts, state));
        }
        if form.status.get() == Status::Searching {
            // The button is gone.
            focus_after_render(banner);
            parts.push(line(words::trying_addresses()));
        } else if offered.get() {
            parts.push(line(words::try_addresses_help()));
            parts.push(button(words::try_addresses(), on_click));
        }
        Some(parts.into_any())
    })
}

fn line(text: String) -> AnyView {
    view! { <p>{text}</p> }.into_any()
}

fn button(text: String, on_click: Callback<()>) -> AnyView {
    view! {
        <div class="field-action">
            <Button size=Size::Small on_click>
                {text}
            </Button>
        </div>
    }
    .into_any()
}

/// What each address said and where else to look, or why none could be asked.
fn tell(parts: &mut Vec<AnyView>, state: &SalesforceFormState) {
    match state.address_search() {
        AddressSearch::NotFound(refused) => {
            parts.push(line(words::addresses_refused()));
            let items = refused.iter().map(|one| view! { <li>{refusal(one)}</li> }.into_any());
            parts.push(view! { <ul>{items.collect_view()}</ul> }.into_any());
            let at_login = |url: &str| [DEFAULT_URL, SANDBOX_URL].contains(&url);
            if at_login(state.value(Field::Url)) && refused.iter().all(|one| at_login(&one.url)) {
                parts.push(line(words::enter_my_domain()));
            }
        }
        AddressSearch::Failed(Failure::Problem(problem)) => {
            parts.push(line(failed(&t::problem::title(problem.code))));
            parts.extend(problem.retry_after.map(|seconds| line(try_again_in(seconds))));
        }
        AddressSearch::Failed(Failure::NoAnswer) => parts.push(line(failed(&t::common::no_answer()))),
        AddressSearch::None | AddressSearch::Found { .. } => {}
    }
}

fn failed(why: &str) -> String {
    [&words::addresses_failed(), " ", why].concat()
}

fn refusal(TriedAddress { url, audience, code, salesforce }: &TriedAddress) -> String {
    let mut text = url.clone();
    if let Some(audience) = audience {
        text = [&text, " (", &t::field::label(Field::Audience), " ", audience, ")"].concat();
    }
    if let Some(code) = code {
        text = [&text, " – ", &t::problem::title(*code)].concat();
    }
    if let Some(said) = salesforce {
        text = [&text, " (", &said.error, ": ", &said.error_description, ")"].concat();
    }
    text
}

/// What was found, with the way back. It takes the focus when it appears.
#[component]
pub fn Found(
    /// What every part of the form works with.
    form: FormContext,
    /// Shows a field, by its id, that something may hide.
    unfold: Callback<&'static str>,
) -> impl IntoView {
    let found = Memo::new(move |_| {
        form.state.with(|state| matches!(state.address_search(), AddressSearch::Found { .. }))
    });
    let undo = Callback::new(move |()| {
        form.state.update(SalesforceFormState::undo_search);
        focus_after_render(Field::Url.as_str());
    });
    dynamic(move || {
        if !found.get() {
            return None;
        }
        focus_in_form_after_render(FOUND);
        let value = |field| form.state.with_untracked(|state| state.value(field).to_owned());
        let (url, mut audience) = (value(Field::Url), value(Field::Audience));
        if audience.is_empty() {
            audience.clone_from(&url);
        } else {
            // What is entered for the admin is not to be overlooked.
            unfold.run(Field::Audience.as_str());
        }
        let named = |field, value: &str| line([&t::field::label(field), " ", value].concat());
        let parts = vec![
            named(Field::Url, &url),
            named(Field::Audience, &audience),
            line(form.address_taken()),
            button(words::undo(), undo),
        ];
        let banner = view! {
            <TitledBanner tone=Tone::Success id=FOUND title=words::address_found()>
                {parts}
            </TitledBanner>
        };
        Some(banner.into_any())
    })
}
