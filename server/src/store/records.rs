//! What goes into the store and comes out of it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use contract::api::ConnectorField;
use contract::codes::WarningCode;
use contract::service_token::ServiceTokenScope;

use crate::model::{Actor, AuditId, Connector, KeyId, ServiceToken, Settings};
use crate::vault::SealedSecret;

/// Which database.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file; it and its directory are created where they are missing.
    Sqlite(PathBuf),
    /// A PostgreSQL database by its URL, which may hold a password.
    Postgres(String),
}

impl Database {
    /// What an operator configures: PostgreSQL's URL, or the path of a SQLite file, plain or after `sqlite:` or
    /// `sqlite://`. Whatever else is a URL is refused by [`crate::store::Store::connect`], by its scheme alone: the
    /// rest may hold a password.
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some(("sqlite", path)) => Self::Sqlite(path.strip_prefix("//").unwrap_or(path).into()),
            Some((_, rest)) if rest.starts_with("//") => Self::Postgres(text.to_owned()),
            _ => Self::Sqlite(text.into()),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

/// What can be tuned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreOptions {
    /// Longest wait for a connection, and on SQLite for another process' lock, before the store counts as
    /// unavailable.
    pub wait: Duration,
    /// Most connections that are open at a time (on SQLite: for reading, beside the one that writes).
    pub connections: u32,
    /// Largest size of the SQLite file, in pages of 4 KiB, for an operator who shares a disk. None: as the disk goes.
    pub sqlite_max_pages: Option<u32>,
    /// Whether a PostgreSQL beyond this machine may be asked in plain text, or without knowing it by its certificate.
    pub insecure: bool,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { wait: Duration::from_secs(5), connections: 8, sqlite_max_pages: None, insecure: false }
    }
}

/// A connector whose check succeeded, to be saved.
#[derive(Clone, Debug)]
pub struct NewConnector {
    /// Name, trimmed.
    pub name: String,
    /// What its kind has.
    pub settings: Settings,
    /// What the check warned of.
    pub warnings: Vec<WarningCode>,
    /// The key's id, as it was sealed for.
    pub key_id: KeyId,
    /// The key, sealed for this tenant, id and settings.
    pub sealed_key: SealedSecret,
    /// The SHA-256 of its public key, for people.
    pub public_key_sha256: String,
    /// Who saves it.
    pub actor: Actor,
    /// The row of the audit log that said, before Salesforce was asked, that this would be done.
    pub intent: Option<AuditId>,
    /// The request's `Idempotency-Key`, where it has one.
    pub idempotency: Option<Idempotency>,
}

/// A change of a connector.
#[derive(Clone, Debug)]
pub struct ConnectorChange {
    /// The revision that it is based on.
    pub revision: i64,
    /// What it changes.
    pub fields: Vec<ConnectorField>,
    /// Another name, trimmed.
    pub name: Option<String>,
    /// Other notes.
    pub notes: Option<String>,
    /// Another responsible person.
    pub contact: Option<String>,
    /// What else it signs in with, where a check of that succeeded.
    pub credentials: Option<NewCredentials>,
    /// Who changes it.
    pub actor: Actor,
    /// The row of the audit log that said, before Salesforce was asked, that this would be done.
    pub intent: Option<AuditId>,
    /// The request's `Idempotency-Key`, where it has one.
    pub idempotency: Option<Idempotency>,
}

/// What a connector signs in with from now on. Its check succeeded.
#[derive(Clone, Debug)]
pub struct NewCredentials {
    /// What its kind has.
    pub settings: Settings,
    /// What the check warned of.
    pub warnings: Vec<WarningCode>,
    /// The key's id, as it was sealed for: never that of another key.
    pub key_id: KeyId,
    /// The key, sealed for this tenant, id and settings.
    pub sealed_key: SealedSecret,
    /// The SHA-256 of its public key, for people.
    pub public_key_sha256: String,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It is made.
    Changed(Connector),
    /// An earlier request with the same `Idempotency-Key` made it; the connector as it is now.
    Replayed(Connector),
    /// Nothing: somebody else has changed the connector since.
    Conflict,
    /// Nothing: there is no such connector.
    Gone,
}

/// What became of a connector that was to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is.
    Yes,
    /// Nothing: somebody has changed it since.
    Conflict,
    /// Nothing: it is in use.
    Active,
    /// There is none of this id.
    Gone,
}

/// A hash of a whole request (key included), by which a repeated request is told from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

/// A request's `Idempotency-Key`, with what the request was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The header's value.
    pub key: String,
    /// The request's hash.
    pub fingerprint: Fingerprint,
}

/// What was saved under an `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotentResult {
    /// The connector.
    pub connector: Connector,
    /// Whether the request that saved it was the same as the one that asks.
    pub same_request: bool,
}

/// A connector that is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// By this call.
    Created(Connector),
    /// By an earlier one with the same `Idempotency-Key` and the same request.
    Replayed(Connector),
}

impl Saved {
    /// The connector.
    pub fn into_connector(self) -> Connector {
        match self {
            Self::Created(connector) | Self::Replayed(connector) => connector,
        }
    }
}

/// Whether there is room for another connector of a kind, and whether a name is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Availability {
    /// Connectors of that kind.
    pub used: u8,
    /// Whether a connector (of any kind) has that name.
    pub name_taken: bool,
}

/// A sealed key as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Its id.
    pub key_id: KeyId,
    /// What the connector's rows say: the key opens only if nothing that it was sealed for was edited.
    pub settings: Settings,
    /// The sealed key.
    pub sealed: SealedSecret,
}

/// A service token to be saved.
#[derive(Clone, Debug)]
pub struct NewServiceToken {
    /// What it is for, trimmed.
    pub name: String,
    /// Its public part.
    pub prefix: String,
    /// SHA-256 of the whole.
    pub hash: [u8; 32],
    /// What it may be used for.
    pub scope: ServiceTokenScope,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: i64,
    /// Who makes it.
    pub actor: Actor,
}

/// A service token, and what a token that is shown is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredToken {
    /// What may be seen of it.
    pub token: ServiceToken,
    /// SHA-256 of the whole.
    pub hash: [u8; 32],
}

/// What was found of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundToken {
    /// Its row says what a server with this master key wrote.
    Genuine(StoredToken),
    /// Its row was changed, or put there, past the server: it lets nobody in.
    Altered(StoredToken),
}

impl FoundToken {
    /// The row, be it genuine or not: to show it, or to revoke it.
    pub fn whatever_it_says(self) -> StoredToken {
        match self {
            Self::Genuine(stored) | Self::Altered(stored) => stored,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Database;

    #[test]
    fn a_database_is_a_postgresql_url_or_a_path() {
        for url in ["postgres://user:secret@db/connectors", "postgresql://db/connectors"] {
            assert_eq!(Database::parse(url), Database::Postgres(url.to_owned()));
        }
        for (text, path) in [
            ("/var/lib/connectors.db", "/var/lib/connectors.db"),
            ("data/a:b.db", "data/a:b.db"),
            ("sqlite:data/a.db", "data/a.db"),
            ("sqlite:///var/lib/a.db", "/var/lib/a.db"),
        ] {
            assert_eq!(Database::parse(text), Database::Sqlite(path.into()));
        }
    }
}
