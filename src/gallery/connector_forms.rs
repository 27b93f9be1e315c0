//! States of the forms of a connector's page.

use contract::api::{Change, Connector, ConnectorField, ConnectorKey, Problem};
use contract::codes::{Field, ProblemCode};
use contract::limits::{CONTACT_CHARS, NOTES_CHARS};
use contract::validation::UrlPolicy;
use leptos::prelude::*;

use super::{key, states};
use crate::connectors::connector_forms::{ConnectorForms, Leaving};
use crate::connectors::update::OnUpdate;
use crate::form::{EditDraft, Failure, Form, NotesField, NotesFormState, SalesforceFormState, Submit};

/// When what samples tell of happened: November 26, 2026.
const AT: i64 = 1_795_687_200_000;

/// A state of one of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConnectorFormSample {
    /// The credentials, while they are not edited.
    Stored,
    /// As [`Self::Stored`], with all that can be stored, for who may not change it.
    ReadOnly,
    Editing,
    /// After another URL was entered.
    KeyNeededAgain,
    /// After **Replace**.
    Replacing,
    /// After another key was given.
    KeyGiven,
    Checking,
    /// While no more than a name is saved.
    Saving,
    Canceling,
    Refused,
    MaybeSaved,
    Unchanged,
    Conflict,
    /// Two admins entered the same.
    SameConflict,
    AskUnsaved,
    AskSaving,
    Saved,
    NotesEmpty,
    Notes,
    NotesEditing,
    NotesTooLong,
    /// A private key was pasted as notes.
    NotesWithKey,
    NotesSaving,
    NotesUnchanged,
    NotesRefused,
    NotesConflict,
    NotesSaved,
}

impl ConnectorFormSample {
    pub(super) const ALL: &'static [Self] = &[
        Self::Stored,
        Self::ReadOnly,
        Self::Editing,
        Self::KeyNeededAgain,
        Self::Replacing,
        Self::KeyGiven,
        Self::Checking,
        Self::Saving,
        Self::Canceling,
        Self::Refused,
        Self::MaybeSaved,
        Self::Unchanged,
        Self::Conflict,
        Self::SameConflict,
        Self::AskUnsaved,
        Self::AskSaving,
        Self::Saved,
        Self::NotesEmpty,
        Self::Notes,
        Self::NotesEditing,
        Self::NotesTooLong,
        Self::NotesWithKey,
        Self::NotesSaving,
        Self::NotesUnchanged,
        Self::NotesRefused,
        Self::NotesConflict,
        Self::NotesSaved,
    ];

    /// The sample's name among the samples of these forms.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::ReadOnly => "read-only",
            Self::Editing => "editing",
            Self::KeyNeededAgain => "key-needed-again",
            Self::Replacing => "replacing",
            Self::KeyGiven => "key-given",
            Self::Checking => "checking",
            Self::Saving => "saving",
            Self::Canceling => "canceling",
            Self::Refused => "refused",
            Self::MaybeSaved => "maybe-saved",
            Self::Unchanged => "unchanged",
            Self::Conflict => "conflict",
            Self::SameConflict => "same-conflict",
            Self::AskUnsaved => "ask-unsaved",
            Self::AskSaving => "ask-saving",
            Self::Saved => "saved",
            Self::NotesEmpty => "notes-empty",
            Self::Notes => "notes",
            Self::NotesEditing => "notes-editing",
            Self::NotesTooLong => "notes-too-long",
            Self::NotesWithKey => "notes-with-key",
            Self::NotesSaving => "notes-saving",
            Self::NotesUnchanged => "notes-unchanged",
            Self::NotesRefused => "notes-refused",
            Self::NotesConflict => "notes-conflict",
            Self::NotesSaved => "notes-saved",
        }
    }

    /// Whether the sample is about the notes.
    pub(super) fn is_of_notes(self) -> bool {
        self.name().starts_with("notes")
    }

    /// Whether the admin may change the connector.
    pub(super) fn can_manage(self) -> bool {
        self != Self::ReadOnly
    }

    /// The forms of the page. They send nothing.
    pub(super) fn forms(self) -> ConnectorForms {
        let on = OnUpdate { changed: Callback::new(|_| ()), stale: Callback::new(|()| ()) };
        let connector = self.connector();
        let policy = Signal::stored(UrlPolicy::default());
        let forms = ConnectorForms::new(Signal::stored(Some(connector.clone())), policy, on);
        if self.is_of_notes() {
            forms.notes.set(self.notes(&connector));
        } else {
            forms.credentials.set(self.credentials(&connector));
        }
        if matches!(self, Self::AskUnsaved | Self::AskSaving) {
            forms.asking.set(Some(Leaving::Page));
        }
        forms
    }

    fn connector(self) -> Connector {
        let empty = states::connector(0);
        match self {
            Self::NotesEmpty => empty,
            Self::ReadOnly => Connector {
                client_id: ["3MVG9", &"IHf89I1t8h".repeat(8)].concat(),
                audience: Some("https://login.salesforce.com".to_owned()),
                url: "https://a-rather-long-my-domain--of-a-sandbox.sandbox.my.salesforce.com".to_owned(),
                key: key("5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"),
                ..states::connector(4)
            },
            _ => Connector {
                key: key("5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"),
                contact: "Ada Lovelace, ada@example.com".to_owned(),
                notes: "For the queue \"Sales EMEA\".\nThe certificate ends in May: ask Ada.".to_owned(),
                ..empty
            },
        }
    }

    fn credentials(self, connector: &Connector) -> SalesforceFormState {
        let mut form = SalesforceFormState::of_connector(connector, UrlPolicy::default());
        match self {
            Self::Stored | Self::ReadOnly => form.close(),
            Self::KeyNeededAgain => enter(&mut form, Field::Url, "https://test.salesforce.com"),
            Self::Replacing => form.replace_key(),
            Self::KeyGiven | Self::Checking | Self::Canceling | Self::Refused | Self::AskSaving => {
                form.pick_file("key.pem", key::pem(256).as_bytes());
            }
            Self::Unchanged => {
                form.save(String::new);
            }
            Self::AskUnsaved | Self::Saving | Self::MaybeSaved | Self::Saved | Self::SameConflict => {
                enter(&mut form, Field::Name, "Sales EMEA and APAC");
            }
            Self::Conflict => {
                enter(&mut form, Field::Name, "Sales EMEA and APAC");
                enter(&mut form, Field::Url, "https://example.my.salesforce.com");
                form.pick_file("key.pem", key::pem(256).as_bytes());
            }
            _ => {}
        }
        match self {
            Self::Checking | Self::Saving | Self::AskSaving => {
                form.save(String::new);
            }
            Self::Canceling => {
                form.save(String::new);
                form.cancel();
            }
            Self::Refused => {
                let problem = states::problem(ProblemCode::SalesforceKeyMismatch);
                failed(&mut form, Failure::Problem(Box::new(problem)));
            }
            Self::MaybeSaved => failed(&mut form, Failure::NoAnswer),
            Self::Conflict => failed(&mut form, self.changed(connector)),
            Self::SameConflict => failed(&mut form, self.changed(connector)),
            Self::Saved => saved(&mut form, connector),
            _ => {}
        }
        form
    }

    fn notes(self, connector: &Connector) -> NotesFormState {
        let mut form: NotesFormState = Form::closed();
        if matches!(self, Self::Notes | Self::NotesEmpty) {
            return form;
        }
        form.reopen(connector);
        let typed = match self {
            Self::NotesEditing | Self::NotesUnchanged => connector.notes.clone(),
            Self::NotesTooLong => "A note. ".repeat(NOTES_CHARS / 8 + 1),
            Self::NotesWithKey => key::pem(256),
            _ => "The certificate is new: it ends in 2028.".to_owned(),
        };
        form.edit(NotesField::Notes, typed);
        form.blur(NotesField::Notes);
        match self {
            Self::NotesTooLong => {
                form.edit(NotesField::Contact, "n".repeat(CONTACT_CHARS + 1));
                form.save(String::new);
            }
            Self::NotesSaving | Self::NotesUnchanged => {
                form.save(String::new);
            }
            Self::NotesRefused => {
                let problem = states::problem(ProblemCode::StorageUnavailable);
                failed(&mut form, Failure::Problem(Box::new(problem)));
            }
            Self::NotesConflict => failed(&mut form, self.changed(connector)),
            Self::NotesSaved => saved(&mut form, connector),
            _ => {}
        }
        form
    }

    /// What another admin changed meanwhile.
    fn changed(self, connector: &Connector) -> Failure {
        use ConnectorField as F;
        let (fields, current): (&[F], _) = match self {
            Self::SameConflict => {
                (&[F::Name], Connector { name: "Sales EMEA and APAC".to_owned(), ..connector.clone() })
            }
            Self::NotesConflict => (
                &[F::Notes, F::Contact],
                Connector {
                    notes: "Not in use before December.\nAsk Grace.".to_owned(),
                    contact: String::new(),
                    ..connector.clone()
                },
            ),
            _ => (
                &[F::Name, F::ClientId, F::Url, F::PrivateKey, F::Notes],
                Connector {
                    name: "Sales of Europe, the Middle East and Africa, and of Asia Pacific".to_owned(),
                    client_id: ["3MVG9", &"IHf89I1t8h".repeat(8)].concat(),
                    url: "https://a-rather-long-my-domain--of-a-sandbox.sandbox.my.salesforce.com".to_owned(),
                    key: key("a3f5bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"),
                    notes: "Moved to the sandbox for the tests of December.".to_owned(),
                    ..connector.clone()
                },
            ),
        };
        let change = |&field| Change { field, user: "grace@example.com".to_owned(), at: AT };
        Failure::Problem(Box::new(Problem {
            changes: fields.iter().map(change).collect(),
            current: Some(Box::new(Connector { revision: 2, ..current })),
            ..states::problem(ProblemCode::ConnectorChanged)
        }))
    }
}

fn key(sha256: &str) -> Option<ConnectorKey> {
    Some(ConnectorKey { public_key_sha256: Some(sha256.to_owned()), stored_at: AT })
}

fn enter(form: &mut SalesforceFormState, field: Field, value: &str) {
    form.edit(field, value.to_owned());
    form.blur(field);
}

fn failed<D: EditDraft>(form: &mut Form<D>, failure: Failure) {
    if let Submit::Send(submission) = form.save(String::new) {
        form.failed(submission.id, failure);
    }
}

fn saved<D: EditDraft>(form: &mut Form<D>, connector: &Connector) {
    if let Submit::Send(submission) = form.save(String::new) {
        form.succeeded(submission.id, connector.clone());
    }
}
