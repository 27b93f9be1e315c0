//! The state of the form for a new service token.

use std::fmt;

use contract::api::Problem;
use contract::codes::{RuleCode, ServiceTokenField};
use contract::secret::SecretText;
use contract::service_token::{
    CreatedServiceToken, DAY_MS, ServiceTokenFieldSpec, ServiceTokenForm, ServiceTokenScope,
};
use contract::validation::no_private_key;

use super::SubmitId;
use super::core::Core;
use super::engine::{Draft, Form};
use super::message::FieldError;
use super::submit::Submit;

/// The lives of a token that the form offers, in days.
pub const DAYS: [u16; 4] = [7, 30, 90, 365];
/// The one of [`DAYS`] that is chosen when the form opens.
const DAYS_AT_FIRST: usize = 2;

/// A token that was just created, this one time that it is shown.
#[derive(Debug, PartialEq, Eq)]
pub struct ShownToken {
    created: CreatedServiceToken,
    copied: bool,
}

/// The state of the form for a new service token. Once it is saved it holds the token, this one time.
pub type ServiceTokenFormState = Form<ServiceTokenDraft>;

/// What was entered for a service token.
pub struct ServiceTokenDraft {
    name: String,
    /// Which of [`DAYS`] was chosen, by its place.
    days: usize,
    /// Whether only named connectors are meant.
    only_named: bool,
    /// The named connectors, by id.
    connectors: Vec<String>,
}

/// A private key that was entered as the name is not printed.
impl fmt::Debug for ServiceTokenDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request(0).fmt(f)
    }
}

impl Draft for ServiceTokenDraft {
    type Field = ServiceTokenField;
    type Saved = ShownToken;
    const FIELDS: &'static [ServiceTokenField] = ServiceTokenField::ALL;
    const TELLS_AT_FIELDS: bool = true;

    fn place(field: ServiceTokenField) -> usize {
        field as usize
    }

    fn is_dirty(&self) -> bool {
        !self.name.is_empty() || self.days != DAYS_AT_FIRST || self.only_named
    }

    fn is_lost_on_leaving(saved: &ShownToken) -> bool {
        !saved.copied
    }

    fn blamed(&self, problem: &Problem) -> Vec<(ServiceTokenField, FieldError)> {
        let spec = ServiceTokenForm::FIELDS.iter().find(|spec| spec.problems.contains(&problem.code));
        spec.map(|spec| (spec.field, FieldError::Problem(problem.code))).into_iter().collect()
    }
}

impl ServiceTokenDraft {
    /// An empty draft, judged.
    fn open() -> (Core, Self) {
        let draft =
            Self { name: String::new(), days: DAYS_AT_FIRST, only_named: false, connectors: Vec::new() };
        let mut core = Core::new(ServiceTokenForm::FIELDS.len());
        for (at, spec) in ServiceTokenForm::FIELDS.iter().enumerate() {
            core.judged(at, draft.error(spec));
        }
        (core, draft)
    }

    /// What is to be sent at a time in milliseconds since 1970 (UTC).
    fn request(&self, now_ms: i64) -> ServiceTokenForm {
        let days = DAYS.get(self.days).copied().unwrap_or_default();
        let scope = if self.only_named {
            ServiceTokenScope::Connectors(self.connectors.clone())
        } else {
            ServiceTokenScope::All
        };
        ServiceTokenForm { name: self.name.clone(), expires_at: now_ms + i64::from(days) * DAY_MS, scope }
    }

    /// What is wrong with a field's value as it is. Lives are relative, so any time does for judging them.
    fn error(&self, spec: &ServiceTokenFieldSpec) -> Option<FieldError> {
        if spec.field == ServiceTokenField::Name
            && let Err(misplaced) = no_private_key(&self.name)
        {
            return Some(FieldError::Rule(misplaced));
        }
        spec.problem(&self.request(0), 0).map(FieldError::Problem)
    }
}

impl Form<ServiceTokenDraft> {
    /// An empty form: for 90 days and all connectors.
    pub fn new() -> Self {
        let (core, draft) = ServiceTokenDraft::open();
        Self::open(core, draft)
    }

    /// As [`Self::new`]. An answer that the form waited for so far is nobody's any more.
    pub fn reopen(&mut self) {
        let (core, draft) = ServiceTokenDraft::open();
        self.restart(core, draft);
    }

    /// The name as typed.
    pub fn name(&self) -> &str {
        self.draft().map_or("", |draft| &draft.name)
    }

    /// Which of [`DAYS`] is chosen.
    pub fn days(&self) -> usize {
        self.draft().map_or(DAYS_AT_FIRST, |draft| draft.days)
    }

    /// Whether only named connectors are meant, not all.
    pub fn is_only_named(&self) -> bool {
        self.draft().is_some_and(|draft| draft.only_named)
    }

    /// Whether a connector is named, by its id.
    pub fn names(&self, connector: &str) -> bool {
        self.draft().is_some_and(|draft| draft.connectors.iter().any(|one| one == connector))
    }

    /// The name was edited, to the text that is given.
    pub fn edit_name(&mut self, name: String) {
        self.change(ServiceTokenField::Name, |draft| draft.name = name);
    }

    /// Chooses one of [`DAYS`] by its place.
    pub fn choose_days(&mut self, days: usize) {
        self.change(ServiceTokenField::ExpiresAt, |draft| draft.days = days);
    }

    /// Chooses named connectors only, or all. Those that were named stay so.
    pub fn choose_only_named(&mut self, only_named: bool) {
        self.change(ServiceTokenField::Scope, |draft| draft.only_named = only_named);
    }

    /// Names a connector, or no longer.
    pub fn toggle(&mut self, connector: &str) {
        self.change(ServiceTokenField::Scope, |draft| {
            match draft.connectors.iter().position(|one| one == connector) {
                Some(at) => drop(draft.connectors.remove(at)),
                None => draft.connectors.push(connector.to_owned()),
            }
        });
    }

    /// Sends the form at a time in milliseconds since 1970 (UTC), or shows what is wrong with it.
    pub fn submit(&mut self, now_ms: i64) -> Submit<ServiceTokenForm, ServiceTokenField> {
        self.send(String::new, |draft| draft.request(now_ms))
    }

    /// The server created the token, which is shown from now on.
    pub fn created(&mut self, id: SubmitId, created: CreatedServiceToken) {
        self.succeeded(id, ShownToken { created, copied: false });
    }

    /// The token, while it is shown.
    pub fn token(&self) -> Option<&SecretText> {
        self.saved().map(|shown| &shown.created.token)
    }

    /// The token was copied: it may be left.
    pub fn copied(&mut self) {
        if let Some(shown) = self.saved_mut() {
            shown.copied = true;
        }
    }

    /// The page is left: a private key that was entered as the name goes.
    pub fn drop_key(&mut self) {
        if no_private_key(self.name()).is_err() {
            self.edit_name(String::new());
        }
    }

    fn change(&mut self, field: ServiceTokenField, edit: impl FnOnce(&mut ServiceTokenDraft)) {
        if let Some((core, draft)) = self.editable() {
            edit(draft);
            let at = field as usize;
            let error = draft.error(&ServiceTokenForm::FIELDS[at]);
            // A key is pasted whole: there is no typing to wait for.
            if error == Some(FieldError::Rule(RuleCode::PrivateKeyMisplaced)) {
                core.given(at, error);
            } else {
                core.edited(at, error);
            }
        }
    }
}

impl Default for Form<ServiceTokenDraft> {
    fn default() -> Self {
        Self::new()
    }
}
