//! The Salesforce form's fields: as they are sent, as they are once their rules hold, and all that is to be known of each.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{FieldSpec, FieldWarning, InputKind, Stored};
use crate::api::Connector;
use crate::codes::{Field, RuleCode, WarningCode};
use crate::limits::{CLIENT_ID_CHARS, EMAIL_ID_CHARS, NAME_CHARS, PRIVATE_KEY_BYTES, URL_CHARS};
use crate::private_key::{self, PrivateKey};
use crate::secret::SecretText;
use crate::validation::{self, ValidatedUrl};

/// What was typed in "Set Up Salesforce Connector".
///
/// Of `validator` only a function of our own is used: its built-in `email` and `url` would add 240 kB to the page. And
/// only one for the whole form: one for a field would have the field's value copied into its error, where nothing
/// zeroizes a private key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(description = "The fields of \"Set Up Salesforce Connector\", as typed.")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(context = "super::Parsing<'v_a>", schema(function = "super::parse_fields", use_context))]
pub struct SalesforceForm {
    /// Name, unique in the organization.
    pub name: String,
    /// Client ID: Salesforce's Consumer Key; becomes `iss`.
    pub client_id: String,
    /// Email ID: the Connected App user's Salesforce username; becomes `sub`.
    pub email_id: String,
    /// URL of the authorization server; becomes `aud` unless [`Self::audience`] says otherwise.
    pub url: String,
    /// Audience, under Advanced. Empty means the URL.
    #[serde(default)]
    pub audience: String,
    /// Private Key, as PEM.
    pub private_key: SecretText,
}

/// No private key is printed, in whatever field it is.
impl fmt::Debug for SalesforceForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut members = f.debug_struct("SalesforceForm");
        for spec in FIELDS.iter().filter(|spec| !spec.secret) {
            members.field(spec.field.as_str(), &validation::Printable((spec.get)(self)));
        }
        members.finish_non_exhaustive()
    }
}

impl From<&Connector> for SalesforceForm {
    /// The form that a saved connector is edited in: nobody has its private key.
    fn from(connector: &Connector) -> Self {
        let mut form = Self {
            name: connector.name.clone(),
            client_id: connector.client_id.clone(),
            email_id: connector.email_id.clone(),
            url: connector.url.clone(),
            audience: connector.audience.clone().unwrap_or_default(),
            ..Self::default()
        };
        for spec in FIELDS {
            if let (Stored::Setting, Some(value)) = (spec.stored, connector.settings.get(spec.field.as_str()))
            {
                (spec.set)(&mut form, value.clone());
            }
        }
        form
    }
}

/// A form whose rules all hold, each field being what its rule made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidForm {
    /// Name, without blanks at its ends.
    pub name: String,
    /// Client ID, without blanks at its ends: the assertion's `iss`.
    pub client_id: String,
    /// Email ID, without blanks at its ends: the assertion's `sub`.
    pub email_id: String,
    /// URL of the authorization server.
    pub url: ValidatedUrl,
    /// The assertion's `aud`, where it is not the URL.
    pub audience: Option<ValidatedUrl>,
    /// The key that signs assertions.
    pub private_key: PrivateKey,
    /// What may be amiss, in the order of the fields.
    pub warnings: Vec<WarningCode>,
}

impl ValidForm {
    /// What a saved connector has of the form beside its members: [`Connector::settings`].
    pub fn settings(&self) -> BTreeMap<String, String> {
        let settings = FIELDS.iter().filter(|spec| spec.stored == Stored::Setting);
        let settings =
            settings.map(|spec| (spec.field.to_string(), (spec.canonical)(self).expose().to_owned()));
        settings.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Looks for what may be amiss, in the order of the fields: [`Self::warnings`] of a form that was not parsed from texts.
    pub fn find_warnings(&self) -> Vec<WarningCode> {
        FIELDS.iter().filter_map(|spec| (spec.warning.as_ref()?.find)(self)).collect()
    }

    /// Before any field is parsed. [`Validation`] hands a form out once every field was.
    pub(super) fn unparsed() -> Self {
        Self {
            name: String::new(),
            client_id: String::new(),
            email_id: String::new(),
            url: ValidatedUrl::none(),
            audience: None,
            private_key: PrivateKey::none(),
            warnings: Vec::new(),
        }
    }
}

/// The form's fields, in the order of [`Field::ALL`].
pub const FIELDS: &[FieldSpec] = &[
    FieldSpec {
        field: Field::Name,
        input: InputKind::Text,
        limit: NAME_CHARS,
        required: true,
        secret: false,
        stored: Stored::Member,
        get: |form| &form.name,
        set: |form, value| form.name = value,
        parse: |value, _, valid| put(&mut valid.name, validation::name(value)),
        canonical: |valid| text(&valid.name),
        suggest: Some(|value, _| validation::suggested_text(value, validation::name)),
        warning: None,
    },
    FieldSpec {
        field: Field::ClientId,
        input: InputKind::Identifier,
        limit: CLIENT_ID_CHARS,
        required: true,
        secret: false,
        stored: Stored::Member,
        get: |form| &form.client_id,
        set: |form, value| form.client_id = value,
        parse: |value, _, valid| put(&mut valid.client_id, validation::client_id(value)),
        canonical: |valid| text(&valid.client_id),
        suggest: Some(|value, _| validation::suggested_text(value, validation::client_id)),
        warning: Some(FieldWarning {
            of: &[Field::ClientId],
            find: |valid| validation::warn_of_client_id(&valid.client_id),
            suggest: None,
        }),
    },
    FieldSpec {
        field: Field::EmailId,
        input: InputKind::Email,
        limit: EMAIL_ID_CHARS,
        required: true,
        secret: false,
        stored: Stored::Member,
        get: |form| &form.email_id,
        set: |form, value| form.email_id = value,
        parse: |value, _, valid| put(&mut valid.email_id, validation::email_id(value)),
        canonical: |valid| text(&valid.email_id),
        suggest: Some(|value, _| validation::suggested_text(value, validation::email_id)),
        warning: None,
    },
    FieldSpec {
        field: Field::Url,
        input: InputKind::Url,
        limit: URL_CHARS,
        required: true,
        secret: false,
        stored: Stored::Member,
        get: |form| &form.url,
        set: |form, value| form.url = value,
        parse: |value, policy, valid| put(&mut valid.url, validation::url(value, policy)),
        canonical: |valid| SecretText::new(valid.url.canonical()),
        suggest: Some(validation::suggested_url),
        warning: Some(FieldWarning {
            of: &[Field::Url, Field::EmailId],
            find: |valid| validation::warn_of_url(&valid.url, &valid.email_id),
            suggest: Some(|valid| validation::suggested_for_user(&valid.url, &valid.email_id)),
        }),
    },
    FieldSpec {
        field: Field::Audience,
        input: InputKind::Url,
        limit: URL_CHARS,
        required: false,
        secret: false,
        stored: Stored::Member,
        get: |form| &form.audience,
        set: |form, value| form.audience = value,
        parse: |value, policy, valid| put(&mut valid.audience, validation::audience(value, policy)),
        canonical: |valid| {
            valid.audience.as_ref().map(ValidatedUrl::canonical).map(SecretText::new).unwrap_or_default()
        },
        suggest: Some(validation::suggested_audience),
        warning: None,
    },
    FieldSpec {
        field: Field::PrivateKey,
        input: InputKind::PrivateKey,
        limit: PRIVATE_KEY_BYTES,
        required: true,
        secret: true,
        stored: Stored::Sealed,
        get: |form| form.private_key.expose(),
        set: |form, value| form.private_key = SecretText::new(value),
        parse: |value, _, valid| put(&mut valid.private_key, private_key::read(value.as_bytes())),
        canonical: |valid| valid.private_key.pem(),
        suggest: None,
        warning: Some(FieldWarning {
            of: &[Field::PrivateKey],
            find: |valid| validation::warn_of_key(&valid.private_key),
            suggest: None,
        }),
    },
];

fn put<T>(place: &mut T, parsed: Result<T, RuleCode>) -> Result<(), RuleCode> {
    *place = parsed?;
    Ok(())
}

fn text(value: &str) -> SecretText {
    SecretText::new(value.to_owned())
}
