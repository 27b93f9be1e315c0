//! What is to be changed of a saved connector.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::codes::{Field, codes};
use crate::secret::SecretText;
use crate::validation;

codes! {
    /// What can be changed of a connector, by its JSON name.
    pub enum ConnectorField {
        /// Name.
        Name = "name",
        /// Client ID. A change asks for the key again.
        ClientId = "clientId",
        /// Email ID. A change asks for the key again.
        EmailId = "emailId",
        /// URL. A change asks for the key again.
        Url = "url",
        /// Audience. A change asks for the key again.
        Audience = "audience",
        /// Private Key.
        PrivateKey = "privateKey",
        /// Notes.
        Notes = "notes",
        /// The person who is responsible.
        Contact = "contact",
    }
}

impl From<Field> for ConnectorField {
    fn from(field: Field) -> Self {
        match field {
            Field::Name => Self::Name,
            Field::ClientId => Self::ClientId,
            Field::EmailId => Self::EmailId,
            Field::Url => Self::Url,
            Field::Audience => Self::Audience,
            Field::PrivateKey => Self::PrivateKey,
        }
    }
}

impl ConnectorField {
    /// Whether a change of the field asks for the private key again: the stored one is never used toward a destination, or
    /// as a user, that it was not given for.
    pub const fn asks_for_key(self) -> bool {
        matches!(self, Self::ClientId | Self::EmailId | Self::Url | Self::Audience)
    }

    /// Whether a change of the field is saved only once Salesforce lets the connector in with it.
    pub const fn asks_salesforce(self) -> bool {
        self.asks_for_key() || matches!(self, Self::PrivateKey)
    }
}

/// What is to be changed of a connector. What is missing stays as it is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectorPatch {
    /// Name, unique in the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Client ID: Salesforce's Consumer Key. Another one asks for the private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Email ID: the Salesforce username. Another one asks for the private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_id: Option<String>,
    /// URL of the authorization server. Another one asks for the private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Audience; empty means the URL. Another one asks for the private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Private Key, as PEM. It takes the place of the stored one once Salesforce accepts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key: Option<SecretText>,
    /// Notes, at most [`crate::limits::NOTES_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Who is responsible for the connector, at most [`crate::limits::CONTACT_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

impl ConnectorPatch {
    /// What the patch says of a field of the form.
    pub fn of(&self, field: Field) -> Option<&str> {
        match field {
            Field::Name => self.name.as_deref(),
            Field::ClientId => self.client_id.as_deref(),
            Field::EmailId => self.email_id.as_deref(),
            Field::Url => self.url.as_deref(),
            Field::Audience => self.audience.as_deref(),
            Field::PrivateKey => self.private_key.as_ref().map(SecretText::expose),
        }
    }

    /// Has a field of the form changed to a value.
    pub fn set(&mut self, field: Field, value: String) {
        match field {
            Field::Name => self.name = Some(value),
            Field::ClientId => self.client_id = Some(value),
            Field::EmailId => self.email_id = Some(value),
            Field::Url => self.url = Some(value),
            Field::Audience => self.audience = Some(value),
            Field::PrivateKey => self.private_key = Some(SecretText::new(value)),
        }
    }
}

/// No private key is printed, in whatever member it is.
impl fmt::Debug for ConnectorPatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, client_id, email_id, url, audience, private_key, notes, contact } = self;
        let mut members = f.debug_struct("ConnectorPatch");
        for (member, value) in [
            (ConnectorField::Name, name),
            (ConnectorField::ClientId, client_id),
            (ConnectorField::EmailId, email_id),
            (ConnectorField::Url, url),
            (ConnectorField::Audience, audience),
            (ConnectorField::Notes, notes),
            (ConnectorField::Contact, contact),
        ] {
            if let Some(value) = value {
                members.field(member.as_str(), &validation::Printable(value));
            }
        }
        members.field(ConnectorField::PrivateKey.as_str(), private_key).finish()
    }
}
