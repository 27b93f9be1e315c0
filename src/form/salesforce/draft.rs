//! What was entered for a Salesforce connector, and how it is judged.

use contract::api::{Connector, Problem};
use contract::codes::{Field, ProblemCode, WarningCode};
use contract::form::{FIELDS, FieldSpec, SAME_CONNECTION, SalesforceForm, Validation};
use contract::validation::UrlPolicy;

use super::AddressSearch;
use crate::form::core::Core;
use crate::form::edit::{self, Base};
use crate::form::engine::Draft;
use crate::form::key_input::{self, KeyInput, KeyToSend};
use crate::form::message::FieldError;

/// What was entered for a Salesforce connector, and what the rules say of it.
#[derive(Debug)]
pub struct SalesforceDraft {
    pub(super) policy: UrlPolicy,
    /// The saved connector that is changed. A new one has none.
    pub(super) base: Option<Base>,
    /// The connectors that are known to be there: another one with the same values is warned of.
    pub(super) saved: Vec<Connector>,
    /// The values that the form opened with: what differs from them would be lost.
    pub(super) initial: SalesforceForm,
    /// The texts as they are. The private key is not among them: see `key`.
    pub(super) values: SalesforceForm,
    pub(super) key: KeyInput,
    /// The key that **Replace** took away, until another is there: it can still be kept.
    pub(super) previous_key: Option<key_input::Read>,
    /// What the rules made of the values, each judged when it changed; the private key, where there is a usable one.
    pub(super) validation: Validation,
    pub(super) search: AddressSearch,
}

impl Draft for SalesforceDraft {
    type Field = Field;
    type Saved = Connector;
    const FIELDS: &'static [Field] = Field::ALL;
    const TELLS_AT_FIELDS: bool = false;

    fn place(field: Field) -> usize {
        field as usize
    }

    fn is_dirty(&self) -> bool {
        FIELDS.iter().any(|spec| (spec.get)(&self.values) != (spec.get)(&self.initial))
            || self.key.is_given()
            || self.previous_key.as_ref().is_some_and(|(input, _)| input.is_given())
    }

    /// An audience is the URL's, unless one was entered.
    fn blamed(&self, problem: &Problem) -> Vec<(Field, FieldError)> {
        let field = match problem.code.field() {
            Some(Field::Url)
                if problem.code == ProblemCode::SalesforceAudience && !self.values.audience.is_empty() =>
            {
                Some(Field::Audience)
            }
            field => field,
        };
        let of_code = field.map(|field| (field, FieldError::Problem(problem.code)));
        let violations = problem.violations.iter();
        let violations = violations.map(|broken| (broken.field, FieldError::Rule(broken.code)));
        of_code.into_iter().chain(violations).collect()
    }

    fn refused(&mut self, core: &mut Core, problem: &Problem) {
        edit::learn(self, core, problem);
    }
}

impl SalesforceDraft {
    fn open(initial: SalesforceForm, base: Option<Base>, policy: UrlPolicy) -> (Core, Self) {
        let key = if base.is_some() { KeyInput::Stored } else { KeyInput::Empty };
        let values = initial.clone();
        let mut draft = Self {
            policy,
            base,
            saved: Vec::new(),
            initial,
            values,
            key,
            previous_key: None,
            validation: Validation::new(),
            search: AddressSearch::None,
        };
        let mut core = Core::new(FIELDS.len());
        draft.judge_all(&mut core);
        (core, draft)
    }

    pub(super) fn create(default_url: &str, policy: UrlPolicy) -> (Core, Self) {
        let initial = SalesforceForm { url: default_url.to_owned(), ..SalesforceForm::default() };
        Self::open(initial, None, policy)
    }

    pub(super) fn of_connector(connector: &Connector, policy: UrlPolicy) -> (Core, Self) {
        Self::open(connector.into(), Some(Base::of(connector)), policy)
    }

    pub(super) fn value(&self, field: Field) -> &str {
        match field {
            Field::PrivateKey => self.key.text(),
            _ => (FieldSpec::of(field).get)(&self.values),
        }
    }

    /// What is wrong with a field's value as it is.
    pub(super) fn judge(&mut self, field: Field) -> Option<FieldError> {
        if field == Field::PrivateKey {
            return self.key.error();
        }
        self.validation.judge(field, (FieldSpec::of(field).get)(&self.values), &self.policy);
        let error = self.validation.error(field).map(FieldError::Rule);
        // What is saved already holds up nothing, even where the rules have changed since.
        error.filter(|_| self.base.is_none() || self.differs(field))
    }

    pub(super) fn judge_all(&mut self, core: &mut Core) {
        for &field in Field::ALL {
            core.judged(field as usize, self.judge(field));
        }
        for &field in Field::ALL {
            self.warn(core, field);
        }
    }

    /// Looks anew for the warnings that a field has a part in.
    pub(super) fn warn(&self, core: &mut Core, changed: Field) {
        for spec in FIELDS {
            if let Some(warning) = &spec.warning
                && warning.of.contains(&changed)
            {
                let told_by = warning.of.last().map_or(spec.field, |&field| field);
                core.warned(spec.field as usize, self.validation.warning(spec.field), Some(told_by as usize));
            }
        }
        if SAME_CONNECTION.contains(&changed) {
            self.warn_of_same(core);
        }
    }

    /// Looks anew whether the connector is there already. Nobody types such values on the way to others, so it is told at
    /// once: what lies below has moved by the time somebody clicks there.
    pub(super) fn warn_of_same(&self, core: &mut Core) {
        let same = self.validation.same_connection(&self.saved).map(|_| WarningCode::SameConnection);
        core.warned(Field::EmailId as usize, same, None);
    }

    pub(super) fn take_key(&mut self, (input, key): key_input::Read) {
        if input.is_usable() {
            self.previous_key = None;
        }
        self.validation.judge_key(key);
        self.key = input;
    }

    pub(super) fn key_to_send(&self) -> Option<KeyToSend> {
        match &self.key {
            KeyInput::Stored => Some(KeyToSend::Unchanged),
            KeyInput::Generated { id } => Some(KeyToSend::Generated(id.clone())),
            KeyInput::Good(_) => Some(KeyToSend::Pem(self.validation.private_key()?.pem())),
            KeyInput::Empty
            | KeyInput::Typed(..)
            | KeyInput::FileRefused { .. }
            | KeyInput::Dropped
            | KeyInput::NeededAgain => None,
        }
    }

    /// The body of a create. A key that does not come from here is not in it.
    pub(super) fn request(&self) -> SalesforceForm {
        let private_key = self.validation.private_key().map(|key| key.pem()).unwrap_or_default();
        SalesforceForm { private_key, ..self.values.clone() }
    }
}
