//! What came of checking a connector that is there already.

use contract::codes::WarningCode;
use contract::validation::CanonicalUrl;

use super::{Actor, AuditId, Connector};

/// What a connector was when something about it was asked: what is learned of it says nothing of what became of it since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its revision.
    pub revision: i64,
    /// Since when it had its state.
    pub state_since: i64,
}

impl From<&Connector> for Seen {
    fn from(connector: &Connector) -> Self {
        Self { revision: connector.revision, state_since: connector.state_since }
    }
}

/// What a check of a connector that succeeded found out, and who made it.
#[derive(Clone, Debug)]
pub struct CheckPassed {
    /// The id of the Salesforce org that let it in.
    pub org_id: String,
    /// The id of the Salesforce user that it signs in as.
    pub user_id: String,
    /// Where requests go.
    pub instance_url: CanonicalUrl,
    /// What Salesforce granted.
    pub scopes: Vec<String>,
    /// What may be amiss.
    pub warnings: Vec<WarningCode>,
    /// The SHA-256 of the key's public part.
    pub public_key_sha256: String,
    /// How long the check took, in milliseconds.
    pub duration_ms: i64,
    /// Who made it.
    pub actor: Actor,
    /// The row of the audit log that said, before Salesforce was asked, that this would be done.
    pub intent: AuditId,
    /// Whether it was made to put the connector back into use.
    pub reactivates: bool,
}
