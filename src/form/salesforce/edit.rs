//! What is changed of a saved Salesforce connector, and when its stored key does not do any more.

use contract::api::{ConnectorField, ConnectorKey, ConnectorPatch};
use contract::codes::{Field, RuleCode};
use contract::form::{FIELDS, FieldSpec, SalesforceForm};

use super::SalesforceDraft;
use crate::form::Form;
use crate::form::core::Core;
use crate::form::edit::{Base, EditDraft};
use crate::form::key_input::KeyInput;

impl EditDraft for SalesforceDraft {
    fn is_own(of_connector: ConnectorField) -> bool {
        Field::ALL.iter().any(|&field| ConnectorField::from(field) == of_connector)
    }

    fn base(&self) -> Option<&Base> {
        self.base.as_ref()
    }

    fn base_mut(&mut self) -> Option<&mut Base> {
        self.base.as_mut()
    }

    fn patch(&self) -> ConnectorPatch {
        let private_key = self.validation.private_key().map(|key| key.pem());
        let mut patch = ConnectorPatch { private_key, ..ConnectorPatch::default() };
        for spec in FIELDS.iter().filter(|spec| !spec.is_for_key() && self.differs(spec.field)) {
            patch.set(spec.field, self.value(spec.field).to_owned());
        }
        patch
    }

    fn typed(&self, of_connector: ConnectorField) -> Option<String> {
        let field = Field::ALL.iter().copied().find(|&field| ConnectorField::from(field) == of_connector)?;
        match (field, &self.key) {
            (Field::PrivateKey, KeyInput::Good(key)) => Some(key.public_key_sha256.clone()),
            (Field::PrivateKey, _) => None,
            _ => self.differs(field).then(|| self.value(field).to_owned()),
        }
    }

    fn rebase(&mut self, core: &mut Core) {
        let Some(base) = &self.base else { return };
        let now = SalesforceForm::from(&*base.connector);
        let untouched = FIELDS.iter().filter(|spec| !spec.is_for_key() && !self.differs(spec.field));
        for spec in untouched.collect::<Vec<_>>() {
            (spec.set)(&mut self.values, (spec.get)(&now).to_owned());
        }
        self.initial = now;
        self.judge_all(core);
        self.demand_key(core);
    }
}

impl SalesforceDraft {
    /// Whether a field's value means another thing than the saved one: neither blanks at its ends nor a slash make one, nor an
    /// audience that is the URL. The private key is none of these fields: see [`Self::key`].
    pub(super) fn differs(&self, field: Field) -> bool {
        let spec = FieldSpec::of(field);
        let saved = (spec.get)(&self.initial);
        if (spec.get)(&self.values) == saved {
            return false;
        }
        let canonical = |field| self.validation.canonical(field);
        match canonical(field) {
            Some(value) if field == Field::Audience && canonical(Field::Url).as_ref() == Some(&value) => {
                !saved.is_empty()
            }
            Some(value) => value.expose() != saved,
            None => true,
        }
    }

    /// Whether the stored key is not for what stands in the form.
    fn is_key_demanded(&self) -> bool {
        Field::ALL.iter().any(|&field| ConnectorField::from(field).asks_for_key() && self.differs(field))
    }

    /// Looks anew whether the stored key will do. One that was given meanwhile stays.
    pub(super) fn demand_key(&mut self, core: &mut Core) {
        if self.base.is_none() {
            return;
        }
        let at = Field::PrivateKey as usize;
        match (&self.key, self.is_key_demanded()) {
            (KeyInput::Stored, true) => {
                self.key = KeyInput::NeededAgain;
                core.given(at, self.key.error());
            }
            (KeyInput::NeededAgain, false) => {
                self.key = KeyInput::Stored;
                core.cleared(at, None);
            }
            _ => {}
        }
    }

    fn key_given(&self) -> bool {
        matches!(self.key, KeyInput::Good(_))
    }

    /// Whether the stored key can be kept in place of what is given.
    fn may_keep_stored_key(&self) -> bool {
        self.base.is_some() && !matches!(self.key, KeyInput::Stored) && !self.is_key_demanded()
    }
}

impl Form<SalesforceDraft> {
    /// Whether what differs from what is saved is checked at Salesforce before it is saved.
    pub fn asks_salesforce(&self) -> bool {
        self.draft().is_some_and(|draft| draft.key_given() || draft.is_key_demanded())
    }

    /// The stored key of the connector that is edited, as far as it may be seen.
    pub fn stored_key(&self) -> Option<&ConnectorKey> {
        self.draft()?.base.as_ref()?.connector.key.as_ref()
    }

    /// Whether **Keep the stored key** is offered: it is not what is to be sent, and could be.
    pub fn may_keep_stored_key(&self) -> bool {
        self.draft().is_some_and(SalesforceDraft::may_keep_stored_key)
    }

    /// **Keep the stored key**. What was given in its place is dropped.
    pub fn keep_stored_key(&mut self) {
        if let Some((core, draft)) = self.editable()
            && draft.may_keep_stored_key()
        {
            draft.take_key((KeyInput::Stored, Err(RuleCode::KeyEmpty)));
            core.cleared(Field::PrivateKey as usize, None);
            draft.warn(core, Field::PrivateKey);
        }
    }
}
