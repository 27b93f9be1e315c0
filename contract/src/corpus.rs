//! The test cases that every place where the rules run is held against: native code, wasm in a browser, and the API.
//!
//! `contract/corpus/README.md` describes the files. A runner needs three lines:
//! `for case in corpus::all() { assert_eq!(case.outcome(), case.expected(), "{}", case.name) }`.

use serde::Deserialize;

use crate::api::Violation;
use crate::codes::{Field, RepairCode, RuleCode, WarningCode};
use crate::form::{FieldSpec, SalesforceForm, Validation};
use crate::private_key;
use crate::secret::SecretText;
use crate::validation::{UrlPolicy, suggested_for_user};

const FILES: [(&str, &str); 6] = [
    ("name.json", include_str!("../corpus/name.json")),
    ("client_id.json", include_str!("../corpus/client_id.json")),
    ("email_id.json", include_str!("../corpus/email_id.json")),
    ("url.json", include_str!("../corpus/url.json")),
    ("audience.json", include_str!("../corpus/audience.json")),
    ("private_key.json", include_str!("../corpus/private_key.json")),
];

/// One case: what is entered in one field, and what the rules must say of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Case {
    /// Unique among all cases; begins with the field.
    pub name: String,
    /// The field that the case is about.
    pub field: Field,
    #[serde(flatten)]
    input: Input,
    /// The case's [`UrlPolicy::allowed_authorities`].
    #[serde(default)]
    pub allowed_authorities: Vec<String>,
    #[serde(default)]
    form: Context,
    code: Option<RuleCode>,
    #[serde(default)]
    warnings: Vec<WarningCode>,
    #[serde(default)]
    repairs: Vec<RepairCode>,
    #[serde(default)]
    canonical: Option<String>,
    #[serde(default)]
    offer: Option<String>,
}

/// What is entered: text, or the bytes of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Input {
    #[serde(rename = "input")]
    Text(String),
    #[serde(rename = "inputBase64")]
    Base64(String),
}

/// Other fields that the case needs, in place of the valid form's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Context {
    email_id: Option<String>,
    url: Option<String>,
}

/// What the rules say of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The rule that the field breaks, if any.
    pub code: Option<RuleCode>,
    /// What the form is warned of.
    pub warnings: Vec<WarningCode>,
    /// What was repaired in the key.
    pub repairs: Vec<RepairCode>,
    /// What is to be used in place of what was entered; `None` also for an audience that is empty.
    pub canonical: Option<String>,
    /// What the form offers in place of what breaks its rule, or of the URL that a warning is about.
    pub offer: Option<String>,
}

/// All cases, in the order of the files.
///
/// # Panics
/// When a file is not what `contract/corpus/README.md` says.
pub fn all() -> Vec<Case> {
    let read = |(file, json): (&str, &str)| -> Vec<Case> {
        serde_json::from_str(json).unwrap_or_else(|error| panic!("contract/corpus/{file}: {error}"))
    };
    FILES.into_iter().flat_map(read).collect()
}

/// A form without any fault and without a warning. Its user looks neither like production's nor like a sandbox's.
pub fn valid_form() -> SalesforceForm {
    SalesforceForm {
        name: "Salesforce".to_owned(),
        client_id: "3MVG9lKcPoNINVBIPJjdw1J9LLM82HnFVVX19KY1uA5mu0QqEWhqKpoW3svG3XHrXDiCQjK1mdgAvhCscA9GE"
            .to_owned(),
        email_id: "integration@acme.example".to_owned(),
        url: crate::limits::DEFAULT_URL.to_owned(),
        private_key: SecretText::new(include_str!("../corpus/valid.pem").to_owned()),
        ..SalesforceForm::default()
    }
}

impl Case {
    /// What is entered, as bytes.
    ///
    /// # Panics
    /// When `inputBase64` is not base64.
    pub fn input(&self) -> Vec<u8> {
        match &self.input {
            Input::Text(text) => text.clone().into_bytes(),
            Input::Base64(base64) => {
                private_key::decode_base64(base64).expect("inputBase64 is base64").to_vec()
            }
        }
    }

    /// The rules that the case is judged by.
    pub fn policy(&self) -> UrlPolicy {
        UrlPolicy { allowed_authorities: self.allowed_authorities.clone() }
    }

    /// The form to send, valid but for the case's field; `None` for bytes that JSON cannot carry as text (a file
    /// that the browser reads and judges itself).
    pub fn form(&self) -> Option<SalesforceForm> {
        let input = String::from_utf8(self.input()).ok()?;
        let valid = valid_form();
        let mut form = SalesforceForm {
            email_id: self.form.email_id.clone().unwrap_or(valid.email_id),
            url: self.form.url.clone().unwrap_or(valid.url),
            ..valid
        };
        (FieldSpec::of(self.field).set)(&mut form, input);
        Some(form)
    }

    /// The form of [`Case::form`] with a second field that is always refused, and its violation: for asking a server
    /// that would contact Salesforce if the form were valid. It must answer with that violation and, if the case
    /// has one, the case's, in the order of the fields.
    pub fn form_to_refuse(&self) -> Option<(SalesforceForm, Vec<Violation>)> {
        let mut form = self.form()?;
        let mut violations: Vec<Violation> =
            self.code.map(|code| Violation { field: self.field, code }).into_iter().collect();
        if self.field == Field::Name {
            form.audience = "https://".to_owned();
            violations.push(Violation { field: Field::Audience, code: RuleCode::AudienceMalformed });
        } else {
            form.name.clear();
            violations.insert(0, Violation { field: Field::Name, code: RuleCode::NameEmpty });
        }
        Some((form, violations))
    }

    /// What the rules must say.
    pub fn expected(&self) -> Outcome {
        let Self { code, warnings, repairs, canonical, offer, .. } = self.clone();
        Outcome { code, warnings, repairs, canonical, offer }
    }

    /// What the rules say, here and now.
    ///
    /// # Panics
    /// When they find fault with a field that the case is not about.
    pub fn outcome(&self) -> Outcome {
        let policy = self.policy();
        let Some(form) = self.form() else {
            let mut validation = Validation::new();
            validation.judge_key(private_key::read(&self.input()));
            return self.outcome_of(&validation, Vec::new(), None);
        };
        let ended = form.parse(&policy);
        let refused = ended.as_ref().err().map_or(&[][..], |refused| &refused.violations);
        let stray = refused.iter().find(|violation| violation.field != self.field);
        assert_eq!(stray, None, "{}: a fault in another field", self.name);
        let (spec, mut validation) = (FieldSpec::of(self.field), Validation::new());
        let (warnings, offer) = match ended {
            Ok(valid) => {
                let is_of_url = |warning: &WarningCode| warning.as_str().starts_with("url_");
                let of_url = valid.warnings.iter().any(is_of_url);
                (valid.warnings, of_url.then(|| suggested_for_user(&valid.url, &valid.email_id)).flatten())
            }
            Err(refused) => {
                let is_key =
                    refused.violations.iter().any(|broken| broken.code == RuleCode::PrivateKeyMisplaced);
                // A key is moved.
                let suggest = spec.suggest.filter(|_| !is_key);
                (refused.warnings, suggest.and_then(|suggest| suggest((spec.get)(&form), &policy)))
            }
        };
        validation.judge(self.field, (spec.get)(&form), &policy);
        self.outcome_of(&validation, warnings, offer)
    }

    fn outcome_of(
        &self,
        validation: &Validation,
        warnings: Vec<WarningCode>,
        offer: Option<String>,
    ) -> Outcome {
        let key = validation.private_key().filter(|_| self.field == Field::PrivateKey);
        let canonical = validation.canonical(self.field).map(|text| text.expose().to_owned());
        Outcome {
            code: validation.error(self.field),
            warnings,
            repairs: key.map(|key| key.repairs.clone()).unwrap_or_default(),
            canonical: canonical.filter(|text| !text.is_empty()),
            offer,
        }
    }
}
