//! The state of the form for what admins write down about a connector: notes, and who is responsible.

use std::fmt;

use contract::api::{Connector, ConnectorField, ConnectorPatch, Problem};
use contract::codes::{ProblemCode, RuleCode};
use contract::validation::{self, Printable, misplaced_key, no_private_key};

use super::core::Core;
use super::edit::{self, Base, EditDraft};
use super::engine::{Draft, Form};
use super::message::FieldError;

/// A field of the form, in the order of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotesField {
    /// The responsible person: one line.
    Contact,
    /// Notes: several lines.
    Notes,
}

impl NotesField {
    /// The fields in the order of the form.
    pub const ALL: &'static [Self] = &[Self::Contact, Self::Notes];

    /// The field's JSON name, which is also its input's id.
    pub const fn as_str(self) -> &'static str {
        self.of_connector().as_str()
    }

    /// What the field changes of a connector.
    pub const fn of_connector(self) -> ConnectorField {
        match self {
            Self::Contact => ConnectorField::Contact,
            Self::Notes => ConnectorField::Notes,
        }
    }

    /// The field's rule.
    fn parse(self, typed: &str) -> Result<String, ProblemCode> {
        match self {
            Self::Contact => validation::contact(typed),
            Self::Notes => validation::notes(typed),
        }
    }

    fn saved(self, connector: &Connector) -> &str {
        match self {
            Self::Contact => &connector.contact,
            Self::Notes => &connector.notes,
        }
    }
}

/// The state of the form for what admins write down about a connector.
pub type NotesFormState = Form<NotesDraft>;

/// What was entered about a connector.
pub struct NotesDraft {
    base: Base,
    /// The values that the form opened with, by the place of their field.
    initial: [String; NotesField::ALL.len()],
    values: [String; NotesField::ALL.len()],
}

/// A private key that was entered is not printed.
impl fmt::Debug for NotesDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.values.each_ref().map(|value| Printable(value));
        f.debug_struct("NotesDraft").field("base", &self.base).field("values", &values).finish()
    }
}

impl Draft for NotesDraft {
    type Field = NotesField;
    type Saved = Connector;
    const FIELDS: &'static [NotesField] = NotesField::ALL;
    const TELLS_AT_FIELDS: bool = false;

    fn place(field: NotesField) -> usize {
        field as usize
    }

    fn is_dirty(&self) -> bool {
        self.values != self.initial
    }

    fn blamed(&self, problem: &Problem) -> Vec<(NotesField, FieldError)> {
        let field = match problem.code {
            ProblemCode::ConnectorContact => NotesField::Contact,
            ProblemCode::ConnectorNotes => NotesField::Notes,
            _ => return Vec::new(),
        };
        vec![(field, FieldError::Problem(problem.code))]
    }

    fn refused(&mut self, core: &mut Core, problem: &Problem) {
        edit::learn(self, core, problem);
    }
}

impl EditDraft for NotesDraft {
    fn is_own(of_connector: ConnectorField) -> bool {
        NotesField::ALL.iter().any(|field| field.of_connector() == of_connector)
    }

    fn base(&self) -> Option<&Base> {
        Some(&self.base)
    }

    fn base_mut(&mut self) -> Option<&mut Base> {
        Some(&mut self.base)
    }

    fn patch(&self) -> ConnectorPatch {
        let changed = |field: NotesField| self.differs(field).then(|| self.value(field).to_owned());
        ConnectorPatch {
            notes: changed(NotesField::Notes),
            contact: changed(NotesField::Contact),
            ..ConnectorPatch::default()
        }
    }

    fn typed(&self, of_connector: ConnectorField) -> Option<String> {
        let field = NotesField::ALL.iter().copied().find(|field| field.of_connector() == of_connector)?;
        self.differs(field).then(|| self.value(field).to_owned())
    }

    fn rebase(&mut self, core: &mut Core) {
        for &field in NotesField::ALL {
            let at = field as usize;
            let entered = field.parse(&self.values[at]).as_ref() != Ok(&self.initial[at]);
            field.saved(&self.base.connector).clone_into(&mut self.initial[at]);
            if !entered {
                self.values[at].clone_from(&self.initial[at]);
            }
            core.judged(at, self.error(field));
        }
    }
}

impl NotesDraft {
    fn open(connector: &Connector) -> (Core, Self) {
        let initial = [NotesField::Contact, NotesField::Notes].map(|field| field.saved(connector).to_owned());
        let draft = Self { base: Base::of(connector), values: initial.clone(), initial };
        (Core::new(NotesField::ALL.len()), draft)
    }

    fn value(&self, field: NotesField) -> &str {
        &self.values[field as usize]
    }

    /// Whether a value is another one than the saved one: blanks at its ends are no difference.
    fn differs(&self, field: NotesField) -> bool {
        let saved = &self.initial[field as usize];
        let value = self.value(field);
        value != saved && field.parse(value).as_ref() != Ok(saved)
    }

    /// What is wrong with a field's value as it is. What is saved already holds.
    fn error(&self, field: NotesField) -> Option<FieldError> {
        if !self.differs(field) {
            return None;
        }
        let value = self.value(field);
        no_private_key(value)
            .map_err(FieldError::Rule)
            .err()
            .or_else(|| field.parse(value).map_err(FieldError::Problem).err())
    }
}

impl Form<NotesDraft> {
    /// Opens the form for a connector. An answer that it waited for so far is nobody's any more.
    pub fn reopen(&mut self, connector: &Connector) {
        let (core, draft) = NotesDraft::open(connector);
        self.restart(core, draft);
    }

    /// What stands in a field.
    pub fn value(&self, field: NotesField) -> &str {
        self.draft().map_or("", |draft| draft.value(field))
    }

    /// An input event: the field now holds `value`.
    pub fn edit(&mut self, field: NotesField, value: String) {
        let Some((core, draft)) = self.editable() else { return };
        if draft.value(field) == value {
            return;
        }
        draft.values[field as usize] = value;
        let error = draft.error(field);
        // A key is pasted whole: there is no typing to wait for.
        if error == Some(FieldError::Rule(RuleCode::PrivateKeyMisplaced)) {
            core.given(field as usize, error);
        } else {
            core.edited(field as usize, error);
        }
    }

    /// The page is left: a private key that was entered goes, with what follows it.
    pub fn drop_key(&mut self) {
        for &field in NotesField::ALL {
            let value = self.value(field);
            if let Some(key) = misplaced_key(value) {
                let before = value.find(key).and_then(|at| value.get(..at)).unwrap_or_default().to_owned();
                self.edit(field, before);
            }
        }
    }
}
