//! Between rows and types. What was saved had passed the rules, so a row becomes a type that is trusted, once and here.

use std::str::FromStr;

use contract::api::{ConnectorState, Kind};
use contract::validation::CanonicalUrl;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::bindings;
use super::records::StoredKey;
use crate::model::{Connector, ConnectorId, JwtSubject, SalesforceSettings, Settings, TenantId};
use crate::vault::{SealedSecret, Tag, Vault};

/// What [`connector`] reads, and [`settings`] within it.
macro_rules! connector_columns {
    () => {
        "c.id, c.organisation, c.kind, c.name, c.state, c.key_id, c.tagged_under, c.tag, c.warnings, c.created_at, \
         c.settings, s.client_id, s.email_id, s.url, s.audience, s.salesforce_org_id, s.salesforce_user_id, s.instance_url"
    };
}
pub(super) use connector_columns;

/// Where [`connector_columns`] come from: what all kinds have, and beside it what each kind has.
macro_rules! connector_tables {
    () => {
        "connectors c LEFT JOIN salesforce_connectors s ON s.connector_id = c.id"
    };
}
pub(super) use connector_tables;

/// A connector, out of a row of [`connector_columns`].
pub(super) fn connector(row: &AnyRow, vault: &Vault) -> Result<Connector, sqlx::Error> {
    Ok(Connector {
        id: parsed(row, "id")?,
        name: row.try_get("name")?,
        state: state(row, vault)?,
        warnings: json(row, "warnings")?,
        created_at: row.try_get("created_at")?,
        settings: settings(row)?,
    })
}

/// How a connector stands. A state that this server, or another one with its master key, did not write is none: the
/// connector counts as deactivated until an admin puts it back into use.
pub(super) fn state(row: &AnyRow, vault: &Vault) -> Result<ConnectorState, sqlx::Error> {
    let id: ConnectorId = parsed(row, "id")?;
    let tenant = TenantId::new(row.try_get::<String, _>("organisation")?);
    let stored = parsed(row, "state")?;
    let context = bindings::connector(&tenant, id, parsed(row, "key_id")?, stored);
    if tag(row, "tagged_under", "tag")?.is_some_and(|tag| vault.is_tagged(&context, &tag)) {
        return Ok(stored);
    }
    tracing::error!(%tenant, connector = %id, "its state was changed past the server: it counts as deactivated");
    Ok(ConnectorState::Deactivated)
}

/// A row's tag, where it has one.
pub(super) fn tag(row: &AnyRow, tagged_under: &str, tag: &str) -> Result<Option<Tag>, sqlx::Error> {
    let master_key_id: Option<String> = row.try_get(tagged_under)?;
    let bytes: Option<Vec<u8>> = row.try_get(tag)?;
    Ok(master_key_id.zip(bytes).map(|(master_key_id, bytes)| Tag { master_key_id, bytes }))
}

/// What a connector has by its kind.
pub(super) fn settings(row: &AnyRow) -> Result<Settings, sqlx::Error> {
    match parsed(row, "kind")? {
        Kind::Salesforce => Ok(Settings::Salesforce(SalesforceSettings {
            subject: JwtSubject {
                client_id: row.try_get("client_id")?,
                user: row.try_get("email_id")?,
                url: url(row.try_get("url")?)?,
                audience: row.try_get::<Option<String>, _>("audience")?.map(url).transpose()?,
            },
            org_id: row.try_get("salesforce_org_id")?,
            user_id: row.try_get("salesforce_user_id")?,
            instance_url: url(row.try_get("instance_url")?)?,
            extra_fields: json(row, "settings")?,
        })),
    }
}

/// A sealed key, out of a row of [`connector_columns`] and those of `private_keys`.
pub(super) fn stored_key(row: &AnyRow) -> Result<StoredKey, sqlx::Error> {
    Ok(StoredKey { key_id: parsed(row, "key_id")?, settings: settings(row)?, sealed: sealed(row)? })
}

/// A sealed secret, out of a row of `private_keys`.
pub(super) fn sealed(row: &AnyRow) -> Result<SealedSecret, sqlx::Error> {
    Ok(SealedSecret {
        version: row.try_get("version")?,
        master_key_id: row.try_get("master_key_id")?,
        wrapped_data_key: row.try_get("wrapped_data_key")?,
        sealed: row.try_get("sealed_key")?,
    })
}

/// A column of JSON.
pub(super) fn json<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T, sqlx::Error> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(unreadable)
}

/// JSON for a column.
pub(super) fn json_text(value: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// A column that holds an id, or one of an enum's words.
pub(super) fn parsed<T: FromStr>(row: &AnyRow, column: &str) -> Result<T, sqlx::Error> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| unreadable(format!("{column} is no such value: {text:?}")))
}

fn url(saved: String) -> Result<CanonicalUrl, sqlx::Error> {
    CanonicalUrl::saved(&saved).ok_or_else(|| unreadable(format!("no URL that was saved: {saved:?}")))
}

/// A value that this version of the server does not know.
pub(super) fn unreadable(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(why.into())
}
