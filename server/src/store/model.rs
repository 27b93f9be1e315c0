//! What goes into the store and comes out of it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use contract::api::Connector;
use contract::codes::{ProblemCode, WarningCode};
use contract::service_token::{ServiceToken, ServiceTokenScope};
use uuid::Uuid;

use crate::vault::{Binding, BoundSubject, SealedKey};

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
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { wait: Duration::from_secs(5), connections: 8, sqlite_max_pages: None }
    }
}

/// A Salesforce connector whose check succeeded, to be saved.
#[derive(Clone, Debug)]
pub struct NewConnector {
    /// The tenant that owns it.
    pub tenant: String,
    /// Name, trimmed.
    pub name: String,
    /// URL, audience, Client ID and user: what the key was sealed for, and what the row says.
    pub subject: BoundSubject,
    /// The form's other fields, by their JSON names.
    pub settings: BTreeMap<String, String>,
    /// The Salesforce org's id, as its answer said.
    pub salesforce_org_id: String,
    /// The Salesforce user's id, as its answer said.
    pub salesforce_user_id: String,
    /// The answer's `instance_url`.
    pub instance_url: String,
    /// What the check warned of.
    pub warnings: Vec<WarningCode>,
    /// The key's id, as it was sealed for.
    pub key_id: Uuid,
    /// The key, sealed for [`NewConnector::binding`].
    pub sealed_key: SealedKey,
    /// Who saves it.
    pub actor: Actor,
    /// The request's `Idempotency-Key`, where it has one.
    pub idempotency: Option<Idempotency>,
}

impl NewConnector {
    /// What the key must be sealed for.
    pub fn binding(&self) -> Binding {
        Binding { tenant: self.tenant.clone(), key_id: self.key_id, subject: Some(self.subject.clone()) }
    }
}

/// Who did something, and in which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user's id.
    pub user: String,
    /// The request's id.
    pub request_id: String,
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
    /// The hash of the request that saved it.
    pub fingerprint: Fingerprint,
    /// The connector.
    pub connector: Connector,
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

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A form was checked, without saving.
    Check,
    /// A form was tried at another address than its own.
    FindAudience,
    /// A connector was to be created.
    Create,
    /// A connector was deactivated.
    Deactivate,
    /// A connector was reactivated.
    Reactivate,
    /// A request was tried on a connector.
    Try,
    /// A service token was created.
    CreateServiceToken,
    /// A service token was revoked.
    RevokeServiceToken,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As asked.
    Succeeded,
    /// With this problem.
    Failed(ProblemCode),
}

/// A row of the audit log. It carries no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The tenant.
    pub tenant: String,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// On what: a connector's or a service token's id, or the host that a check went to.
    pub target: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// A sealed key as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// What the rows say that it is bound to: it opens only if none of them was edited.
    pub binding: Binding,
    /// The sealed key.
    pub sealed: SealedKey,
}

/// A service token to be saved.
#[derive(Clone, Debug)]
pub struct NewServiceToken {
    /// The tenant.
    pub tenant: String,
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

/// A service token as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRecord {
    /// The tenant that it acts for.
    pub tenant: String,
    /// SHA-256 of the whole.
    pub hash: [u8; 32],
    /// What may be seen of it.
    pub token: ServiceToken,
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
