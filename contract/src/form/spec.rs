//! What is to be known of a field. Validation, the form's state, the bounds in the API's document, the fingerprint of a
//! create, what is saved as a setting, and the gallery follow from it.

use super::{FIELDS, SalesforceForm, ValidForm};
use crate::codes::{Field, RuleCode, WarningCode};
use crate::secret::SecretText;
use crate::validation::UrlPolicy;

/// What an input takes, by which a page chooses its keyboard, spelling checks and autofill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// Words of a language, on one line.
    Text,
    /// A name that a machine made.
    Identifier,
    /// An email address, or what has its shape.
    Email,
    /// An `https` URL, as the address of a server.
    Url,
    /// A private key: several lines, or a file.
    PrivateKey,
    /// One value out of a few that are offered.
    Choice,
    /// Any number of connectors.
    Connectors,
}

/// Where a saved connector has the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// In a member of [`crate::api::Connector`] that is there for it, and in a column that the server looks up or binds
    /// the key to.
    Member,
    /// Among [`crate::api::Connector::settings`], as its canonical text: this takes no change of the schema.
    Setting,
    /// Sealed in the vault: no answer has the value.
    Sealed,
}

/// All that is to be known of one field.
pub struct FieldSpec {
    /// The field, whose code is its JSON name.
    pub field: Field,
    /// What the field's input takes.
    pub input: InputKind,
    /// The longest value that the field's rule takes: in characters, of [`InputKind::PrivateKey`] in bytes.
    pub limit: usize,
    /// Whether the field must be filled in.
    pub required: bool,
    /// Whether nobody may read the value again once it was entered.
    pub secret: bool,
    /// Where a saved connector has the value.
    pub stored: Stored,
    /// Reads what was typed in a form.
    pub get: fn(&SalesforceForm) -> &str,
    /// Replaces what was typed in a form.
    pub set: fn(&mut SalesforceForm, String),
    /// The field's rule: puts what it makes of a value where the valid form has it.
    pub(super) parse: fn(&str, &UrlPolicy, &mut ValidForm) -> Result<(), RuleCode>,
    /// The one text for all values that mean the same; empty where the form has none.
    pub canonical: fn(&ValidForm) -> SecretText,
    /// What to offer in place of a value that breaks the rule, where that is plain. The offer passes the rule.
    pub suggest: Option<fn(&str, &UrlPolicy) -> Option<String>>,
    /// What may be amiss with a value whose rule holds.
    pub warning: Option<FieldWarning>,
}

/// A warning that stands at a field.
pub struct FieldWarning {
    /// The fields that the warning is a matter of. The rules of all must hold; when one changes, the warning is looked for
    /// anew. Leaving the last one tells of it.
    pub of: &'static [Field],
    /// Looks for the warning in a form whose fields [`Self::of`] are parsed.
    pub(super) find: fn(&ValidForm) -> Option<WarningCode>,
    /// What to offer in place of the field's value when the warning stands at it.
    pub(super) suggest: Option<fn(&ValidForm) -> Option<String>>,
}

const _: () = {
    assert!(
        FIELDS.len() == Field::ALL.len(),
        "contract/src/form/fields.rs: FIELDS has not one row for each field"
    );
    let mut at = 0;
    while at < FIELDS.len() {
        assert!(
            FIELDS[at].field as usize == at,
            "contract/src/form/fields.rs: FIELDS is not in the order of Field"
        );
        at += 1;
    }
};

impl FieldSpec {
    /// Whether the field is for a private key, which no other may hold.
    pub fn is_for_key(&self) -> bool {
        self.input == InputKind::PrivateKey
    }

    /// The row of a field.
    pub const fn of(field: Field) -> &'static Self {
        &FIELDS[field as usize]
    }
}
