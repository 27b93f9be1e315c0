//! What was typed, field by field, and how far each field may be touched.

use contract::api::Problem;
use contract::codes::{Field, ProblemCode, RuleCode};
use contract::form::{SalesforceForm, Validation};
use contract::secret::SecretText;
use contract::validation::{self, UrlPolicy};

use super::key_input::KeyInput;
use super::message::{Announce, FieldError, Summary, VisibleMessage};

/// How far a field may be touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Touched {
    /// Never edited: silent, wherever the focus goes.
    #[default]
    Untouched,
    /// Being typed, first or again after it was right: silent until it is left.
    Typing,
    /// Left after an edit, or a whole key was given: what is wrong is shown.
    Left,
    /// It was wrong when last judged and is being edited: shown on every keystroke until it is right.
    Correcting,
    /// Done judged it: shown here, and said by the summary.
    Done,
}

impl Touched {
    /// How to announce what is shown, or `None` while nothing may be.
    fn announce(self) -> Option<Announce> {
        match self {
            Self::Untouched | Self::Typing => None,
            Self::Left => Some(Announce::Now),
            Self::Correcting => Some(Announce::AfterPause),
            Self::Done => Some(Announce::Silent),
        }
    }

    /// Only what was shown as wrong is judged while it is edited.
    fn after_edit(self, was_right: bool, is_right: bool) -> Self {
        match self {
            Self::Left | Self::Correcting | Self::Done if !was_right && !is_right => Self::Correcting,
            Self::Untouched | Self::Typing | Self::Left | Self::Correcting | Self::Done => Self::Typing,
        }
    }

    fn after_blur(self) -> Self {
        match self {
            Self::Typing | Self::Correcting | Self::Left => Self::Left,
            Self::Untouched | Self::Done => self,
        }
    }
}

/// What is known of a field beside its value.
#[derive(Clone, Copy, Debug, Default)]
struct FieldMeta {
    touched: Touched,
    /// What the server blamed it for; stays until the field is edited.
    server: Option<FieldError>,
}

/// What was typed.
#[derive(Debug)]
pub(super) struct Draft {
    default_url: String,
    name: String,
    client_id: String,
    email_id: String,
    url: String,
    audience: String,
    key: KeyInput,
    marks: [FieldMeta; Field::ALL.len()],
    /// The fields that the last Done listed.
    summarized: Vec<Field>,
    /// Made by the first Done on this input; gone with the next change.
    idempotency_key: Option<String>,
}

impl Draft {
    pub(super) fn new(default_url: &str) -> Self {
        Self {
            default_url: default_url.to_owned(),
            name: String::new(),
            client_id: String::new(),
            email_id: String::new(),
            url: default_url.to_owned(),
            audience: String::new(),
            key: KeyInput::Empty,
            marks: [FieldMeta::default(); Field::ALL.len()],
            summarized: Vec::new(),
            idempotency_key: None,
        }
    }

    pub(super) fn value(&self, field: Field) -> &str {
        match field {
            Field::Name => &self.name,
            Field::ClientId => &self.client_id,
            Field::EmailId => &self.email_id,
            Field::Url => &self.url,
            Field::Audience => &self.audience,
            Field::PrivateKey => self.key.text(),
        }
    }

    pub(super) fn key(&self) -> &KeyInput {
        &self.key
    }

    pub(super) fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    pub(super) fn forget_idempotency_key(&mut self) {
        self.idempotency_key = None;
    }

    /// Whether leaving would lose anything. The URL's prefill is not the admin's, a refused file was never taken.
    pub(super) fn is_dirty(&self) -> bool {
        let typed = [&self.name, &self.client_id, &self.email_id, &self.audience];
        typed.iter().any(|value| !value.is_empty())
            || self.url != self.default_url
            || matches!(self.key, KeyInput::Typed(..) | KeyInput::Good(_))
    }

    /// A text input changed. An event without a change, such as the last one of a text area that a good key
    /// has just replaced, counts for nothing.
    pub(super) fn edit(&mut self, field: Field, value: String, policy: &UrlPolicy) {
        if self.value(field) == value {
            return;
        }
        let was_right = self.fault(field, policy).is_none();
        match field {
            Field::Name => self.name = value,
            Field::ClientId => self.client_id = value,
            Field::EmailId => self.email_id = value,
            Field::Url => self.url = value,
            Field::Audience => self.audience = value,
            Field::PrivateKey => self.key = KeyInput::from_text(SecretText::new(value)),
        }
        self.changed(field);
        let is_right = self.fault(field, policy).is_none();
        let whole = matches!(self.key, KeyInput::Good(_)) && field == Field::PrivateKey;
        let mark = self.mark_of(field);
        mark.touched = if whole { Touched::Left } else { mark.touched.after_edit(was_right, is_right) };
    }

    /// A key that came as a whole is judged at once: there is no typing to wait for.
    pub(super) fn set_key(&mut self, key: KeyInput) {
        self.key = key;
        self.changed(Field::PrivateKey);
        self.mark_of(Field::PrivateKey).touched = Touched::Left;
    }

    pub(super) fn replace_key(&mut self) {
        self.key = KeyInput::Empty;
        self.changed(Field::PrivateKey);
        self.mark_of(Field::PrivateKey).touched = Touched::Untouched;
    }

    pub(super) fn blur(&mut self, field: Field) {
        let mark = self.mark_of(field);
        mark.touched = mark.touched.after_blur();
    }

    /// What to show at a field. An error outranks a warning, and the server's word outranks our own.
    pub(super) fn message(&self, field: Field, policy: &UrlPolicy) -> Option<VisibleMessage> {
        let mark = self.marks[field as usize];
        if let Some(fault) = mark.server {
            return Some(VisibleMessage::Error(fault, Announce::Silent));
        }
        let announce = mark.touched.announce();
        match (announce, self.fault(field, policy)) {
            (Some(announce), Some(fault)) => Some(VisibleMessage::Error(fault, announce)),
            (_, Some(_)) => None,
            (_, None) => self.warning(field),
        }
    }

    pub(super) fn suggested_url(&self, policy: &UrlPolicy) -> Option<String> {
        let shown = self.message(Field::Url, policy)?.error()?;
        (shown == FieldError::Rule(RuleCode::UrlAddressBar))
            .then(|| validation::suggested_url(&self.url))
            .flatten()
    }

    pub(super) fn summary(&self, policy: &UrlPolicy) -> Option<Summary> {
        let fault = |&field: &Field| Some((field, self.message(field, policy)?.error()?));
        Summary::of(self.summarized.iter().filter_map(fault).collect())
    }

    /// Judges every field; gives what to send, or what is wrong.
    pub(super) fn submit(
        &mut self,
        policy: &UrlPolicy,
        new_key: impl FnOnce() -> String,
    ) -> Result<(String, SalesforceForm), Summary> {
        self.marks = [FieldMeta { touched: Touched::Done, server: None }; Field::ALL.len()];
        self.summarized = Field::ALL.to_vec();
        match self.summary(policy) {
            Some(summary) => {
                self.summarized.retain(|&field| summary.entries().iter().any(|(listed, _)| *listed == field));
                Err(summary)
            }
            None => {
                self.summarized.clear();
                let key = self.idempotency_key.get_or_insert_with(new_key).clone();
                Ok((key, self.form(self.key.to_send())))
            }
        }
    }

    /// Marks what the server's answer blames.
    pub(super) fn mark(&mut self, problem: &Problem) {
        if let Some(field) = self.blamed(problem.code) {
            self.mark_of(field).server = Some(FieldError::Problem(problem.code));
        }
        for violation in &problem.violations {
            self.mark_of(violation.field).server = Some(FieldError::Rule(violation.code));
        }
        let attempt_is_over = matches!(
            problem.code,
            ProblemCode::Canceled | ProblemCode::IdempotencyKeyReused | ProblemCode::IdempotencyKeyMalformed
        );
        if attempt_is_over {
            self.forget_idempotency_key();
        }
    }

    /// The field that a problem's code blames. An audience is the URL's, unless one was entered.
    fn blamed(&self, code: ProblemCode) -> Option<Field> {
        match code.field() {
            Some(Field::Url) if code == ProblemCode::SalesforceAudience && !self.audience.is_empty() => {
                Some(Field::Audience)
            }
            field => field,
        }
    }

    fn form(&self, private_key: SecretText) -> SalesforceForm {
        SalesforceForm {
            name: self.name.clone(),
            client_id: self.client_id.clone(),
            email_id: self.email_id.clone(),
            url: self.url.clone(),
            audience: self.audience.clone(),
            private_key,
        }
    }

    fn fault(&self, field: Field, policy: &UrlPolicy) -> Option<FieldError> {
        let broken = match field {
            Field::Name => validation::name(&self.name).err(),
            Field::ClientId => validation::client_id(&self.client_id).err(),
            Field::EmailId => validation::email_id(&self.email_id).err(),
            Field::Url => validation::url(&self.url, policy).err(),
            Field::Audience => validation::audience(&self.audience, policy).err(),
            Field::PrivateKey => return self.key.error(),
        };
        broken.map(FieldError::Rule)
    }

    fn warning(&self, field: Field) -> Option<VisibleMessage> {
        let announce = match field {
            // Whether a URL fits is a matter of URL and user, so leaving either one tells; typing either one does not.
            Field::Url if self.marks[Field::Url as usize].touched == Touched::Typing => None,
            Field::Url => self.marks[Field::EmailId as usize].touched.announce(),
            _ => self.marks[field as usize].touched.announce(),
        }?;
        let mut validation = Validation::new();
        for &field in Field::ALL {
            validation.judge(field, self.value(field), &UrlPolicy::default());
        }
        validation.judge_key(self.key.good().cloned().ok_or(RuleCode::KeyEmpty));
        validation.warning(field).map(|warning| VisibleMessage::Warning(warning, announce))
    }

    fn changed(&mut self, field: Field) {
        self.mark_of(field).server = None;
        self.forget_idempotency_key();
    }

    fn mark_of(&mut self, field: Field) -> &mut FieldMeta {
        &mut self.marks[field as usize]
    }
}
