//! What was typed, field by field, and how far each field may be judged.

use contract::api::Problem;
use contract::codes::{Field, ProblemCode, RuleCode};
use contract::form::SalesforceForm;
use contract::rules::{self, Rules};

use super::key_input::KeyInput;
use super::shown::{Announce, Fault, Shown, Summary, warned_field};

/// How far a field may be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Judged {
    /// Never edited, or right when last looked at and being edited since: silent.
    #[default]
    Not,
    /// Edited since, and not left: silent still.
    Typing,
    /// Left after an edit, or a file was taken: whatever is wrong is shown.
    Left,
    /// It was wrong when last judged and is being edited: shown on every keystroke until it is right.
    Correcting,
    /// Done judged it: shown here, said by the summary.
    Done,
}

/// One field's state beside its value.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    judged: Judged,
    /// What the server said of it; stays until the field is edited.
    server: Option<Fault>,
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
    marks: [Mark; Field::ALL.len()],
    summarised: Vec<Field>,
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
            marks: [Mark::default(); Field::ALL.len()],
            summarised: Vec::new(),
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

    /// Whether anything was typed. The URL's prefill is not.
    pub(super) fn is_dirty(&self) -> bool {
        let typed = [&self.name, &self.client_id, &self.email_id, &self.audience];
        typed.iter().any(|value| !value.is_empty())
            || self.url != self.default_url
            || !matches!(self.key, KeyInput::Empty)
    }

    pub(super) fn edit(&mut self, field: Field, value: String, rules: &Rules) {
        match field {
            Field::Name => self.name = value,
            Field::ClientId => self.client_id = value,
            Field::EmailId => self.email_id = value,
            Field::Url => self.url = value,
            Field::Audience => self.audience = value,
            Field::PrivateKey => self.key = KeyInput::from_text(super::secret(value)),
        }
        self.changed(field);
        let right = self.fault(field, rules).is_none();
        let mark = self.mark_of(field);
        mark.judged = match mark.judged {
            Judged::Not | Judged::Typing => Judged::Typing,
            Judged::Left | Judged::Correcting | Judged::Done if right => Judged::Typing,
            Judged::Left | Judged::Correcting | Judged::Done => Judged::Correcting,
        };
    }

    /// A key that came as a whole: judged at once, there is no typing to wait for.
    pub(super) fn set_key(&mut self, key: KeyInput) {
        self.key = key;
        self.changed(Field::PrivateKey);
        self.mark_of(Field::PrivateKey).judged = Judged::Left;
    }

    pub(super) fn replace_key(&mut self) {
        self.key = KeyInput::Empty;
        self.changed(Field::PrivateKey);
        self.mark_of(Field::PrivateKey).judged = Judged::Not;
    }

    pub(super) fn blur(&mut self, field: Field) {
        let mark = self.mark_of(field);
        mark.judged = match mark.judged {
            Judged::Not => Judged::Not,
            Judged::Done => Judged::Done,
            Judged::Typing | Judged::Correcting | Judged::Left => Judged::Left,
        };
    }

    /// What to show at a field. An error outranks a warning, the server's word our own.
    pub(super) fn shown(&self, field: Field, rules: &Rules) -> Option<Shown> {
        let mark = self.marks[field as usize];
        if let Some(fault) = mark.server {
            return Some(Shown::Error(fault, Announce::Silent));
        }
        let announce = match mark.judged {
            Judged::Not | Judged::Typing => return self.warning(field, rules),
            Judged::Left => Announce::Now,
            Judged::Correcting => Announce::AfterPause,
            Judged::Done => Announce::Silent,
        };
        match self.fault(field, rules) {
            Some(fault) => Some(Shown::Error(fault, announce)),
            None => self.warning(field, rules),
        }
    }

    pub(super) fn url_offer(&self, rules: &Rules) -> Option<String> {
        let shown = self.shown(Field::Url, rules)?.fault()?;
        (shown == Fault::Rule(RuleCode::UrlAddressBar)).then(|| rules::url_offer(&self.url)).flatten()
    }

    pub(super) fn summary(&self, rules: &Rules) -> Option<Summary> {
        let still =
            self.summarised.iter().filter_map(|&field| Some((field, self.shown(field, rules)?.fault()?)));
        Summary::of(still.collect())
    }

    /// Judges every field; gives what to send, or what is wrong.
    pub(super) fn submit(
        &mut self,
        rules: &Rules,
        new_key: impl FnOnce() -> String,
    ) -> Result<(String, SalesforceForm), Summary> {
        for mark in &mut self.marks {
            *mark = Mark { judged: Judged::Done, server: None };
        }
        let faults = Field::ALL.iter().filter_map(|&field| Some((field, self.fault(field, rules)?)));
        if let Some(summary) = Summary::of(faults.collect()) {
            self.summarised = summary.entries().iter().map(|(field, _)| *field).collect();
            return Err(summary);
        }
        self.summarised.clear();
        let key = self.idempotency_key.get_or_insert_with(new_key).clone();
        Ok((key, self.form()))
    }

    /// Marks what the server's answer blames.
    pub(super) fn mark(&mut self, problem: &Problem) {
        if let Some(field) = problem.code.field() {
            self.mark_of(field).server = Some(Fault::Problem(problem.code));
        }
        for violation in &problem.violations {
            self.mark_of(violation.field).server = Some(Fault::Rule(violation.code));
        }
        match problem.code {
            ProblemCode::Cancelled
            | ProblemCode::IdempotencyKeyReused
            | ProblemCode::IdempotencyKeyMalformed => self.forget_idempotency_key(),
            _ => {}
        }
    }

    fn form(&self) -> SalesforceForm {
        SalesforceForm {
            name: self.name.clone(),
            client_id: self.client_id.clone(),
            email_id: self.email_id.clone(),
            url: self.url.clone(),
            audience: self.audience.clone(),
            private_key: self.key.to_send(),
        }
    }

    fn fault(&self, field: Field, rules: &Rules) -> Option<Fault> {
        let verdict = match field {
            Field::Name => rules::name(&self.name).err(),
            Field::ClientId => rules::client_id(&self.client_id).err(),
            Field::EmailId => rules::email_id(&self.email_id).err(),
            Field::Url => rules::url(&self.url, rules).err(),
            Field::Audience => rules::audience(&self.audience, rules).err(),
            Field::PrivateKey => return self.key.fault(),
        };
        verdict.map(Fault::Rule)
    }

    fn warning(&self, _field: Field, _rules: &Rules) -> Option<Shown> {
        let _ = warned_field;
        None
    }

    fn changed(&mut self, field: Field) {
        self.mark_of(field).server = None;
        self.idempotency_key = None;
    }

    fn mark_of(&mut self, field: Field) -> &mut Mark {
        &mut self.marks[field as usize]
    }
}
