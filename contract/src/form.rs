//! The Salesforce form: what the browser sends and the server takes.

use serde::{Deserialize, Serialize};
use validator::{Validate, ValidateArgs as _, ValidationError};

use crate::api::Violation;
use crate::codes::{Field, RuleCode, WarningCode};
use crate::rules::{self, Rules};
use crate::secret::SecretText;

/// The fields of "Set Up Salesforce Connector", as typed.
///
/// Validation uses custom functions only: `validator`'s built-in `email` and `url` would add 240 kB to the page.
/// The private key is judged at the level of the whole form, since `validator` copies a field's value into its
/// error, where nothing would zeroize it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(context = Rules)]
#[validate(schema(function = "private_key", skip_on_field_errors = false))]
pub struct SalesforceForm {
    /// Name, unique in the organisation.
    #[validate(custom(function = "name"))]
    pub name: String,
    /// Client ID: Salesforce's Consumer Key; becomes `iss`.
    #[validate(custom(function = "client_id"))]
    pub client_id: String,
    /// Email ID: the Connected App user's Salesforce username; becomes `sub`.
    #[validate(custom(function = "email_id"))]
    pub email_id: String,
    /// URL of the authorization server; becomes `aud` unless [`Self::audience`] says otherwise.
    #[validate(custom(function = "url", use_context))]
    pub url: String,
    /// Audience, under Advanced. Empty means: the same as the URL.
    #[serde(default)]
    #[validate(custom(function = "audience", use_context))]
    pub audience: String,
    /// Private Key, as PEM.
    pub private_key: SecretText,
}

/// What the rules say of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What blocks, in the order of the fields; at most one a field.
    pub violations: Vec<Violation>,
    /// What does not.
    pub warnings: Vec<WarningCode>,
}

impl SalesforceForm {
    /// Holds the form against all rules.
    pub fn verdict(&self, rules: &Rules) -> Verdict {
        let mut violations = Vec::new();
        if let Err(errors) = self.validate_with_args(rules) {
            let errors = errors.field_errors();
            for &field in Field::ALL {
                let found = errors.get(validator_name(field)).and_then(|of_field| of_field.first());
                if let Some(code) = found.and_then(|error| RuleCode::from_wire(&error.code)) {
                    violations.push(Violation { field, code });
                }
            }
            debug_assert_eq!(violations.len(), errors.len(), "a rule's error has no field or no code");
        }
        Verdict { violations, warnings: rules::warnings(self) }
    }
}

/// The name by which `validator` knows a field: the struct's, or its own word for the whole form.
const fn validator_name(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::ClientId => "client_id",
        Field::EmailId => "email_id",
        Field::Url => "url",
        Field::Audience => "audience",
        Field::PrivateKey => "__all__",
    }
}

/// Turns a rule's verdict into `validator`'s, the code being all that is said.
fn checked<T>(verdict: Result<T, RuleCode>) -> Result<(), ValidationError> {
    verdict.map(drop).map_err(|code| ValidationError::new(code.as_str()))
}

fn name(value: &str) -> Result<(), ValidationError> {
    checked(rules::name(value))
}

fn client_id(value: &str) -> Result<(), ValidationError> {
    checked(rules::client_id(value))
}

fn email_id(value: &str) -> Result<(), ValidationError> {
    checked(rules::email_id(value))
}

fn url(value: &str, rules: &Rules) -> Result<(), ValidationError> {
    checked(rules::url(value, rules))
}

fn audience(value: &str, rules: &Rules) -> Result<(), ValidationError> {
    checked(rules::audience(value, rules))
}

fn private_key(form: &SalesforceForm) -> Result<(), ValidationError> {
    checked(crate::private_key::read(form.private_key.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use validator::ValidateArgs as _;

    use super::SalesforceForm;
    use crate::codes::{Field, RuleCode};
    use crate::rules::Rules;
    use crate::secret::SecretText;

    #[test]
    fn every_field_can_be_found_at_fault() {
        let form = SalesforceForm { audience: "nonsense".to_owned(), ..SalesforceForm::default() };
        let found: Vec<Field> =
            form.verdict(&Rules::default()).violations.iter().map(|violation| violation.field).collect();
        assert_eq!(found, Field::ALL);
    }

    #[test]
    fn every_code_survives_the_way_through_validator() {
        for &code in RuleCode::ALL {
            let error = super::checked::<()>(Err(code)).expect_err("an error stays one");
            assert_eq!(RuleCode::from_wire(&error.code), Some(code));
        }
    }

    #[test]
    fn errors_carry_no_key() {
        let form =
            SalesforceForm { private_key: SecretText::new("canary".to_owned()), ..SalesforceForm::default() };
        let errors = form.validate_with_args(&Rules::default()).expect_err("all fields are wrong");
        assert!(!format!("{errors:?}").contains("canary"));
    }
}
