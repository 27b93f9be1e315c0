//! A form held against its rules field by field, so that a keystroke costs one field.

use super::{FIELDS, FieldSpec, SAME_CONNECTION, ValidForm, Violations, same_connection};
use crate::api::{Connector, Violation};
use crate::codes::{Field, RuleCode, WarningCode};
use crate::private_key::PrivateKey;
use crate::secret::SecretText;
use crate::validation::{UrlPolicy, no_private_key};

/// What the rules say of a form's fields, as each was last judged.
#[derive(Clone, Debug)]
pub struct Validation {
    errors: [Option<RuleCode>; FIELDS.len()],
    /// What the rules made of the fields that have no error. The others hold what must not be used.
    parsed: ValidForm,
}

impl Default for Validation {
    fn default() -> Self {
        Self::new()
    }
}

impl Validation {
    /// Of an empty form: what is required is missing.
    pub fn new() -> Self {
        let mut empty = Self { errors: [None; FIELDS.len()], parsed: ValidForm::unparsed() };
        for spec in FIELDS {
            empty.judge(spec.field, "", &UrlPolicy::default());
        }
        empty
    }

    /// Holds what was typed in a field against its rule.
    pub fn judge(&mut self, field: Field, value: &str, policy: &UrlPolicy) {
        let spec = FieldSpec::of(field);
        let no_key = if spec.is_for_key() { Ok(()) } else { no_private_key(value) };
        let judged = no_key.and_then(|()| (spec.parse)(value, policy, &mut self.parsed));
        self.errors[field as usize] = judged.err();
        if field == Field::PrivateKey && judged.is_err() {
            self.parsed.private_key = PrivateKey::none();
        }
    }

    /// Takes over a private key that was read apart from the form, as from a file, or that it could not be read.
    pub fn judge_key(&mut self, key: Result<PrivateKey, RuleCode>) {
        self.errors[Field::PrivateKey as usize] = key.as_ref().err().copied();
        self.parsed.private_key = key.unwrap_or_else(|_| PrivateKey::none());
    }

    /// The rule that a field breaks.
    pub fn error(&self, field: Field) -> Option<RuleCode> {
        self.errors[field as usize]
    }

    /// What may be amiss with a field. Fields that break a rule are not warned about.
    pub fn warning(&self, field: Field) -> Option<WarningCode> {
        let warning = FieldSpec::of(field).warning.as_ref()?;
        let hold = warning.of.iter().all(|&field| self.error(field).is_none());
        if hold { (warning.find)(&self.parsed) } else { None }
    }

    /// The first of the saved connectors that signs in as the form does so far, under another name.
    pub fn same_connection<'a>(&self, saved: &'a [Connector]) -> Option<&'a Connector> {
        let hold = SAME_CONNECTION.iter().all(|&field| self.error(field).is_none());
        if hold { same_connection(&self.parsed, saved) } else { None }
    }

    /// What to offer in place of a field's value that is warned of.
    pub fn suggestion(&self, field: Field) -> Option<String> {
        self.warning(field)?;
        let suggest = FieldSpec::of(field).warning.as_ref()?.suggest?;
        suggest(&self.parsed)
    }

    /// The private key, where there is a usable one.
    pub fn private_key(&self) -> Option<&PrivateKey> {
        self.error(Field::PrivateKey).is_none().then_some(&self.parsed.private_key)
    }

    /// Ends the filling in: the valid form, if all rules hold.
    ///
    /// # Errors
    /// The rules that are broken, and the warnings that were found with them.
    pub fn finish(self) -> Result<ValidForm, Violations> {
        let warnings = Field::ALL.iter().filter_map(|&field| self.warning(field)).collect();
        let broken = |&field: &Field| self.error(field).map(|code| Violation { field, code });
        let violations: Vec<Violation> = Field::ALL.iter().filter_map(broken).collect();
        if !violations.is_empty() {
            return Err(Violations { violations, warnings });
        }
        let Self { parsed, .. } = self;
        let audience = parsed.audience.filter(|audience| audience.canonical() != parsed.url.canonical());
        Ok(ValidForm { audience, warnings, ..parsed })
    }

    /// The text that is to be used in place of the one that a field was judged by, where its rule holds. An audience is
    /// its own here, be it the URL or not.
    pub fn canonical(&self, field: Field) -> Option<SecretText> {
        self.error(field).is_none().then(|| (FieldSpec::of(field).canonical)(&self.parsed))
    }
}
