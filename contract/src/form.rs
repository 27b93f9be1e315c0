//! The Salesforce form: what the browser sends, and the one way from there to what the server works with.
//!
//! [`FIELDS`] says all that is to be known of each field. [`SalesforceForm::parse`] holds a whole form against it, and
//! [`Validation`] one that is still being filled in.

mod fields;
mod patch;
mod same_connection;
mod spec;
mod validation;

pub use fields::{FIELDS, SalesforceForm, ValidForm};
pub use patch::{JudgedPatch, RefusedPatch, ValidPatch};
pub use same_connection::{SAME_CONNECTION, is_same_connection, same_connection};
pub use spec::{FieldSpec, FieldWarning, InputKind, Stored};
pub use validation::Validation;

use std::cell::RefCell;

use validator::{ValidateArgs as _, ValidationError};

use crate::api::Violation;
use crate::codes::WarningCode;
use crate::validation::UrlPolicy;

/// The rules that a form breaks, and the warnings found beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations {
    /// What blocks, in the order of the fields: at most one a field, and at least one.
    pub violations: Vec<Violation>,
    /// What does not block, of the fields whose rules hold.
    pub warnings: Vec<WarningCode>,
}

impl SalesforceForm {
    /// Holds the form against all rules, each once.
    ///
    /// # Errors
    /// The rules that are broken, and the warnings that were found with them.
    pub fn parse(&self, policy: &UrlPolicy) -> Result<ValidForm, Violations> {
        let parsing = Parsing { policy, fields: RefCell::new(Validation::new()) };
        let ended = self.validate_with_args(&parsing);
        let outcome = parsing.fields.into_inner().finish();
        debug_assert_eq!(ended.is_ok(), outcome.is_ok(), "validator and the table disagree");
        outcome
    }
}

/// What a form is parsed against, and what comes of it: `validator` shares a context, so the outcome is in a cell.
#[derive(Debug)]
pub struct Parsing<'a> {
    policy: &'a UrlPolicy,
    fields: RefCell<Validation>,
}

fn parse_fields(form: &SalesforceForm, parsing: &Parsing<'_>) -> Result<(), ValidationError> {
    let mut fields = parsing.fields.borrow_mut();
    for spec in FIELDS {
        fields.judge(spec.field, (spec.get)(form), parsing.policy);
    }
    match FIELDS.iter().find_map(|spec| fields.error(spec.field)) {
        Some(code) => Err(ValidationError::new(code.as_str())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use validator::ValidateArgs as _;

    use super::{FIELDS, Parsing, SalesforceForm, Validation};
    use crate::codes::Field;
    use crate::corpus;
    use crate::secret::SecretText;
    use crate::validation::UrlPolicy;

    #[test]
    fn every_field_can_be_found_at_fault() {
        let mut form = SalesforceForm::default();
        for spec in FIELDS {
            (spec.set)(&mut form, "a\tb".to_owned());
        }
        let refused = form.parse(&UrlPolicy::default()).expect_err("nothing is right");
        let found: Vec<Field> = refused.violations.iter().map(|violation| violation.field).collect();
        assert_eq!(found, Field::ALL);
    }

    #[test]
    fn a_field_is_read_as_it_was_written() {
        let mut form = SalesforceForm::default();
        for spec in FIELDS {
            (spec.set)(&mut form, spec.field.to_string());
        }
        for spec in FIELDS {
            assert_eq!((spec.get)(&form), spec.field.as_str());
        }
        let json = serde_json::to_value(&form).expect("JSON");
        for spec in FIELDS {
            assert_eq!(json[spec.field.as_str()], spec.field.as_str(), "the column is another field's");
        }
    }

    #[test]
    fn the_table_says_which_fields_are_required() {
        for spec in FIELDS {
            let mut form = corpus::valid_form();
            (spec.set)(&mut form, String::new());
            assert_eq!(form.parse(&UrlPolicy::default()).is_err(), spec.required, "{}", spec.field);

            let mut json = serde_json::to_value(corpus::valid_form()).expect("JSON");
            json.as_object_mut().expect("an object").remove(spec.field.as_str());
            let read = serde_json::from_value::<SalesforceForm>(json);
            assert_eq!(
                read.is_err(),
                spec.required,
                "{}: #[serde(default)] is for what may be left out",
                spec.field
            );
        }
    }

    #[test]
    fn an_audience_that_is_the_url_is_none() {
        let mut form = corpus::valid_form();
        for (audience, kept) in
            [("https://login.salesforce.com/", false), ("https://test.salesforce.com", true)]
        {
            form.audience = audience.to_owned();
            let valid = form.parse(&UrlPolicy::default()).expect("a valid form");
            assert_eq!(valid.audience.is_some(), kept, "{audience}");
        }
    }

    #[test]
    fn errors_carry_no_key() {
        let form =
            SalesforceForm { private_key: SecretText::new("canary".to_owned()), ..SalesforceForm::default() };
        let parsing = Parsing { policy: &UrlPolicy::default(), fields: RefCell::new(Validation::new()) };
        let errors = form.validate_with_args(&parsing).expect_err("all fields are wrong");
        assert!(!format!("{errors:?} {parsing:?}").contains("canary"));
    }
}
