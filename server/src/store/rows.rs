//! Between rows and types. What was saved had passed the rules, so a row becomes a type that is trusted, once and here.

use std::str::FromStr;

use contract::api::{ConnectorKey, ConnectorState, Failing, Kind, SalesforceError};
use contract::codes::ProblemCode;
use contract::validation::CanonicalUrl;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::bindings;
use super::records::StoredKey;
use crate::model::{Connector, ConnectorId, JwtSubject, LastChange, SalesforceSettings, Settings, TenantId};
use crate::vault::{SealedSecret, Tag, Vault};

/// What [`connector`] reads, and [`settings`] within it.
macro_rules! connector_columns {
    () => {
        "c.id, c.organisation, c.kind, c.name, c.state, c.key_id, c.tagged_under, c.tag, c.warnings, c.created_at, \
         c.settings, c.revision, c.changed_at, c.changed_by, c.state_since, c.checked_at, c.notes, c.contact, \
         s.client_id, s.email_id, s.url, s.audience, s.salesforce_org_id, s.salesforce_user_id, s.instance_url, s.scopes, \
         p.public_key_sha256, p.created_at AS key_stored_at, \
         f.since AS failing_since, f.code AS failing_code, f.step AS failing_step, f.error AS failing_error, \
         f.error_description AS failing_error_description"
    };
}
pub(super) use connector_columns;

/// Where [`connector_columns`] come from: what all kinds have, and beside it what each kind has.
macro_rules! connector_tables {
    () => {
        "connectors c LEFT JOIN salesforce_connectors s ON s.connector_id = c.id \
         LEFT JOIN private_keys p ON p.key_id = c.key_id \
         LEFT JOIN connector_failures f ON f.connector_id = c.id"
    };
}
pub(super) use connector_tables;

/// A connector, out of a row of [`connector_columns`].
pub(super) fn connector(row: &AnyRow, vault: &Vault) -> Result<Connector, sqlx::Error> {
    let created_at = row.try_get("created_at")?;
    let changed_at: Option<i64> = row.try_get("changed_at")?;
    let changed_by: Option<String> = row.try_get("changed_by")?;
    Ok(Connector {
        id: parsed(row, "id")?,
        name: row.try_get("name")?,
        state: state(row, vault)?,
        warnings: json(row, "warnings")?,
        created_at,
        revision: row.try_get("revision")?,
        changed: changed_at.zip(changed_by).map(|(at, by)| LastChange { at, by }),
        state_since: row.try_get::<Option<i64>, _>("state_since")?.unwrap_or(created_at),
        failing: failing(row)?,
        checked_at: row.try_get::<Option<i64>, _>("checked_at")?.unwrap_or(created_at),
        key_id: parsed(row, "key_id")?,
        key: ConnectorKey {
            public_key_sha256: row.try_get("public_key_sha256")?,
            stored_at: row.try_get("key_stored_at")?,
        },
        notes: row.try_get("notes")?,
        contact: row.try_get("contact")?,
        settings: settings(row)?,
    })
}

/// Why Salesforce does not let a connector in, while it does not.
fn failing(row: &AnyRow) -> Result<Option<Failing>, sqlx::Error> {
    let Some(since) = row.try_get("failing_since")? else { return Ok(None) };
    let step: Option<String> = row.try_get("failing_step")?;
    Ok(Some(Failing {
        since,
        // A newer server may know more codes and steps than this one.
        code: parsed(row, "failing_code").unwrap_or(ProblemCode::SalesforceRefused),
        step: step.and_then(|step| step.parse().ok()),
        salesforce: salesforce_words(row, "failing_error", "failing_error_description")?,
    }))
}

/// Salesforce's own words, where a row has them.
pub(super) fn salesforce_words(
    row: &AnyRow,
    error: &str,
    error_description: &str,
) -> Result<Option<SalesforceError>, sqlx::Error> {
    let error: Option<String> = row.try_get(error)?;
    let error_description: Option<String> = row.try_get(error_description)?;
    Ok(error
        .zip(error_description)
        .map(|(error, error_description)| SalesforceError { error, error_description }))
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
            scopes: json(row, "scopes")?,
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
