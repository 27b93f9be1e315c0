//! A form that changes a saved connector: what is sent of it, and what becomes of it where somebody else was quicker.

use std::mem;

use contract::api::{Change, Connector, ConnectorField, ConnectorPatch, Problem};
use contract::codes::ProblemCode;

use super::core::{Core, Phase};
use super::engine::{Draft, Form};
use super::submit::Submit;

/// What is to be sent of a form: only what differs from what is saved.
#[derive(Debug)]
pub struct ConnectorUpdate {
    /// The connector's id.
    pub id: String,
    /// The revision that the change is for.
    pub revision: i64,
    /// What is to be changed.
    pub patch: ConnectorPatch,
}

/// A field that somebody else changed after the form was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The field.
    pub field: ConnectorField,
    /// The user who changed the field.
    pub user: String,
    /// When that was, in milliseconds since 1970 (UTC).
    pub at: i64,
    /// What was saved when the form was opened. Of a private key the SHA-256 of its public key, where that is known.
    pub before: String,
    /// What is saved now.
    pub now: String,
    /// What stands in the form, where that is something else.
    pub typed: Option<String>,
}

/// The saved connector that a form changes, as the form knows it.
#[derive(Debug)]
pub struct Base {
    pub(super) connector: Box<Connector>,
    conflicts: Vec<Conflict>,
}

impl Base {
    pub(super) fn of(connector: &Connector) -> Self {
        Self { connector: Box::new(connector.clone()), conflicts: Vec::new() }
    }
}

/// What a draft has of its own that changes a saved connector.
pub trait EditDraft: Draft<Saved = Connector> {
    /// Whether the draft is what changes a field of a connector.
    fn is_own(field: ConnectorField) -> bool;

    /// The saved connector. `None` of a form for a new one.
    fn base(&self) -> Option<&Base>;

    /// As [`Self::base`], to be changed.
    fn base_mut(&mut self) -> Option<&mut Base>;

    /// What differs from what is saved, once the rules made of it what is to be used.
    fn patch(&self) -> ConnectorPatch;

    /// What stands in the form for a field, where it differs from what is saved.
    fn typed(&self, field: ConnectorField) -> Option<String>;

    /// The base has become another one: its values are to stand wherever nothing else was entered.
    fn rebase(&mut self, core: &mut Core);
}

impl<D: EditDraft> Form<D> {
    /// **Save**. `new_key` makes an `Idempotency-Key` where the input has none yet.
    pub fn save(&mut self, new_key: impl FnOnce() -> String) -> Submit<ConnectorUpdate, D::Field> {
        let Some((core, draft)) = self.editable() else { return Submit::Ignored };
        let patch = draft.patch();
        let Some(base) = draft.base_mut() else { return Submit::Ignored };
        base.conflicts = Vec::new();
        let update =
            ConnectorUpdate { id: base.connector.id.clone(), revision: base.connector.revision, patch };
        if core.is_valid() && update.patch == ConnectorPatch::default() {
            core.found_unchanged();
            return Submit::Unchanged;
        }
        self.send(new_key, |_| update)
    }

    /// What others changed meanwhile, while the last save failed for that.
    pub fn conflicts(&self) -> &[Conflict] {
        self.draft().and_then(D::base).map_or(&[], |base| &base.conflicts)
    }

    /// Whether the last save found nothing to save, and nothing was changed since.
    pub fn is_unchanged(&self) -> bool {
        self.core().is_some_and(Core::is_unchanged)
    }

    /// Whether anything differs from what is saved.
    pub fn has_changes(&self) -> bool {
        self.draft().is_some_and(|draft| draft.patch() != ConnectorPatch::default())
    }

    /// The connector was changed by another part of the page: where that is none of this form's business, the form goes by
    /// the new revision. Anything else it learns when it is saved.
    pub fn follow(&mut self, connector: &Connector) {
        let Some((core, draft)) = self.editable() else { return };
        if matches!(&core.phase, Phase::Rejected(failure) if failure.may_have_saved()) {
            return;
        }
        let Some(base) = draft.base_mut() else { return };
        let same = |field| value(&base.connector, field) == value(connector, field);
        if base.connector.id == connector.id
            && base.connector.revision < connector.revision
            && ConnectorField::ALL.iter().all(|&field| !D::is_own(field) || same(field))
        {
            *base.connector = connector.clone();
            core.rebased();
        }
    }
}

/// Learns from a refusal what others changed meanwhile.
pub(super) fn learn<D: EditDraft>(draft: &mut D, core: &mut Core, problem: &Problem) {
    let (ProblemCode::ConnectorChanged, Some(now)) = (problem.code, &problem.current) else { return };
    let Some(base) = draft.base_mut() else { return };
    let before = mem::replace(&mut base.connector, now.clone());
    draft.rebase(core);
    core.rebased();
    let told = |change: &Change| {
        let (was, is) = (value(&before, change.field), value(now, change.field));
        // It may have been changed, and changed back. Of a key nothing else may be known than that it was.
        let changed = was != is || change.field == ConnectorField::PrivateKey;
        changed.then(|| Conflict {
            field: change.field,
            user: change.user.clone(),
            at: change.at,
            before: was.to_owned(),
            now: is.to_owned(),
            typed: draft.typed(change.field),
        })
    };
    let conflicts = problem.changes.iter().filter_map(told).collect();
    if let Some(base) = draft.base_mut() {
        base.conflicts = conflicts;
    }
}

/// What a connector has for a field. Of a private key it is the SHA-256 of the public key, where that is known.
fn value(connector: &Connector, field: ConnectorField) -> &str {
    match field {
        ConnectorField::Name => &connector.name,
        ConnectorField::ClientId => &connector.client_id,
        ConnectorField::EmailId => &connector.email_id,
        ConnectorField::Url => &connector.url,
        ConnectorField::Audience => connector.audience.as_deref().unwrap_or_default(),
        ConnectorField::PrivateKey => {
            let known = connector.key.as_ref().and_then(|key| key.public_key_sha256.as_deref());
            known.unwrap_or_default()
        }
        ConnectorField::Notes => &connector.notes,
        ConnectorField::Contact => &connector.contact,
    }
}
