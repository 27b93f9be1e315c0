//! Between rows and types.

use contract::api::{Connector, ConnectorState, Kind};
use sqlx::any::AnyRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::model::{Action, Outcome, StoredKey};
use crate::vault::{Binding, BoundSubject, SealedKey};

/// The columns of a [`ConnectorRow`], from `connectors c`.
macro_rules! connector_columns {
    () => {
        "c.id, c.kind, c.name, c.client_id, c.email_id, c.url, c.audience, c.state, c.sf_organisation_id, \
         c.sf_user_id, c.instance_url, c.warnings, c.created_at, c.settings"
    };
}
pub(super) use connector_columns;

/// A row of `connectors`, without what the API does not show.
pub(super) struct ConnectorRow {
    id: String,
    kind: String,
    name: String,
    client_id: String,
    email_id: String,
    url: String,
    audience: Option<String>,
    state: String,
    sf_org_id: String,
    sf_user_id: String,
    instance_url: String,
    warnings: String,
    created_at: i64,
    settings: String,
}

impl FromRow<'_, AnyRow> for ConnectorRow {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            kind: row.try_get("kind")?,
            name: row.try_get("name")?,
            client_id: row.try_get("client_id")?,
            email_id: row.try_get("email_id")?,
            url: row.try_get("url")?,
            audience: row.try_get("audience")?,
            state: row.try_get("state")?,
            sf_org_id: row.try_get("sf_organisation_id")?,
            sf_user_id: row.try_get("sf_user_id")?,
            instance_url: row.try_get("instance_url")?,
            warnings: row.try_get("warnings")?,
            created_at: row.try_get("created_at")?,
            settings: row.try_get("settings")?,
        })
    }
}

impl TryFrom<ConnectorRow> for Connector {
    type Error = sqlx::Error;

    fn try_from(row: ConnectorRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            kind: kind_from(&row.kind)?,
            state: state_from(&row.state)?,
            warnings: serde_json::from_str(&row.warnings).map_err(unreadable)?,
            same_as: None,
            settings: serde_json::from_str(&row.settings).map_err(unreadable)?,
            id: row.id,
            name: row.name,
            client_id: row.client_id,
            email_id: row.email_id,
            url: row.url,
            audience: row.audience,
            salesforce_org_id: row.sf_org_id,
            salesforce_user_id: row.sf_user_id,
            instance_url: row.instance_url,
            created_at: row.created_at,
        })
    }
}

/// A row of `private_keys`, with what its connector's row says that it is for.
pub(super) struct KeyRow {
    tenant: String,
    key_id: String,
    url: String,
    audience: Option<String>,
    client_id: String,
    email_id: String,
    version: i32,
    master_key_id: String,
    wrapped_data_key: Vec<u8>,
    sealed_key: Vec<u8>,
}

impl FromRow<'_, AnyRow> for KeyRow {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            tenant: row.try_get("organisation")?,
            key_id: row.try_get("key_id")?,
            url: row.try_get("url")?,
            audience: row.try_get("audience")?,
            client_id: row.try_get("client_id")?,
            email_id: row.try_get("email_id")?,
            version: row.try_get("version")?,
            master_key_id: row.try_get("master_key_id")?,
            wrapped_data_key: row.try_get("wrapped_data_key")?,
            sealed_key: row.try_get("sealed_key")?,
        })
    }
}

impl TryFrom<KeyRow> for StoredKey {
    type Error = sqlx::Error;

    fn try_from(row: KeyRow) -> Result<Self, sqlx::Error> {
        let subject = BoundSubject {
            url: row.url,
            audience: row.audience,
            client_id: row.client_id,
            user: row.email_id,
        };
        let key_id = Uuid::parse_str(&row.key_id).map_err(unreadable)?;
        Ok(Self {
            binding: Binding { tenant: row.tenant, key_id, subject: Some(subject) },
            sealed: SealedKey {
                version: row.version,
                master_key_id: row.master_key_id,
                wrapped_data_key: row.wrapped_data_key,
                sealed: row.sealed_key,
            },
        })
    }
}

pub(super) const fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Salesforce => "salesforce",
    }
}

fn kind_from(text: &str) -> Result<Kind, sqlx::Error> {
    match text {
        "salesforce" => Ok(Kind::Salesforce),
        _ => Err(unreadable(format!("unknown kind {text:?}"))),
    }
}

pub(super) const fn state_text(state: ConnectorState) -> &'static str {
    match state {
        ConnectorState::Connected => "connected",
        ConnectorState::Deactivated => "deactivated",
    }
}

fn state_from(text: &str) -> Result<ConnectorState, sqlx::Error> {
    match text {
        "connected" => Ok(ConnectorState::Connected),
        "deactivated" => Ok(ConnectorState::Deactivated),
        _ => Err(unreadable(format!("unknown state {text:?}"))),
    }
}

pub(super) const fn action_text(action: Action) -> &'static str {
    match action {
        Action::Check => "check",
        Action::FindAudience => "find_audience",
        Action::Create => "create",
        Action::Deactivate => "deactivate",
        Action::Reactivate => "reactivate",
        Action::Try => "try",
        Action::CreateServiceToken => "create_service_token",
        Action::RevokeServiceToken => "revoke_service_token",
    }
}

pub(super) const fn outcome_text(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Succeeded => "succeeded",
        Outcome::Failed(code) => code.as_str(),
    }
}

/// A value that this version of the server does not know.
pub(super) fn unreadable(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(why.into())
}
