//! What a saved connector signs in with: to be read, and after **Edit** to be changed.
//!
//! It has no title: that is its card's.

pub mod stored;

use contract::codes::Field;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use self::stored::Stored;
use super::connector_forms::{ConnectorForms, EDIT_CREDENTIALS, Leaving, is_open};
use super::salesforce_form::address_search::Found;
use super::salesforce_form::announce::follow_status;
use super::salesforce_form::fields::{ERRORS, ErrorList, FormContext, Purpose, TextRow};
use super::salesforce_form::key_field::KeyField;
use super::salesforce_form::submit_result::{CANCELED, Notice, Rejected};
use super::salesforce_form::url_field::UrlRow;
use super::update::Saving;
use crate::components::button::{Button, Variant};
use crate::components::disclosure::Disclosure;
use crate::components::dynamic::dynamic;
use crate::components::focus::{focus_after_render, focus_after_render_if_lost};
use crate::components::live_region::{Announcer, LiveRegion};
use crate::form::{Form, SalesforceFormState, Status};
use crate::i18n::t;
use crate::i18n::t::edit as words;
use crate::i18n::t::salesforce_form;

const UNCHANGED: &str = "unchanged";

/// The fields that stand under Advanced.
const ADVANCED: [Field; 1] = [Field::Audience];

/// The credentials of a connector: what is stored, or the form that changes it.
#[component]
pub fn CredentialsForm(
    /// The forms of the connector's page.
    forms: ConnectorForms,
    /// The server's outgoing addresses: empty where not configured.
    outgoing: Signal<Vec<String>>,
    /// Whether the admin may change the connector.
    can_manage: Signal<bool>,
) -> impl IntoView {
    let state = forms.credentials;
    let status = Memo::new(move |_| state.with(Form::status));
    let open = Memo::new(move |_| is_open(status.get()));
    let announcer = Announcer::new();
    Effect::new(move |was_open: Option<bool>| {
        let now = status.get();
        if was_open == Some(true) && now == Status::Saved {
            announcer.say(words::saved());
            focus_after_render_if_lost(EDIT_CREDENTIALS);
        }
        is_open(now)
    });
    view! {
        {dynamic(move || match open.get() {
            true => Some(view! { <EditForm forms status outgoing announcer /> }.into_any()),
            false => Some(view! { <Stored forms status can_manage /> }.into_any()),
        })}
        <LiveRegion announcer />
    }
}

/// The form, while it is edited.
#[component]
fn EditForm(
    forms: ConnectorForms,
    status: Memo<Status>,
    outgoing: Signal<Vec<String>>,
    announcer: Announcer,
) -> impl IntoView {
    let state = forms.credentials;
    let saving = Signal::derive(move || matches!(status.get(), Status::Checking | Status::Canceling));
    let busy = Signal::derive(move || saving.get() || status.get() == Status::Searching);
    let canceling = Signal::derive(move || status.get() == Status::Canceling);
    let filled_in = |field: &Field| state.with_untracked(|state| !state.value(*field).is_empty());
    let advanced = RwSignal::new(ADVANCED.iter().any(filled_in));
    let unfold = Callback::new(move |id: &'static str| {
        if ADVANCED.iter().any(|field| field.as_str() == id) {
            advanced.set(true);
        }
    });
    let form = FormContext { purpose: Purpose::Edit, state, status, readonly: busy, announcer };
    let canceled = RwSignal::new(false);
    follow_status(form, canceled);
    let unchanged = Memo::new(move |_| state.with(SalesforceFormState::is_unchanged));

    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        match forms.save_credentials() {
            Saving::Sent => {}
            Saving::Invalid => focus_after_render(ERRORS),
            Saving::Unchanged => announcer.say(words::unchanged()),
        }
    };
    let cancel = Callback::new(move |()| forms.cancel(Leaving::Credentials));
    let find_audience = Callback::new(move |()| forms.find_audience());
    view! {
        <form class="edit-form" novalidate autocomplete="off" on:submit=save>
            <Rejected form outgoing unfold on_find_audience=find_audience />
            <Found form unfold />
            <Notice id=CANCELED shown=canceled text=words::canceled() />
            <Notice id=UNCHANGED shown=unchanged text=words::unchanged() />
            <ErrorList form unfold />
            <TextRow form field=Field::Name />
            <TextRow form field=Field::ClientId />
            <TextRow form field=Field::EmailId />
            <UrlRow form />
            <Disclosure title=salesforce_form::advanced() open=advanced>
                <TextRow form field=Field::Audience inside=advanced />
            </Disclosure>
            <KeyField form />
            <div class="edit-foot">
                <Button on_click=cancel aria_disabled=canceling>
                    {move || if canceling.get() { salesforce_form::canceling() } else { t::common::cancel() }}
                </Button>
                <Button variant=Variant::Primary submit=true aria_disabled=busy loading=saving>
                    {dynamic(move || {
                        saving.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> }.into_any())
                    })}
                    {move || if saving.get() { form.checking() } else { words::save() }}
                </Button>
            </div>
        </form>
    }
}
