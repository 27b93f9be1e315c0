//! Whether flows may use a connector.

use contract::api::ConnectorState;

use super::ConnectorService;
use super::sessions::SessionEnds;
use crate::error::ApiError;
use crate::model::{Actor, Connector, ConnectorId, TenantId};

impl ConnectorService {
    /// Takes a connector out of use, or puts it back. Whoever uses it next signs in anew, so that what Salesforce has
    /// changed meanwhile counts.
    ///
    /// # Errors
    /// There is none of this id, or the store does not answer.
    pub async fn set_state(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
        state: ConnectorState,
    ) -> Result<Connector, ApiError> {
        let (store, of) = (self.parts.store.clone(), tenant.clone());
        let work = async move { store.for_tenant(&of).set_state(id, state, &actor).await };
        self.change(tenant, id, Some(SessionEnds::AtOnce), work).await?.ok_or_else(ApiError::no_connector)
    }
}
