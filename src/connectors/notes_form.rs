//! What admins write down about a connector: to be read, and after **Edit** to be changed.
//!
//! It has no title: that is its card's.

use contract::limits::NOTES_CHARS;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::conflicts::Conflicts;
use super::connector_forms::{ConnectorForms, EDIT_NOTES, Leaving, is_open};
use super::salesforce_form::submit_result::{FailureBanner, Notice};
use super::update::Saving;
use crate::components::banner::{Banner, Tone};
use crate::components::button::{Button, Variant};
use crate::components::dynamic::dynamic;
use crate::components::focus::{focus_after_render, focus_after_render_if_lost};
use crate::components::form_field::{FieldMessage, FormField, Requirement, described_by, invalid};
use crate::components::live_region::{Announcer, LiveRegion};
use crate::components::text_field::{InputKind, TextField};
use crate::form::{Announce, FieldError, Form, NotesField, NotesFormState, Status, VisibleMessage};
use crate::i18n::t;
use crate::i18n::t::edit as words;
use crate::i18n::t::notes;

/// What is written down about a connector, or the form that changes it.
#[component]
pub fn NotesForm(
    /// The forms of the connector's page.
    forms: ConnectorForms,
    /// Whether the admin may change the connector.
    can_manage: Signal<bool>,
) -> impl IntoView {
    let status = Memo::new(move |_| forms.notes.with(Form::status));
    let open = Memo::new(move |_| is_open(status.get()));
    let announcer = Announcer::new();
    let canceled = RwSignal::new(false);
    Effect::new(move |before: Option<Status>| {
        let now = status.get();
        let in_time = matches!(before, Some(Status::Checking | Status::Canceling)) && now == Status::Editing;
        canceled.set(in_time);
        match now {
            Status::Checking => announcer.say(words::saving()),
            Status::Canceling => announcer.say(t::salesforce_form::canceling()),
            Status::Saved if before.is_some_and(is_open) => {
                announcer.say(notes::saved());
                focus_after_render_if_lost(EDIT_NOTES);
            }
            _ if in_time => announcer.say(words::canceled()),
            _ => {}
        }
        now
    });
    view! {
        {dynamic(move || match open.get() {
            true => Some(view! { <EditForm forms status canceled announcer /> }.into_any()),
            false => Some(view! { <Stored forms status can_manage /> }.into_any()),
        })}
        <LiveRegion announcer />
    }
}

/// What is written down, and **Edit**.
#[component]
fn Stored(forms: ConnectorForms, status: Memo<Status>, can_manage: Signal<bool>) -> impl IntoView {
    let edit = Callback::new(move |()| {
        forms.edit_notes();
        focus_after_render(NotesField::Contact.as_str());
    });
    let text = move |of: fn(&contract::api::Connector) -> &str| {
        let text = forms.connector.with(|connector| connector.as_ref().map(|one| of(one).to_owned()));
        text.filter(|text| !text.is_empty()).unwrap_or_else(notes::none)
    };
    view! {
        {dynamic(move || {
            (status.get() == Status::Saved)
                .then(|| {
                    view! {
                        <Banner tone=Tone::Success>
                            <p>{notes::saved()}</p>
                        </Banner>
                    }
                        .into_any()
                })
        })}
        <dl class="stored-values">
            <div>
                <dt>{notes::contact()}</dt>
                <dd>{move || text(|connector| &connector.contact)}</dd>
            </div>
            <div>
                <dt>{notes::notes()}</dt>
                <dd class="stored-notes">{move || text(|connector| &connector.notes)}</dd>
            </div>
        </dl>
        {dynamic(move || {
            can_manage
                .get()
                .then(|| {
                    view! {
                        <div class="edit-foot">
                            <Button id=EDIT_NOTES label=words::edit_notes() on_click=edit>
                                {words::edit()}
                            </Button>
                        </div>
                    }
                        .into_any()
                })
        })}
    }
}

/// The form, while it is edited.
#[component]
fn EditForm(
    forms: ConnectorForms,
    status: Memo<Status>,
    canceled: RwSignal<bool>,
    announcer: Announcer,
) -> impl IntoView {
    let state = forms.notes;
    let busy = Signal::derive(move || matches!(status.get(), Status::Checking | Status::Canceling));
    let canceling = Signal::derive(move || status.get() == Status::Canceling);
    let unchanged = Memo::new(move |_| state.with(NotesFormState::is_unchanged));

    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        match forms.save_notes() {
            Saving::Sent => {}
            Saving::Invalid => {
                let wrong =
                    |field: &&NotesField| state.with_untracked(|state| state.message(**field).is_some());
                if let Some(field) = NotesField::ALL.iter().find(wrong) {
                    focus_after_render(field.as_str());
                }
            }
            Saving::Unchanged => announcer.say(words::unchanged()),
        }
    };
    let cancel = Callback::new(move |()| forms.cancel(Leaving::Notes));
    view! {
        <form class="edit-form" novalidate autocomplete="off" on:submit=save>
            <Rejected state status />
            <Notice id="notes-canceled" shown=canceled text=words::canceled() />
            <Notice id="notes-unchanged" shown=unchanged text=words::unchanged() />
            <ContactField state readonly=busy announcer />
            <NotesArea state readonly=busy announcer />
            <div class="edit-foot">
                <Button on_click=cancel aria_disabled=canceling>
                    {move || if canceling.get() { t::salesforce_form::canceling() } else { t::common::cancel() }}
                </Button>
                <Button variant=Variant::Primary submit=true aria_disabled=busy loading=busy>
                    {move || if busy.get() { words::saving() } else { words::save() }}
                </Button>
            </div>
        </form>
    }
}

/// The banner of a save that failed.
#[component]
fn Rejected(state: RwSignal<NotesFormState>, status: Memo<Status>) -> impl IntoView {
    dynamic(move || {
        if status.get() != Status::Rejected {
            return None;
        }
        let failure = state.with_untracked(|state| state.failure().cloned())?;
        let conflicts = state.with_untracked(|state| state.conflicts().to_vec());
        let left = Signal::derive(move || state.with(Form::has_changes));
        let more = view! { <Conflicts conflicts left /> }.into_any();
        let maybe_saved = words::maybe_saved();
        Some(view! { <FailureBanner id="notes-outcome" failure maybe_saved more /> }.into_any())
    })
}

#[component]
fn ContactField(
    state: RwSignal<NotesFormState>,
    readonly: Signal<bool>,
    announcer: Announcer,
) -> impl IntoView {
    const FIELD: NotesField = NotesField::Contact;
    view! {
        <TextField
            id=FIELD.as_str()
            label=notes::contact()
            requirement=Requirement::Optional(t::common::optional())
            kind=InputKind::Text
            help=view! { {notes::contact_help()} }.into_any()
            value=value(state, FIELD)
            message=message(state, FIELD, announcer)
            readonly
            on_input=Callback::new(move |value| state.update(|state| state.edit(FIELD, value)))
            on_blur=Callback::new(move |()| state.update(|state| state.blur(FIELD)))
        />
    }
}

#[component]
fn NotesArea(state: RwSignal<NotesFormState>, readonly: Signal<bool>, announcer: Announcer) -> impl IntoView {
    const FIELD: NotesField = NotesField::Notes;
    const ID: &str = FIELD.as_str();
    let (value, message) = (value(state, FIELD), message(state, FIELD, announcer));
    let used =
        move || value.with(|value| notes::notes_help(value.chars().count() as u64, NOTES_CHARS as u64));
    let (described_by, invalid) = (described_by(ID, message), invalid(message));
    view! {
        <FormField
            id=ID
            label=notes::notes()
            requirement=Requirement::Optional(t::common::optional())
            help=view! { {used} }.into_any()
            message
        >
            <textarea
                class="input"
                id=ID
                name=ID
                rows="8"
                autocomplete="off"
                aria-invalid=invalid
                aria-describedby=described_by
                readonly=move || readonly.get()
                prop:value=move || value.get()
                on:input=move |event| {
                    let value = event_target_value(&event);
                    state.update(|state| state.edit(FIELD, value));
                }
                // A focused input that is taken away is blurred when what it belongs to is gone already.
                on:blur=move |_| {
                    state.try_update(|state| state.blur(FIELD));
                }
            ></textarea>
        </FormField>
    }
}

/// What stands in a field. It changes with that field alone.
fn value(state: RwSignal<NotesFormState>, field: NotesField) -> Signal<String> {
    Memo::new(move |_| state.with(|state| state.value(field).to_owned())).into()
}

/// What to show at a field. What appears when the field is left is announced.
fn message(
    state: RwSignal<NotesFormState>,
    field: NotesField,
    announcer: Announcer,
) -> Signal<Option<FieldMessage>> {
    let message = Memo::new(move |_| state.with(|state| state.message(field)));
    Effect::new(move || {
        if let Some(message @ VisibleMessage::Error(error, _)) = message.get()
            && message.announce() == Announce::Now
        {
            announcer.say([t::common::error(), text(error)].join(" "));
        }
    });
    Signal::derive(move || {
        let error = message.get()?.error()?;
        Some(FieldMessage { tone: Tone::Error, prefix: t::common::error(), text: text(error), command: None })
    })
}

fn text(error: FieldError) -> String {
    match error {
        // Beside the field it is plain what the problem is about.
        FieldError::Problem(code) => t::problem::remedy(code),
        FieldError::Rule(code) => t::rule(code),
        // Of keys and their files alone.
        FieldError::FileUnreadable | FieldError::KeyDropped | FieldError::KeyNeededAgain => String::new(),
    }
}
