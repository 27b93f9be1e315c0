//! What is said to whoever has not seen a connector as it is.

use contract::api;

use super::ConnectorService;
use crate::error::ApiError;
use crate::model::{Connector, TenantId, Unchanged};

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
