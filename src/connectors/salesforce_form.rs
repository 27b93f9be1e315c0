//! "Set Up Salesforce Connector". It knows nothing of what contains it, its state lives above it, and it never
//! talks to the server: it says what the admin wants.

pub mod address_search;
pub(super) mod announce;
pub mod field_action;
pub mod fields;
pub mod key_field;
pub mod key_summary;
pub(super) mod messages;
pub mod submit_result;
pub mod url_field;

use contract::codes::Field;
use leptos::ev::{DragEvent, SubmitEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use self::address_search::Found;
use self::fields::{ErrorList, FormContext, Purpose, TextRow};
use self::key_field::KeyField;
pub use self::messages::warning;
use self::submit_result::{CANCELED, Notice, Rejected};
use self::url_field::UrlRow;
use super::before_you_begin::BeforeYouBegin;
use super::confirmation::Confirmation;
use crate::components::button::{Button, Variant};
use crate::components::disclosure::Disclosure;
use crate::components::dynamic::dynamic;
use crate::components::file_drop::keep_page;
use crate::components::focus::focus_after_render;
use crate::components::live_region::{Announcer, LiveRegion};
use crate::components::window::on_window;
use crate::form::{SalesforceFormState, Status};
use crate::i18n::t;
use crate::i18n::t::salesforce_form as words;

/// What the form's buttons do.
#[derive(Clone, Copy)]
pub struct FormActions {
    /// **Done**. Gives `false` where rules are broken: the summary then takes the focus.
    pub done: Callback<(), bool>,
    /// **Cancel**: the running check, or else the form.
    pub cancel: Callback<()>,
    /// **Close**, once the connector is saved.
    pub close: Callback<()>,
    /// The link to the page of the saved connector, by its id.
    pub open: Callback<String>,
    /// **Try the other addresses**.
    pub find_audience: Callback<()>,
}

/// The form, or the confirmation once the connector is saved.
#[component]
pub fn SalesforceForm(
    /// What was typed, and what became of it.
    state: RwSignal<SalesforceFormState>,
    /// The server's outgoing addresses: empty where not configured.
    outgoing: Signal<Vec<String>>,
    /// What the form's buttons do.
    actions: FormActions,
) -> impl IntoView {
    let status = Memo::new(move |_| state.with(SalesforceFormState::status));
    let over = Memo::new(move |_| matches!(status.get(), Status::Saved | Status::Closed));
    dynamic(move || {
        if !over.get() {
            return Some(view! { <FormBody state status outgoing actions /> }.into_any());
        }
        let saved = state.with_untracked(|state| state.saved().cloned());
        saved.map(|connector| {
            view! { <Confirmation connector on_close=actions.close on_open=actions.open /> }.into_any()
        })
    })
}

/// The fields that stand under Advanced.
const ADVANCED: [Field; 1] = [Field::Audience];

#[component]
fn FormBody(
    state: RwSignal<SalesforceFormState>,
    status: Memo<Status>,
    outgoing: Signal<Vec<String>>,
    actions: FormActions,
) -> impl IntoView {
    let checking = Signal::derive(move || matches!(status.get(), Status::Checking | Status::Canceling));
    let busy = Signal::derive(move || checking.get() || status.get() == Status::Searching);
    let canceling = Signal::derive(move || status.get() == Status::Canceling);
    let filled_in = |field: &Field| state.with_untracked(|state| !state.value(*field).is_empty());
    let advanced = RwSignal::new(ADVANCED.iter().any(filled_in));
    let canceled = RwSignal::new(false);
    let announcer = Announcer::new();
    let unfold = Callback::new(move |id: &'static str| {
        if ADVANCED.iter().any(|field| field.as_str() == id) {
            advanced.set(true);
        }
    });
    let form = FormContext { purpose: Purpose::SetUp, state, status, readonly: busy, announcer };
    announce::follow_status(form, canceled);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() && !actions.done.run(()) {
            focus_after_render(fields::ERRORS);
        }
    };
    // A file that misses the drop zone, and the dialog as well, would replace the page, and everything typed with it.
    for event in ["dragover", "drop"] {
        on_window(event, |event| {
            keep_page(event.unchecked_ref::<DragEvent>());
        });
    }
    view! {
        <form class="setup" novalidate autocomplete="off" on:submit=submit>
            <div class="setup-columns">
                <div class="setup-fields">
                    <Rejected form outgoing unfold on_find_audience=actions.find_audience />
                    <Found form unfold />
                    <Notice id=CANCELED shown=canceled text=form.canceled() />
                    <ErrorList form unfold />
                    <TextRow form field=Field::Name autofocus=true />
                    <TextRow form field=Field::ClientId />
                    <TextRow form field=Field::EmailId />
                    <UrlRow form />
                    <Disclosure title=words::advanced() open=advanced>
                        <TextRow form field=Field::Audience inside=advanced />
                    </Disclosure>
                    <KeyField form />
                </div>
                <BeforeYouBegin outgoing announcer />
            </div>
            <div class="setup-foot">
                <Button on_click=actions.cancel aria_disabled=canceling>
                    {move || if canceling.get() { words::canceling() } else { t::common::cancel() }}
                </Button>
                <Button variant=Variant::Primary submit=true aria_disabled=busy loading=checking>
                    {dynamic(move || {
                        checking.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> }.into_any())
                    })}
                    {move || if checking.get() { words::checking() } else { words::done() }}
                </Button>
            </div>
            <LiveRegion announcer />
        </form>
    }
}
