//! **Try the other addresses**, and what came of it.

use contract::api::{RefusedAddress, SalesforceError, SignInAddress};
use contract::codes::Field;
use contract::limits::{DEFAULT_URL, SANDBOX_URL};
use leptos::prelude::*;

use super::fields::FormContext;
use crate::common::api_error::try_again_in;
use crate::components::banner::{TitledBanner, Tone};
use crate::components::button::{Button, Size};
use crate::components::focus::focus_after_render;
use crate::form::{AddressSearch, Failure, SalesforceFormState, Status};
use crate::i18n::t;
use crate::i18n::t::salesforce_form as words;

const TRY: &str = "try-addresses";
const TRY_HELP: &str = "try-addresses-help";
const RESULT: &str = "addresses-tried";
const FOUND: &str = "address-found";

/// The button, where another address may let the form in; else why that did not help.
#[component]
pub fn TryAddresses(
    /// What every part of the form works with.
    form: FormContext,
    /// The button was clicked.
    on_click: Callback<()>,
) -> impl IntoView {
    let searching = Memo::new(move |_| form.status.get() == Status::Searching);
    let offered = Memo::new(move |_| form.state.with(SalesforceFormState::may_search));
    let search = Memo::new(move |_| form.state.with(|state| state.address_search().clone()));
    Effect::new(move |was_searching: Option<bool>| {
        let searching = searching.get();
        if searching {
            form.announcer.say(words::trying_addresses());
        } else if was_searching == Some(true) && form.status.get_untracked() == Status::Rejected {
            match search.get_untracked() {
                AddressSearch::None | AddressSearch::Found { .. } => form.announcer.say(words::canceled()),
                AddressSearch::NotFound(_) | AddressSearch::Failed(_) => focus_after_render(RESULT),
            }
        }
        searching
    });
    move || {
        let result = match search.get() {
            AddressSearch::NotFound(refused) => Some(not_found(form, refused)),
            AddressSearch::Failed(failure) => Some(failed(failure)),
            AddressSearch::None | AddressSearch::Found { .. } => None,
        };
        let button = offered.get().then(|| {
            view! {
                <div class="banner-action">
                    <Button
                        size=Size::Small
                        id=TRY
                        described_by=Signal::stored(Some(TRY_HELP))
                        aria_disabled=searching
                        loading=searching
                        on_click
                    >
                        {move || {
                            searching.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> }.into_any())
                        }}
                        {move || if searching.get() { words::trying_addresses() } else { words::try_addresses() }}
                    </Button>
                    <p class="banner-detail" id=TRY_HELP>
                        {words::try_addresses_help()}
                    </p>
                </div>
            }
            .into_any()
        });
        view! {
            {result}
            {button}
        }
        .into_any()
    }
}

/// What each address said, and where else to look.
fn not_found(form: FormContext, refused: Vec<RefusedAddress>) -> AnyView {
    let login = |url: &str| [DEFAULT_URL, SANDBOX_URL].contains(&url);
    let entered = form.state.with_untracked(|state| login(state.value(Field::Url).trim_end_matches('/')));
    let hint = entered && refused.iter().all(|one| login(&one.address.url));
    let title = if refused.is_empty() { words::no_other_address() } else { words::addresses_refused() };
    view! {
        <div class="banner-body" id=RESULT tabindex="-1">
            <p>{title}</p>
            <ul>{refused.into_iter().map(refusal).collect_view()}</ul>
            {hint.then(|| view! { <p>{words::enter_my_domain()}</p> }.into_any())}
        </div>
    }
    .into_any()
}

fn refusal(refused: RefusedAddress) -> AnyView {
    let RefusedAddress { address: SignInAddress { url, audience }, code, salesforce } = refused;
    let said = salesforce.map(|SalesforceError { error, error_description }| {
        view! {
            " "
            <code>{error} " " {error_description}</code>
        }
        .into_any()
    });
    let audience = audience.map(|audience| {
        view! {
            " ("
            {t::field::label(Field::Audience)}
            " "
            <code>{audience}</code>
            ")"
        }
        .into_any()
    });
    view! {
        <li>
            <code>{url}</code>
            {audience}
            " – "
            {t::problem::title(code)}
            {said}
        </li>
    }
    .into_any()
}

fn failed(failure: Failure) -> AnyView {
    let (why, wait) = match failure {
        Failure::Problem(problem) => (t::problem::title(problem.code), problem.retry_after.map(try_again_in)),
        Failure::NoAnswer => (t::common::no_answer(), None),
    };
    view! {
        <p id=RESULT tabindex="-1">
            {words::addresses_failed()}
            " "
            {why}
            " "
            {wait}
        </p>
    }
    .into_any()
}

/// What was found, with the way back. It takes the focus when it appears.
#[component]
pub fn Found(
    /// What every part of the form works with.
    form: FormContext,
) -> impl IntoView {
    let found = Memo::new(move |_| {
        form.state.with(|state| matches!(state.address_search(), AddressSearch::Found { .. }))
    });
    let undo = Callback::new(move |()| {
        form.state.update(SalesforceFormState::undo_search);
        focus_after_render(Field::Url.as_str());
    });
    move || {
        if !found.get() {
            return None;
        }
        focus_after_render(FOUND);
        let (url, audience) = form.state.with_untracked(|state| {
            (state.value(Field::Url).to_owned(), state.value(Field::Audience).to_owned())
        });
        let audience = if audience.is_empty() { url.clone() } else { audience };
        let line = |field, value| view! { <p>{t::field::label(field)} " " <code>{value}</code></p> };
        let banner = view! {
            <TitledBanner tone=Tone::Success id=FOUND title=words::address_found()>
                {line(Field::Url, url)}
                {line(Field::Audience, audience)}
                <p>{words::address_taken()}</p>
                <div class="banner-action">
                    <Button size=Size::Small on_click=undo>
                        {words::undo()}
                    </Button>
                </div>
            </TitledBanner>
        };
        Some(banner.into_any())
    }
}
