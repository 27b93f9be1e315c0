//! Every state of each screen, at a URL of its own: `/gallery/{name}`, and their list at `/gallery`.
//!
//! For whoever works on the look or the words, and for tests that visit them all. Never in the page that ships.

mod inputs;
mod key;
mod runtime;
mod sample;
mod states;
mod trials;

use crate::ui::draw::{Draw, Drawn, nothing};
use contract::route::Route;
use leptos::prelude::*;

use crate::app::Frame;
use crate::connectors::confirm_leave::ConfirmLeave;
use crate::connectors::form_dialog::FormDialog;
use crate::connectors::form_page::FormPage;
use crate::connectors::salesforce_card::SalesforceCard;
use crate::connectors::salesforce_form::{SalesforceForm, Wishes};
use crate::connectors::service_tokens::ServiceTokensPage;
use crate::connectors::trial::TrialDialog;
use crate::form::{FormState, LeaveGuard, Status};
use crate::language::use_words;
use crate::words::Language;
use sample::{FormSample, Sample, Shell};

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
    move || {
        let now = language.get();
        provide_context(now);
        let Some(Route::Gallery(name)) = route.get() else { return nothing() };
        let content = match &name {
            None => list(),
            Some(name) => {
                Sample::all().into_iter().find(|sample| sample.name() == *name).map_or_else(list, draw)
            }
        };
        let below = name.as_ref().is_some_and(|name| name.starts_with("tokens-"));
        let below = Signal::stored(below);
        view! { <Frame language below on_here=Callback::new(|()| ())>{content}</Frame> }.drawn()
    }
}

fn list() -> Drawn {
    let links = Sample::all().into_iter().map(|sample| {
        let name = sample.name();
        view! { <li><a href=format!("/gallery/{name}")>{name.clone()}</a></li> }
    });
    view! {
        <h1>{use_words().frame.connectors}</h1>
        <ul id="samples">{links.collect_view()}</ul>
    }
    .drawn()
}

fn draw(sample: Sample) -> Drawn {
    let words = use_words();
    match sample {
        Sample::Cards(cards) => {
            let nothing = Callback::new(|()| ());
            let on_try = Callback::new(|_| ());
            let overview = Signal::stored(cards.overview());
            view! {
                <h1>{words.frame.connectors}</h1>
                <p class="intro">{words.cards.intro}</p>
                <div class="cards">
                    <SalesforceCard overview on_set_up=nothing on_try on_retry=nothing />
                </div>
            }
            .drawn()
        }
        Sample::Form(form) => draw_form(form),
        Sample::Tokens(sample) => view! { <ServiceTokensPage tokens=sample.tokens() /> }.drawn(),
        Sample::Trial(sample) => view! { <TrialDialog trials=sample.trials() /> }.drawn(),
    }
}

/// The form works as far as it can without a server: nothing it asks for is done.
fn draw_form(sample: FormSample) -> Drawn {
    let state = RwSignal::new(sample.state());
    let nothing = Callback::new(|()| ());
    let done = Callback::new(move |()| {
        state.update(|state| {
            state.submit(String::new);
        });
        state.with_untracked(|state| state.status() == Status::Checking)
    });
    let cancel = Callback::new(move |()| {
        state.update(|state| {
            state.cancel();
        });
    });
    let wishes = Wishes { done, cancel, close: nothing };
    let outgoing = Signal::stored(states::OUTGOING.map(str::to_owned).to_vec());
    let saved = Memo::new(move |_| state.with(|state| matches!(state.status(), Status::Saved)));
    let form = move || view! { <SalesforceForm state outgoing wishes /> };
    let shell = match sample.shell() {
        Shell::Page => view! { <FormPage>{form()}</FormPage> }.drawn(),
        Shell::Dialog => view! { <FormDialog saved on_close=nothing>{form()}</FormDialog> }.drawn(),
    };
    let question = sample.asks().then(|| {
        let checking = Signal::derive(move || state.with(FormState::leave_guard) == LeaveGuard::AskChecking);
        view! { <ConfirmLeave checking on_stay=nothing on_leave=nothing /> }
    });
    view! {
        {shell}
        {question}
    }
    .drawn()
}
