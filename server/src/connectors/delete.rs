//! Deleting a connector.

use contract::codes::ProblemCode;

use super::ConnectorService;
use super::sessions::SessionEnds;
use crate::error::ApiError;
use crate::model::{Actor, ConnectorId, TenantId, Unchanged};
use crate::store::Deleted;

impl ConnectorService {
    /// Deletes a deactivated connector, with its key and all that is known of it. From then on it is as if it had never been:
    /// nobody can use it, and what still asks Salesforce for it comes to nothing.
    ///
    /// # Errors
    /// There is none of this id, it has changed since it was seen, it is in use, or the store does not answer.
    pub async fn delete(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
        seen: Unchanged,
    ) -> Result<(), ApiError> {
        let connector = self.get(&tenant, id).await?;
        if !seen.holds(&connector) {
            return Err(self.conflict(&tenant, &seen, connector).await?);
        }
        let revision = match &seen {
            Unchanged::Whatever => None,
            Unchanged::Since(_) => Some(connector.revision),
        };
        let (store, of) = (self.parts.store.clone(), tenant.clone());
        let work = async move { store.for_tenant(&of).delete(id, revision, &actor).await };
        match self.change(tenant.clone(), id, Some(SessionEnds::AtOnce), work).await? {
            Deleted::Yes => Ok(()),
            Deleted::Gone => Err(ApiError::no_connector()),
            Deleted::Active => Err(ApiError::new(ProblemCode::ConnectorActive, "it is in use")),
            Deleted::Conflict => {
                let current = self.get(&tenant, id).await?;
                Err(self.conflict(&tenant, &seen, current).await?)
            }
        }
    }
}
