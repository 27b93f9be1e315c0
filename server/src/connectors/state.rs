//! Whether flows may use a connector.

use contract::api::ConnectorState;

use super::ConnectorService;
use crate::error::ApiError;
use crate::model::{Actor, Connector, ConnectorId, TenantId};
use crate::store::StoreError;

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
        let store = self.store.clone();
        let of = tenant.clone();
        let changed =
            self.change(tenant, id, async move { store.for_tenant(&of).set_state(id, state, &actor).await });
        changed.await?.ok_or_else(ApiError::no_connector)
    }

    /// Changes a connector and forgets its session, whatever becomes of the change: a store that was lost while it
    /// committed may have kept it. Both happen although the client goes away in between.
    ///
    /// Whatever changes or deletes a connector goes through here: requests go on with a session that is kept.
    async fn change<T: Send + 'static>(
        &self,
        tenant: TenantId,
        id: ConnectorId,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, ApiError> {
        let sessions = self.sessions.clone();
        let changed = self.tasks.run(|_| async move {
            let changed = work.await;
            sessions.forget(&tenant, id);
            Ok(changed?)
        });
        changed.await
    }
}
