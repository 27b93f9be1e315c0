//! Every state of each screen at an address of its own, `/_gallery/{story}/{variant}`, and their list at `/_gallery`.
//!
//! For whoever works on the look or the words, and for tests that visit them all. Never in the page that ships.

mod connector;
mod connector_forms;
mod form;
mod inputs;
mod key;
mod keys_of_words;
mod lifecycle;
mod request_tester;
mod sample;
mod service_tokens;
mod states;

use contract::route::Route;
use leptos::prelude::*;

use crate::common::confirm_leave::ConfirmLeave;
use crate::connector::state::ConnectorPageState;
use crate::connectors::connector_forms::LeaveQuestion;
use crate::connectors::credentials_form::CredentialsForm;
use crate::connectors::form_dialog::FormDialog;
use crate::connectors::form_page::FormPage;
use crate::connectors::lifecycle::LifecycleDialogs;
use crate::connectors::notes_form::NotesForm;
use crate::connectors::request_tester::RequestTesterDialog;
use crate::connectors::salesforce_card::{CardActions, SalesforceCard};
use crate::connectors::salesforce_form::{FormActions, SalesforceForm};
use crate::form::{LeaveGuard, SalesforceFormState, Status};
use crate::frame::{Frame, Page};
use crate::i18n::{Language, t};
use crate::pages::connector::ConnectorPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::service_tokens::ServiceTokensPage;
use connector_forms::ConnectorFormSample;
use form::{FormSample, Shell};
use sample::Sample;

/// One sample, or the list of all.
///
/// Another address draws another sample, all of it anew, frame included: a test visits them all within one document.
#[component]
pub fn Gallery(
    /// The sample's address.
    route: Signal<Option<Route>>,
    /// The language that is chosen in the frame.
    language: RwSignal<Language>,
) -> impl IntoView {
    keys_of_words::show();
    // Another key is another item, of which nothing is kept.
    let drawn = move || [(route.get(), language.get().tag)];
    let key = |(route, tag): &(Option<Route>, &str)| (route.as_ref().map(Route::path), tag.to_string());
    let children = move |(route, _)| {
        let Some(Route::Gallery(name)) = route else {
            return view! { <Framed sample=Some(Sample::NotFound) language /> };
        };
        let find = |name| Sample::all().into_iter().find(|sample| sample.address() == name);
        // An address that names no sample is not the list's.
        let sample = name.map(|name| find(name).unwrap_or(Sample::NotFound));
        view! { <Framed sample language /> }
    };
    view! { <For each=drawn key children /> }
}

#[component]
fn Framed(sample: Option<Sample>, language: RwSignal<Language>) -> impl IntoView {
    let page = Signal::stored(match sample {
        Some(Sample::Tokens(_)) => Page::ServiceTokens,
        Some(Sample::Connector(_)) => Page::Connector,
        Some(Sample::NotFound) => Page::NotFound,
        _ => Page::Connectors,
    });
    let connector = match sample {
        Some(Sample::Connector(sample)) => Some(sample.state()),
        _ => None,
    };
    let name = Signal::derive(move || connector.and_then(ConnectorPageState::title));
    view! {
        <Frame language page name on_connectors=Callback::new(|()| ())>
            {match sample {
                None => view! { <SampleList /> }.into_any(),
                Some(Sample::Cards(cards)) => {
                    cards.unfold();
                    view! {
                        <h1>{t::frame::connectors()}</h1>
                        <p class="intro">{t::connectors::intro()}</p>
                        <div class="cards">
                            <SalesforceCard
                                overview=Signal::stored(cards.overview())
                                actions=CardActions {
                                    set_up: Callback::new(|()| ()),
                                    open: Callback::new(|_| ()),
                                    try_request: Callback::new(|_| ()),
                                    ask: Callback::new(|_| ()),
                                    retry: Callback::new(|()| ()),
                                }
                            />
                        </div>
                    }
                        .into_any()
                }
                Some(Sample::NotFound) => {
                    view! { <NotFoundPage on_connectors=Callback::new(|()| ()) /> }.into_any()
                }
                Some(Sample::Form(sample)) => view! { <FormStory sample /> }.into_any(),
                Some(Sample::Tokens(sample)) => {
                    view! { <ServiceTokensPage tokens=sample.tokens() /> }.into_any()
                }
                Some(Sample::Connector(_)) => {
                    connector.map(|state| view! { <ConnectorPage state /> }).into_any()
                }
                Some(Sample::Lifecycle(sample)) => {
                    view! { <LifecycleDialogs lifecycle=sample.lifecycle() /> }.into_any()
                }
                Some(Sample::ConnectorForm(sample)) => view! { <ConnectorFormStory sample /> }.into_any(),
                Some(Sample::Tester(sample)) => {
                    view! { <RequestTesterDialog tester=sample.tester() /> }.into_any()
                }
            }}
        </Frame>
    }
}

#[component]
fn SampleList() -> impl IntoView {
    view! {
        <h1>{t::frame::connectors()}</h1>
        <ul id="samples">
            {Sample::all()
                .into_iter()
                .map(|sample| {
                    let address = sample.address();
                    let name = [address.story.as_str(), "/", &address.variant].concat();
                    view! {
                        <li>
                            <a href=Route::Gallery(Some(address)).path()>{name}</a>
                        </li>
                    }
                        .into_any()
                })
                .collect_view()}
        </ul>
    }
}

/// What stands in a card of a connector's page.
#[component]
fn ConnectorFormStory(sample: ConnectorFormSample) -> impl IntoView {
    let forms = sample.forms();
    let can_manage = Signal::stored(sample.can_manage());
    let outgoing = Signal::stored(states::OUTGOING.map(str::to_owned).to_vec());
    view! {
        <h1>{t::frame::connectors()}</h1>
        <div class="card">
            {match sample.is_of_notes() {
                true => view! { <NotesForm forms can_manage /> }.into_any(),
                false => view! { <CredentialsForm forms outgoing can_manage /> }.into_any(),
            }}
        </div>
        <LeaveQuestion forms on_leave=Callback::new(|()| ()) />
    }
}

/// The form works as far as it can without a server: nothing it asks for is done.
#[component]
fn FormStory(sample: FormSample) -> impl IntoView {
    let state = RwSignal::new(sample.state());
    let nothing = Callback::new(|()| ());
    let done = Callback::new(move |()| {
        state.update(|state| {
            state.submit(String::new);
        });
        state.with_untracked(SalesforceFormState::status) == Status::Checking
    });
    let cancel = Callback::new(move |()| {
        state.update(|state| {
            if !state.cancel_search() {
                state.cancel();
            }
        });
    });
    let find_audience = Callback::new(move |()| {
        state.update(|state| {
            state.search();
        });
    });
    let actions = FormActions { done, cancel, close: nothing, open: Callback::new(|_| ()), find_audience };
    let outgoing = Signal::stored(states::OUTGOING.map(str::to_owned).to_vec());
    let saved = Memo::new(move |_| state.with(SalesforceFormState::status) == Status::Saved);
    let would_be_lost = Signal::derive(move || match state.with(SalesforceFormState::leave_guard) {
        LeaveGuard::Submitting => t::confirm_leave::checking(),
        _ => t::confirm_leave::unsaved(),
    });
    view! {
        {match sample.shell() {
            Shell::Page => {
                view! {
                    <FormPage>
                        <SalesforceForm state outgoing actions />
                    </FormPage>
                }
                    .into_any()
            }
            Shell::Dialog => {
                view! {
                    <FormDialog saved on_close=nothing>
                        <SalesforceForm state outgoing actions />
                    </FormDialog>
                }
                    .into_any()
            }
        }}
        {sample
            .asks()
            .then(|| {
                view! {
                    <ConfirmLeave
                        title=t::confirm_leave::title()
                        text=would_be_lost
                        stay=t::confirm_leave::stay()
                        on_stay=nothing
                        on_leave=nothing
                    />
                }
                    .into_any()
            })}
    }
}
