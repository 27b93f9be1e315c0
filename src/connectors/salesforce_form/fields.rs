//! The form's fields of one line, and the list of what is wrong with them.

use contract::codes::Field;
use contract::form::FieldSpec;
use leptos::prelude::*;

use super::field_action::FieldActionButton;
use super::{announce, messages};
use crate::components::dynamic::dynamic;
use crate::components::error_summary::{Entry, ErrorSummary};
use crate::components::form_field::{FieldMessage, Requirement};
use crate::components::live_region::Announcer;
use crate::components::text_field::{InputKind, TextField};
use crate::form::{SalesforceFormState, Status};
use crate::i18n::t;

/// The id of the list of errors.
pub const ERRORS: &str = "error-summary";

/// What a form is for: its buttons, and what is said of them, differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To set up a connector: **Done**.
    SetUp,
    /// To change one that is saved: **Save**.
    Edit,
}

/// What every part of the form works with.
#[derive(Clone, Copy)]
pub struct FormContext {
    /// What the form is for.
    pub purpose: Purpose,
    /// What was typed, and what became of it.
    pub state: RwSignal<SalesforceFormState>,
    /// What the form is doing.
    pub status: Memo<Status>,
    /// Whether nothing can be typed at present.
    pub readonly: Signal<bool>,
    /// Tells who does not see it what changes.
    pub announcer: Announcer,
}

impl FormContext {
    /// What is said while the server is at work.
    pub fn checking(self) -> String {
        let asks_salesforce = || self.state.with_untracked(SalesforceFormState::asks_salesforce);
        match self.purpose {
            Purpose::Edit if !asks_salesforce() => t::edit::saving(),
            Purpose::Edit | Purpose::SetUp => t::salesforce_form::checking(),
        }
    }

    /// What is said once that was canceled.
    pub fn canceled(self) -> String {
        match self.purpose {
            Purpose::SetUp => t::salesforce_form::canceled(),
            Purpose::Edit => t::edit::canceled(),
        }
    }

    /// What is said where it is not known whether it was saved.
    pub fn maybe_saved(self) -> String {
        match self.purpose {
            Purpose::SetUp => t::salesforce_form::maybe_saved(),
            Purpose::Edit => t::edit::maybe_saved(),
        }
    }

    /// What is said of an address that was found, and is entered now.
    pub fn address_taken(self) -> String {
        match self.purpose {
            Purpose::SetUp => t::salesforce_form::address_taken(),
            Purpose::Edit => t::edit::address_taken(),
        }
    }

    /// A field was edited.
    pub fn edit(self, field: Field, value: String) {
        self.state.update(|state| state.edit(field, value));
    }

    /// A field lost the focus.
    pub fn blur(self, field: Field) {
        self.state.update(|state| state.blur(field));
    }

    /// What stands in a field. It changes with that field alone.
    pub fn value(self, field: Field) -> Signal<String> {
        Memo::new(move |_| self.state.with(|state| state.value(field).to_owned())).into()
    }

    /// What to show at a field. It is announced as the state says.
    pub fn message(self, field: Field) -> Signal<Option<FieldMessage>> {
        let message = Memo::new(move |_| self.state.with(|state| state.message(field)));
        announce::follow_message(self.announcer, field, self.state, message);
        // What is said may name the value, or another connector, and change while the message stays.
        let in_words = move |state: &SalesforceFormState| {
            let message = message.get()?;
            Some(messages::field_message(message, state.value(field), state.same_as()))
        };
        Memo::new(move |_| self.state.with(in_words)).into()
    }
}

/// A field of one line.
#[component]
pub fn TextRow(
    /// What every part of the form works with.
    form: FormContext,
    /// The field that the row is for.
    field: Field,
    /// Whether the field takes the focus when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// What hides the field, where something does: it unfolds when there is something to see.
    #[prop(optional)]
    inside: Option<RwSignal<bool>>,
    /// One line of help, where it is more than words.
    #[prop(optional)]
    help: Option<AnyView>,
) -> impl IntoView {
    let message = form.message(field);
    if let Some(inside) = inside {
        Effect::new(move || {
            if message.with(Option::is_some) {
                inside.set(true);
            }
        });
    }
    let spec = FieldSpec::of(field);
    let requirement = match spec.required {
        true => Requirement::Required,
        false => Requirement::Optional(t::common::optional()),
    };
    view! {
        <TextField
            id=field.as_str()
            label=t::field::label(field)
            requirement
            kind=input_kind(spec.input)
            help=help.unwrap_or_else(|| t::field::help(field).into_any())
            value=form.value(field)
            message
            readonly=form.readonly
            autofocus
            action=view! { <FieldActionButton form field /> }.into_any()
            on_input=Callback::new(move |value| form.edit(field, value))
            on_blur=Callback::new(move |()| form.blur(field))
        />
    }
}

/// What a line of text holds, of what a field takes.
fn input_kind(of: contract::form::InputKind) -> InputKind {
    use contract::form::InputKind as Of;
    match of {
        Of::Text => InputKind::Text,
        Of::Email => InputKind::Email,
        Of::Url => InputKind::Url,
        // The others have inputs of their own; none of them is a person's words.
        Of::Identifier | Of::PrivateKey | Of::Choice | Of::Connectors => InputKind::Identifier,
    }
}

/// What **Done** found wrong, until it is right: links to the fields.
#[component]
pub fn ErrorList(
    /// What every part of the form works with.
    form: FormContext,
    /// Shows a field, by its id, that something may hide.
    unfold: Callback<&'static str>,
) -> impl IntoView {
    let summary = Memo::new(move |_| form.state.with(SalesforceFormState::summary));
    dynamic(move || {
        let summary = summary.get()?;
        let entry = |&(field, error): &(Field, _)| Entry {
            id: field.as_str(),
            label: t::common::labeled(&t::field::label(field)),
            message: form.state.with_untracked(|state| messages::text(error, state.value(field))),
        };
        let entries: Vec<Entry> = summary.entries().iter().map(entry).collect();
        let title = t::salesforce_form::summary(entries.len() as u64);
        Some(view! { <ErrorSummary id=ERRORS title entries on_go=unfold /> }.into_any())
    })
}
