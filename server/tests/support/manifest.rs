//! What a fixture says of itself: what the programs that made it showed, for today's to show again.
//!
//! The types are its own, and so are the words of its JSON: the API's may change, and what was written down then must
//! still be readable.

use std::collections::BTreeMap;

use contract::api::{Connector, ConnectorList, ConnectorState};
use contract::service_token::{ServiceToken, ServiceTokenScope};
use contract::usage::ConnectorUsage;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row as _};

/// The name of a fixture's own file.
pub(crate) const MANIFEST: &str = "manifest.json";

/// What a fixture holds. Times are milliseconds since 1970 (UTC).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    /// The commit whose programs made it.
    pub(crate) commit: String,
    /// When it was finished.
    pub(crate) made_at: i64,
    /// The port of the sandbox that stood in Salesforce's place. The connectors' URLs have it, and their keys are
    /// bound to those.
    pub(crate) salesforce_port: u16,
    /// Oldest first.
    pub(crate) connectors: Vec<SavedConnector>,
    /// Newest first.
    pub(crate) service_tokens: Vec<SavedToken>,
    /// How many rows the audit log has, by action and outcome.
    pub(crate) audit: BTreeMap<String, i64>,
}

/// A connector, and its key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedConnector {
    /// What the API listed.
    #[serde(flatten)]
    pub(crate) listed: ListedConnector,
    /// The `Idempotency-Key` that it was set up under.
    pub(crate) idempotency_key: String,
    /// SHA-256 of the private key's PEM, in hexadecimal digits: it opens to the same bytes, or not at all.
    pub(crate) private_key_sha256: String,
    /// The certificate that Salesforce holds for it.
    pub(crate) certificate: String,
}

/// A connector as the API lists it, with its use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedConnector {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) client_id: String,
    pub(crate) email_id: String,
    pub(crate) url: String,
    pub(crate) audience: Option<String>,
    pub(crate) deactivated: bool,
    pub(crate) salesforce_organization_id: String,
    pub(crate) salesforce_user_id: String,
    pub(crate) instance_url: String,
    pub(crate) warnings: Vec<String>,
    pub(crate) created_at: i64,
    pub(crate) last_used_at: Option<i64>,
    pub(crate) requests: u64,
    pub(crate) failures: u64,
}

/// A service token, in the clear: it opens nothing but the fixture.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedToken {
    /// What the API listed.
    #[serde(flatten)]
    pub(crate) listed: ListedToken,
    /// The token.
    pub(crate) token: String,
}

/// A service token as the API lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedToken {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) prefix: String,
    /// The connectors that it reaches, by id; `None`: all.
    pub(crate) connectors: Option<Vec<String>>,
    pub(crate) expires_at: i64,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) last_used_at: Option<i64>,
    pub(crate) created_by: String,
    pub(crate) created_at: i64,
}

impl ListedConnector {
    /// What a list tells.
    pub(crate) fn all_of(list: &ConnectorList) -> Vec<Self> {
        list.connectors.iter().map(|one| Self::new(one, list.usage.get(&one.id))).collect()
    }

    fn new(connector: &Connector, usage: Option<&ConnectorUsage>) -> Self {
        let connector = connector.clone();
        let days = usage.map(|usage| usage.days.as_slice()).unwrap_or_default();
        Self {
            id: connector.id,
            name: connector.name,
            client_id: connector.client_id,
            email_id: connector.email_id,
            url: connector.url,
            audience: connector.audience,
            deactivated: connector.state == ConnectorState::Deactivated,
            salesforce_organization_id: connector.salesforce_org_id,
            salesforce_user_id: connector.salesforce_user_id,
            instance_url: connector.instance_url,
            warnings: connector.warnings.iter().map(ToString::to_string).collect(),
            created_at: connector.created_at,
            last_used_at: usage.map(|usage| usage.last_used_at),
            requests: days.iter().map(|day| day.requests).sum(),
            failures: days.iter().map(|day| day.failures).sum(),
        }
    }
}

impl ListedToken {
    /// Whether it is neither revoked nor expired.
    pub(crate) fn is_live(&self, now_ms: i64) -> bool {
        self.revoked_at.is_none() && self.expires_at > now_ms
    }

    /// Whether it reaches a connector, by its id.
    pub(crate) fn covers(&self, connector: &str) -> bool {
        self.connectors.as_ref().is_none_or(|ids| ids.iter().any(|id| id == connector))
    }
}

impl From<&ServiceToken> for ListedToken {
    fn from(token: &ServiceToken) -> Self {
        let token = token.clone();
        Self {
            id: token.id,
            name: token.name,
            prefix: token.prefix,
            connectors: match token.scope {
                ServiceTokenScope::All => None,
                ServiceTokenScope::Connectors(ids) => Some(ids),
            },
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
            last_used_at: token.last_used_at,
            created_by: token.created_by,
            created_at: token.created_at,
        }
    }
}

/// [`Manifest::audit`] of a database. Past the store: it only ever writes these rows.
pub(crate) async fn audit_of(database: &mut AnyConnection) -> BTreeMap<String, i64> {
    let query = "SELECT action, outcome, COUNT(*) AS times FROM audit GROUP BY action, outcome";
    let rows = sqlx::query(query).fetch_all(database).await.expect("the audit log");
    let text = |row: &sqlx::any::AnyRow, column| row.get::<String, _>(column);
    rows.iter()
        .map(|row| (format!("{} {}", text(row, "action"), text(row, "outcome")), row.get("times")))
        .collect()
}

/// SHA-256, in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    base16ct::lower::encode_string(digest.as_ref())
}
