//! A connector: what all kinds have in common, and what its own kind has.

use std::collections::BTreeMap;

use contract::api::{ConnectorKey, ConnectorState, Failing, Kind};
use contract::codes::WarningCode;
use contract::form::ValidForm;
use contract::validation::{CanonicalUrl, UrlPolicy};

use super::{ConnectorId, KeyId};

/// A saved connector. Its key is not in here: it stays sealed until somebody signs in with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connector {
    /// By which flows name it.
    pub id: ConnectorId,
    /// What people call it; unique among all the tenant's connectors, whatever their kinds.
    pub name: String,
    /// Whether it may be used.
    pub state: ConnectorState,
    /// What the check before the save warned of.
    pub warnings: Vec<WarningCode>,
    /// When it was saved, in milliseconds since 1970 (UTC).
    pub created_at: i64,
    /// Grows with each change that an admin makes.
    pub revision: i64,
    /// The last such change.
    pub changed: Option<LastChange>,
    /// Since when it has its state, in milliseconds since 1970 (UTC).
    pub state_since: i64,
    /// Why Salesforce does not let it in, while it does not.
    pub failing: Option<Failing>,
    /// When a check of what is stored last succeeded, in milliseconds since 1970 (UTC).
    pub checked_at: i64,
    /// The key that it signs in with: another one whenever an admin changes what it signs in with.
    pub key_id: KeyId,
    /// That key, as far as it may be seen.
    pub key: ConnectorKey,
    /// What admins wrote down about it.
    pub notes: String,
    /// Who is responsible for it.
    pub contact: String,
    /// What its kind has.
    pub settings: Settings,
}

/// Who last changed a connector, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// When, in milliseconds since 1970 (UTC).
    pub at: i64,
    /// The user.
    pub by: String,
}

impl Connector {
    /// What it connects to, and how.
    pub const fn kind(&self) -> Kind {
        self.settings.kind()
    }
}

/// What a connector has by its kind. A further kind is a further variant, and a table of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settings {
    /// Salesforce, by the JWT bearer flow.
    Salesforce(SalesforceSettings),
}

impl Settings {
    /// Whose settings these are.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Salesforce(_) => Kind::Salesforce,
        }
    }

    /// The form's other fields, which are stored as they are, by their JSON names.
    pub const fn extra_fields(&self) -> &BTreeMap<String, String> {
        match self {
            Self::Salesforce(settings) => &settings.extra_fields,
        }
    }
}

/// What a Salesforce connector signs in with, and what its last check found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesforceSettings {
    /// Whom it signs in, and where.
    pub subject: JwtSubject,
    /// The id of the Salesforce org that let it in.
    pub org_id: String,
    /// The id of the Salesforce user that it signs in as.
    pub user_id: String,
    /// Where Salesforce said that requests go. A session asks the address of its own sign-in.
    pub instance_url: CanonicalUrl,
    /// What Salesforce granted at the last check. Empty where that is not known.
    pub scopes: Vec<String>,
    /// The form's other fields, by their JSON names.
    pub extra_fields: BTreeMap<String, String>,
}

/// Whom an assertion is for, and where to sign in with it.
///
/// The one shape of this, for a form that is checked, a key that is sealed, a row that is stored and a login of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtSubject {
    /// The app that signs in: `iss`.
    pub client_id: String,
    /// The user that is signed in: `sub`.
    pub user: String,
    /// The authorization server, where the token is asked for.
    pub url: CanonicalUrl,
    /// `aud`, where it is not the URL.
    pub audience: Option<CanonicalUrl>,
}

impl JwtSubject {
    /// The audience that an assertion names: its own, or else the URL.
    pub fn aud(&self) -> &CanonicalUrl {
        self.audience.as_ref().unwrap_or(&self.url)
    }

    /// Whether the operator lets both the URL and the audience be used.
    pub fn is_allowed_by(&self, policy: &UrlPolicy) -> bool {
        policy.allows(&self.url) && policy.allows(self.aud())
    }
}

impl From<&ValidForm> for JwtSubject {
    fn from(form: &ValidForm) -> Self {
        Self {
            client_id: form.client_id.clone(),
            user: form.email_id.clone(),
            url: CanonicalUrl::from(&form.url),
            audience: form.audience.as_ref().map(CanonicalUrl::from),
        }
    }
}
