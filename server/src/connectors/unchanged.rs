//! Which state of a connector somebody has seen who wants to change or delete it.

use contract::api;

use super::ConnectorService;
use crate::error::ApiError;
use crate::model::{Connector, TenantId};

/// The states in which a connector may be changed: the header `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unchanged {
    /// Any.
    Whatever,
    /// Those with one of these revisions.
    Since(Vec<i64>),
}

impl Unchanged {
    /// Whether a connector is in one of the states.
    pub(super) fn holds(&self, connector: &Connector) -> bool {
        match self {
            Self::Whatever => true,
            Self::Since(revisions) => revisions.contains(&connector.revision),
        }
    }

    /// The last revision that was seen, as far as is known.
    fn seen(&self) -> i64 {
        match self {
            Self::Whatever => i64::MAX,
            Self::Since(revisions) => revisions.iter().copied().max().unwrap_or_default(),
        }
    }
}

impl ConnectorService {
    /// What is said to whoever has not seen a connector as it is: what was changed since, and by whom.
    pub(super) async fn conflict(
        &self,
        tenant: &TenantId,
        seen: &Unchanged,
        current: Connector,
    ) -> Result<ApiError, ApiError> {
        let store = self.parts.store.for_tenant(tenant);
        let changes = store.changes_since(current.id, seen.seen()).await?;
        Ok(ApiError::changed(changes, api::Connector::from(current)))
    }
}
