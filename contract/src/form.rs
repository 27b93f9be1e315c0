//! The Salesforce form: what the browser sends and the server takes.

use serde::{Deserialize, Serialize};
use validator::{Validate, ValidateArgs as _, ValidationError};

use crate::api::Violation;
use crate::codes::{Field, RuleCode, WarningCode};
use crate::private_key::{self, PrivateKey};
use crate::rules::{self, Rules};
use crate::secret::SecretText;

/// The fields of "Set Up Salesforce Connector", as typed.
///
/// Validation uses custom functions only: `validator`'s built-in `email` and `url` would add 240 kB to the page.
/// The private key is judged at the level of the whole form, since `validator` copies a field's value into its
/// error, where nothing would zeroize it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(description = "The fields of \"Set Up Salesforce Connector\", as typed.")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(context = "Judging<'v_a>")]
#[validate(schema(function = "private_key", use_context, skip_on_field_errors = false))]
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
    /// The private key, where its rule holds: reading one costs more than all other rules, so nobody need read it again.
    pub private_key: Option<PrivateKey>,
}

/// What a form is held against; [`SalesforceForm::verdict`] puts it together.
#[derive(Debug)]
pub struct Judging<'a> {
    rules: &'a Rules,
    private_key: &'a Result<PrivateKey, RuleCode>,
}

impl SalesforceForm {
    /// Holds the form against all rules.
    pub fn verdict(&self, rules: &Rules) -> Verdict {
        let private_key = private_key::read(self.private_key.expose().as_bytes());
        let mut violations = Vec::new();
        if let Err(errors) = self.validate_with_args(&Judging { rules, private_key: &private_key }) {
            let errors = errors.field_errors();
            for &field in Field::ALL {
                let found = errors.get(validator_name(field)).and_then(|of_field| of_field.first());
                if let Some(code) = found.and_then(|error| RuleCode::from_wire(&error.code)) {
                    violations.push(Violation { field, code });
                }
            }
            debug_assert_eq!(violations.len(), errors.len(), "a rule's error has no field or no code");
        }
        let private_key = private_key.ok();
        let warnings = rules::warnings(self, private_key.as_ref());
        Verdict { violations, warnings, private_key }
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

fn url(value: &str, judging: &Judging<'_>) -> Result<(), ValidationError> {
    checked(rules::url(value, judging.rules))
}

fn audience(value: &str, judging: &Judging<'_>) -> Result<(), ValidationError> {
    checked(rules::audience(value, judging.rules))
}

fn private_key(_form: &SalesforceForm, judging: &Judging<'_>) -> Result<(), ValidationError> {
    checked(judging.private_key.as_ref().map_err(|&code| code))
}

#[cfg(test)]
mod tests {
    use validator::ValidateArgs as _;

    use super::{Judging, SalesforceForm};
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
        let judging = Judging { rules: &Rules::default(), private_key: &Err(RuleCode::KeyNotPem) };
        let errors = form.validate_with_args(&judging).expect_err("all fields are wrong");
        assert!(!format!("{errors:?}").contains("canary"));
    }
}
