//! The table of the Salesforce form's fields. Validation, the form's state, the bounds in the API's document, the
//! fingerprint of a create and the gallery follow from it.

use super::{SalesforceForm, ValidForm};
use crate::codes::{Field, RuleCode, WarningCode};
use crate::limits::{CLIENT_ID_CHARS, EMAIL_ID_CHARS, NAME_CHARS, PRIVATE_KEY_BYTES, URL_CHARS};
use crate::private_key;
use crate::secret::SecretText;
use crate::validation::{self, UrlPolicy, ValidatedUrl};

/// What an input takes, by which a page chooses its keyboard, spelling checks and autofill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// Words of a language.
    Text,
    /// A name that a machine made.
    Identifier,
    /// An email address, or what has its shape.
    Email,
    /// A URL.
    Url,
    /// A private key: several lines, or a file.
    PrivateKey,
    /// One of some offered values.
    Choice,
    /// Any number of connectors.
    Connectors,
}

/// All that is to be known of one field.
pub struct FieldSpec {
    /// The field, which is also its JSON name.
    pub field: Field,
    /// What its input takes.
    pub input: InputKind,
    /// The longest value that its rule takes: in characters, of [`InputKind::PrivateKey`] in bytes.
    pub limit: usize,
    /// Whether it may not be empty.
    pub required: bool,
    /// Whether nobody may read it again once it was entered.
    pub secret: bool,
    /// What was typed.
    pub get: fn(&SalesforceForm) -> &str,
    /// Types something.
    pub set: fn(&mut SalesforceForm, String),
    /// The field's rule: puts what it makes of a value where the valid form has it.
    pub(super) parse: fn(&str, &UrlPolicy, &mut ValidForm) -> Result<(), RuleCode>,
    /// The one text of all that mean the same; empty for none.
    pub canonical: fn(&ValidForm) -> SecretText,
    /// What may be amiss with it.
    pub warning: Option<FieldWarning>,
}

/// A warning that stands at a field.
pub struct FieldWarning {
    /// The fields that it is a matter of: all must hold, and when one changes it is looked for anew.
    pub of: &'static [Field],
    /// Looks for it.
    pub(super) find: fn(&ValidForm) -> Option<WarningCode>,
}

/// The form's fields, in the order of [`Field::ALL`].
pub const FIELDS: &[FieldSpec] = &[
    FieldSpec {
        field: Field::Name,
        input: InputKind::Text,
        limit: NAME_CHARS,
        required: true,
        secret: false,
        get: |form| &form.name,
        set: |form, value| form.name = value,
        parse: |value, _, valid| put(&mut valid.name, validation::name(value)),
        canonical: |valid| text(&valid.name),
        warning: None,
    },
    FieldSpec {
        field: Field::ClientId,
        input: InputKind::Identifier,
        limit: CLIENT_ID_CHARS,
        required: true,
        secret: false,
        get: |form| &form.client_id,
        set: |form, value| form.client_id = value,
        parse: |value, _, valid| put(&mut valid.client_id, validation::client_id(value)),
        canonical: |valid| text(&valid.client_id),
        warning: Some(FieldWarning {
            of: &[Field::ClientId],
            find: |valid| validation::warn_of_client_id(&valid.client_id),
        }),
    },
    FieldSpec {
        field: Field::EmailId,
        input: InputKind::Email,
        limit: EMAIL_ID_CHARS,
        required: true,
        secret: false,
        get: |form| &form.email_id,
        set: |form, value| form.email_id = value,
        parse: |value, _, valid| put(&mut valid.email_id, validation::email_id(value)),
        canonical: |valid| text(&valid.email_id),
        warning: None,
    },
    FieldSpec {
        field: Field::Url,
        input: InputKind::Url,
        limit: URL_CHARS,
        required: true,
        secret: false,
        get: |form| &form.url,
        set: |form, value| form.url = value,
        parse: |value, policy, valid| put(&mut valid.url, validation::url(value, policy)),
        canonical: |valid| SecretText::new(valid.url.canonical()),
        warning: Some(FieldWarning {
            of: &[Field::Url, Field::EmailId],
            find: |valid| validation::warn_of_url(&valid.url, &valid.email_id),
        }),
    },
    FieldSpec {
        field: Field::Audience,
        input: InputKind::Url,
        limit: URL_CHARS,
        required: false,
        secret: false,
        get: |form| &form.audience,
        set: |form, value| form.audience = value,
        parse: |value, policy, valid| put(&mut valid.audience, validation::audience(value, policy)),
        canonical: |valid| {
            valid.audience.as_ref().map(ValidatedUrl::canonical).map(SecretText::new).unwrap_or_default()
        },
        warning: None,
    },
    FieldSpec {
        field: Field::PrivateKey,
        input: InputKind::PrivateKey,
        limit: PRIVATE_KEY_BYTES,
        required: true,
        secret: true,
        get: |form| form.private_key.expose(),
        set: |form, value| form.private_key = SecretText::new(value),
        parse: |value, _, valid| put(&mut valid.private_key, private_key::read(value.as_bytes())),
        canonical: |valid| valid.private_key.pem(),
        warning: Some(FieldWarning {
            of: &[Field::PrivateKey],
            find: |valid| validation::warn_of_key(&valid.private_key),
        }),
    },
];

const _: () = {
    assert!(FIELDS.len() == Field::ALL.len());
    let mut at = 0;
    while at < FIELDS.len() {
        assert!(FIELDS[at].field as usize == at, "a field is not in its place");
        at += 1;
    }
};

impl FieldSpec {
    /// The row of a field.
    pub const fn of(field: Field) -> &'static Self {
        &FIELDS[field as usize]
    }
}

fn put<T>(place: &mut T, parsed: Result<T, RuleCode>) -> Result<(), RuleCode> {
    *place = parsed?;
    Ok(())
}

fn text(value: &str) -> SecretText {
    SecretText::new(value.to_owned())
}
