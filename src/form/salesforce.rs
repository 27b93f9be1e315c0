//! The state of the form for a Salesforce connector: a new one, or a saved one that is edited.

mod draft;
mod edit;
mod search;

use std::mem;

use contract::api::Connector;
use contract::codes::{Field, RuleCode};
use contract::form::{FIELDS, FieldSpec, SalesforceForm};
use contract::secret::SecretText;
use contract::validation::{UrlPolicy, misplaced_key};

pub use self::draft::SalesforceDraft;
pub use self::search::AddressSearch;
use super::engine::Form;
use super::key_input::{self, KeyInput, KeyToSend};
use super::message::{FieldAction, FieldError, VisibleMessage};
use super::submit::Submit;

/// A private key stands in a field that is not for one.
const MISPLACED: FieldError = FieldError::Rule(RuleCode::PrivateKeyMisplaced);

/// The state of the form for a Salesforce connector.
pub type SalesforceFormState = Form<SalesforceDraft>;

impl Form<SalesforceDraft> {
    /// The form for a new connector: empty, but for the URL.
    pub fn new(default_url: &str, policy: UrlPolicy) -> Self {
        let (core, draft) = SalesforceDraft::create(default_url, policy);
        Self::open(core, draft)
    }

    /// The form for a saved connector: with its values, and its key left as it is.
    pub fn of_connector(connector: &Connector, policy: UrlPolicy) -> Self {
        let (core, draft) = SalesforceDraft::of_connector(connector, policy);
        Self::open(core, draft)
    }

    /// As [`Self::new`]. An answer that the form waited for so far is nobody's any more.
    pub fn reopen(&mut self, default_url: &str, policy: UrlPolicy) {
        let (core, draft) = SalesforceDraft::create(default_url, policy);
        self.restart(core, draft);
    }

    /// As [`Self::of_connector`]. An answer that the form waited for so far is nobody's any more.
    pub fn reopen_connector(&mut self, connector: &Connector, policy: UrlPolicy) {
        let (core, draft) = SalesforceDraft::of_connector(connector, policy);
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
            // The one that is edited is no other.
            let own = draft.base.as_ref().map(|base| base.connector.id.as_str());
            draft.saved = saved.into_iter().filter(|one| Some(one.id.as_str()) != own).collect();
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
            if matches!(draft.key, KeyInput::NeededAgain) {
                // What was told was no fault of what is typed now.
                core.cleared(field as usize, None);
            }
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
        draft.demand_key(core);
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
            // The stored one can be kept all the same: [`Self::keep_stored_key`].
            if input.is_usable() && !matches!(input, KeyInput::Stored) {
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

    /// The page is left, and the browser may keep it for **Back**: the key goes, wherever it stands, and all else stays. A
    /// submit or a search that runs goes on.
    pub fn drop_key(&mut self) {
        for &field in Field::ALL {
            self.move_key(field);
        }
        let Some((core, draft)) = self.open_mut() else { return };
        let previous = draft.previous_key.take();
        if draft.key.holds_key() || previous.is_some_and(|(input, _)| input.holds_key()) {
            draft.take_key(key_input::without(KeyInput::Dropped));
            core.dropped(Field::PrivateKey as usize, draft.key.error());
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
        draft.demand_key(core);
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
