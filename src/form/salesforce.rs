//! The state of the form for a Salesforce connector: a new one, or a saved one that is edited.

mod search;

use std::mem;

use contract::api::{Connector, Problem};
use contract::codes::{Field, ProblemCode, RuleCode, WarningCode};
use contract::form::{FIELDS, FieldSpec, SAME_CONNECTION, SalesforceForm, Validation};
use contract::secret::SecretText;
use contract::validation::{UrlPolicy, misplaced_key};

pub use self::search::AddressSearch;
use super::core::Core;
use super::engine::{Draft, Form};
use super::key_input::{self, KeyInput, KeyToSend};
use super::message::{FieldAction, FieldError, VisibleMessage};
use super::submit::Submit;

/// A private key stands in a field that is not for one.
const MISPLACED: FieldError = FieldError::Rule(RuleCode::PrivateKeyMisplaced);

/// The state of the form for a Salesforce connector.
pub type SalesforceFormState = Form<SalesforceDraft>;

/// What was entered for a Salesforce connector, and what the rules say of it.
#[derive(Debug)]
pub struct SalesforceDraft {
    policy: UrlPolicy,
    /// The connectors that are known to be there: another one with the same values is warned of.
    saved: Vec<Connector>,
    /// The values that the form opened with: what differs from them would be lost.
    initial: SalesforceForm,
    /// The texts as they are. The private key is not among them: see `key`.
    values: SalesforceForm,
    key: KeyInput,
    /// The key that **Replace** took away, until another is there: it can still be kept.
    previous_key: Option<key_input::Read>,
    /// What the rules made of the values, each judged when it changed; the private key, where there is a usable one.
    validation: Validation,
    search: AddressSearch,
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
}

impl SalesforceDraft {
    fn open(initial: SalesforceForm, has_stored_key: bool, policy: UrlPolicy) -> (Core, Self) {
        let key = if has_stored_key { KeyInput::Stored } else { KeyInput::Empty };
        let values = initial.clone();
        let (validation, saved, search) = (Validation::new(), Vec::new(), AddressSearch::None);
        let mut draft = Self { policy, saved, initial, values, key, previous_key: None, validation, search };
        let mut core = Core::new(FIELDS.len());
        draft.judge_all(&mut core);
        (core, draft)
    }

    fn create(default_url: &str, policy: UrlPolicy) -> (Core, Self) {
        let initial = SalesforceForm { url: default_url.to_owned(), ..SalesforceForm::default() };
        Self::open(initial, false, policy)
    }

    fn value(&self, field: Field) -> &str {
        match field {
            Field::PrivateKey => self.key.text(),
            _ => (FieldSpec::of(field).get)(&self.values),
        }
    }

    /// What is wrong with a field's value as it is.
    fn judge(&mut self, field: Field) -> Option<FieldError> {
        if field == Field::PrivateKey {
            return self.key.error();
        }
        self.validation.judge(field, (FieldSpec::of(field).get)(&self.values), &self.policy);
        self.validation.error(field).map(FieldError::Rule)
    }

    fn judge_all(&mut self, core: &mut Core) {
        for &field in Field::ALL {
            core.judged(field as usize, self.judge(field));
        }
        for &field in Field::ALL {
            self.warn(core, field);
        }
    }

    /// Looks anew for the warnings that a field has a part in.
    fn warn(&self, core: &mut Core, changed: Field) {
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
    fn warn_of_same(&self, core: &mut Core) {
        let same = self.validation.same_connection(&self.saved).map(|_| WarningCode::SameConnection);
        core.warned(Field::EmailId as usize, same, None);
    }

    fn take_key(&mut self, (input, key): key_input::Read) {
        if input.is_usable() {
            self.previous_key = None;
        }
        self.validation.judge_key(key);
        self.key = input;
    }

    fn key_to_send(&self) -> Option<KeyToSend> {
        match &self.key {
            KeyInput::Stored => Some(KeyToSend::Unchanged),
            KeyInput::Generated { id } => Some(KeyToSend::Generated(id.clone())),
            KeyInput::Good(_) => Some(KeyToSend::Pem(self.validation.private_key()?.pem())),
            KeyInput::Empty | KeyInput::Typed(..) | KeyInput::FileRefused { .. } => None,
        }
    }

    /// The body of a create. A key that does not come from here is not in it.
    fn request(&self) -> SalesforceForm {
        let private_key = self.validation.private_key().map(|key| key.pem()).unwrap_or_default();
        SalesforceForm { private_key, ..self.values.clone() }
    }
}

impl Form<SalesforceDraft> {
    /// The form for a new connector: empty, but for the URL.
    pub fn new(default_url: &str, policy: UrlPolicy) -> Self {
        let (core, draft) = SalesforceDraft::create(default_url, policy);
        Self::open(core, draft)
    }

    /// The form for a saved connector: with its values, and its key left as it is.
    pub fn of_connector(connector: &Connector, policy: UrlPolicy) -> Self {
        let (core, draft) = SalesforceDraft::open(connector.into(), true, policy);
        Self::open(core, draft)
    }

    /// As [`Self::new`]. An answer that the form waited for so far is nobody's any more.
    pub fn reopen(&mut self, default_url: &str, policy: UrlPolicy) {
        let (core, draft) = SalesforceDraft::create(default_url, policy);
        self.restart(core, draft);
    }

    /// As [`Self::of_connector`]. An answer that the form waited for so far is nobody's any more.
    pub fn reopen_connector(&mut self, connector: &Connector, policy: UrlPolicy) {
        let (core, draft) = SalesforceDraft::open(connector.into(), true, policy);
        self.restart(core, draft);
    }

    /// Takes the policy that arrived after the form was opened (a reload at its route).
    pub fn set_policy(&mut self, policy: UrlPolicy) {
        if let Some((core, draft)) = self.open_mut() {
            draft.policy = policy;
            draft.judge_all(core);
        }
    }

    /// Takes the connectors that are there, whenever they are known or have changed.
    pub fn set_saved(&mut self, saved: Vec<Connector>) {
        if let Some((core, draft)) = self.open_mut() {
            draft.saved = saved;
            draft.warn_of_same(core);
        }
    }

    /// The name of the connector that has the same values, while [`WarningCode::SameConnection`] is shown.
    pub fn same_as(&self) -> Option<&str> {
        let draft = self.draft()?;
        draft.validation.same_connection(&draft.saved).map(|same| same.name.as_str())
    }

    /// What stands in a field's input. For [`Field::PrivateKey`] only what is being typed: a usable key is not echoed.
    pub fn value(&self, field: Field) -> &str {
        self.draft().map_or("", |draft| draft.value(field))
    }

    /// How the private key's input stands.
    pub fn key(&self) -> &KeyInput {
        self.draft().map_or(&KeyInput::Empty, |draft| &draft.key)
    }

    /// What is to be sent for the private key, once there is something.
    pub fn key_to_send(&self) -> Option<KeyToSend> {
        self.draft()?.key_to_send()
    }

    /// An input event: the field now holds `value`. The private key's text area sends its events here too. An event
    /// without a change, such as the last one of a text area that a usable key has just replaced, counts for nothing.
    pub fn edit(&mut self, field: Field, value: String) {
        let Some((core, draft)) = self.editable() else { return };
        if draft.value(field) == value {
            return;
        }
        if field == Field::PrivateKey {
            draft.take_key(key_input::from_text(SecretText::new(value)));
        } else {
            (FieldSpec::of(field).set)(&mut draft.values, value);
        }
        if matches!(field, Field::Url | Field::Audience) {
            draft.search = AddressSearch::None;
        }
        let error = draft.judge(field);
        // A key is pasted whole: there is no typing to wait for.
        if field == Field::PrivateKey && error.is_none() || error == Some(MISPLACED) {
            core.given(field as usize, error);
        } else {
            core.edited(field as usize, error);
        }
        draft.warn(core, field);
    }

    /// Every field that `form` has a value for now holds it, as if it had been entered and left.
    pub fn fill_in(&mut self, form: &SalesforceForm) {
        for spec in FIELDS.iter().filter(|spec| !(spec.get)(form).is_empty()) {
            self.edit(spec.field, (spec.get)(form).to_owned());
            self.blur(spec.field);
        }
    }

    /// A file was picked or dropped as private key. Read at most [`contract::limits::PRIVATE_KEY_BYTES`] + 1 bytes
    /// of it: one too many is enough to be refused for its size. The caller zeroizes its copy.
    pub fn pick_file(&mut self, file_name: &str, bytes: &[u8]) {
        self.give_key(|| key_input::from_file(file_name, bytes));
    }

    /// A file was picked or dropped, and the browser could not read it.
    pub fn file_unreadable(&mut self, file_name: &str) {
        self.give_key(|| key_input::unreadable(file_name));
    }

    /// The server made a key pair, which is to be used.
    pub fn use_generated_key(&mut self, id: String) {
        self.give_key(|| key_input::without(KeyInput::Generated { id }));
    }

    /// **Replace**: shows the empty input again. Until it has another key, the one so far can be kept:
    /// [`Self::keep_previous_key`].
    pub fn replace_key(&mut self) {
        if let Some((core, draft)) = self.editable() {
            let key = draft.validation.private_key().cloned().ok_or(RuleCode::KeyEmpty);
            let (empty, none) = key_input::empty();
            draft.validation.judge_key(none);
            let input = mem::replace(&mut draft.key, empty);
            if input.is_usable() {
                draft.previous_key = Some((input, key));
            }
            core.cleared(Field::PrivateKey as usize, draft.key.error());
        }
    }

    /// Whether **Replace** took a key away that can still be kept.
    pub fn has_previous_key(&self) -> bool {
        self.draft().is_some_and(|draft| draft.previous_key.is_some())
    }

    /// **Keep the previous key**: undoes [`Self::replace_key`]. What was entered since is dropped.
    pub fn keep_previous_key(&mut self) {
        if let Some((core, draft)) = self.editable()
            && let Some(previous) = draft.previous_key.take()
        {
            draft.take_key(previous);
            core.cleared(Field::PrivateKey as usize, draft.key.error());
            draft.warn(core, Field::PrivateKey);
        }
    }

    /// What leads out of what is shown at a field, where that is plain.
    pub fn action(&self, field: Field) -> Option<FieldAction> {
        let (shown, draft) = (self.message(field)?, self.draft()?);
        match shown {
            VisibleMessage::Error(MISPLACED, _) => Some(FieldAction::MoveKey),
            VisibleMessage::Error(FieldError::Rule(_), _) => {
                let suggest = FieldSpec::of(field).suggest?;
                suggest(draft.value(field), &draft.policy).map(FieldAction::Use)
            }
            VisibleMessage::Error(..) => None,
            VisibleMessage::Warning(..) => draft.validation.suggestion(field).map(FieldAction::Use),
        }
    }

    /// Moves the private key that stands in another field to where it belongs. The field then holds what it opened with.
    pub fn move_key(&mut self, field: Field) {
        let Some((core, draft)) = self.editable() else { return };
        let Some(key) = misplaced_key(draft.value(field)) else { return };
        let key = SecretText::new(key.to_owned());
        let spec = FieldSpec::of(field);
        (spec.set)(&mut draft.values, (spec.get)(&draft.initial).to_owned());
        core.cleared(field as usize, draft.judge(field));
        draft.warn(core, field);
        self.give_key(|| key_input::from_text(key));
    }

    /// **Done**. `new_key` makes an `Idempotency-Key` where the input has none yet.
    pub fn submit(&mut self, new_key: impl FnOnce() -> String) -> Submit {
        if let Some((_, draft)) = self.editable() {
            draft.search = AddressSearch::None;
        }
        self.send(new_key, SalesforceDraft::request)
    }

    fn give_key(&mut self, read: impl FnOnce() -> key_input::Read) {
        if let Some((core, draft)) = self.editable() {
            draft.take_key(read());
            core.given(Field::PrivateKey as usize, draft.key.error());
            draft.warn(core, Field::PrivateKey);
        }
    }
}
