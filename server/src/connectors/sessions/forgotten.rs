//! What becomes of a connector's session when the connector is changed.

use super::{Key, Sessions};
use crate::model::{ConnectorId, TenantId};

/// What becomes of a connector's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::connectors) enum SessionEnds {
    /// No request that comes from now on gets it. It ends at Salesforce once those that have it are answered, so that none
    /// of them fails for the change.
    OnceUnused,
    /// Nothing may be sent with it any more: it ends at Salesforce at once.
    AtOnce,
}

/// Forgets a session when it is dropped: at the end of whatever changes its connector.
#[must_use]
pub(in crate::connectors) struct Forgotten<'a> {
    sessions: &'a Sessions,
    key: Key,
    ends: SessionEnds,
}

impl Sessions {
    /// Forgets a connector's session and key when what this gives is dropped, and ends the session at Salesforce.
    pub(in crate::connectors) const fn forgotten(
        &self,
        tenant: TenantId,
        connector: ConnectorId,
        ends: SessionEnds,
    ) -> Forgotten<'_> {
        Forgotten { sessions: self, key: (tenant, connector), ends }
    }
}

impl Drop for Forgotten<'_> {
    fn drop(&mut self) {
        let forgotten = {
            let mut entries = self.sessions.locked();
            let forgotten = entries.remove(&self.key);
            self.sessions.metrics.sessions(entries.len());
            forgotten
        };
        let (tenant, connector) = &self.key;
        self.sessions.login.health.forget(tenant, *connector);
        if let Some(entry) = forgotten {
            self.sessions.forget(&entry, self.ends);
        }
    }
}
