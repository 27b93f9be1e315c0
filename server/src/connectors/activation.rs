//! Taking a connector out of use.

use contract::api::ConnectorState;

use super::ConnectorService;
use super::sessions::SessionEnds;
use crate::error::ApiError;
use crate::model::{Actor, Connector, ConnectorId, TenantId};

impl ConnectorService {
    /// Takes a connector out of use. One that is out of use stays so, since when it was.
    ///
    /// # Errors
    /// There is none of this id, or the store does not answer.
    pub async fn deactivate(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
    ) -> Result<Connector, ApiError> {
        let (store, of) = (self.parts.store.clone(), tenant.clone());
        let work =
            async move { store.for_tenant(&of).set_state(id, ConnectorState::Deactivated, &actor).await };
        self.change(tenant, id, Some(SessionEnds::AtOnce), work).await?.ok_or_else(ApiError::no_connector)
    }
}
