//! Signing a connector in for its session, one login at a time.

use std::sync::Arc;

use super::SessionLimits;
use super::cached::CachedSession;
use super::entry::{Entry, Signer};
use crate::clock::Clock;
use crate::connectors::health::ConnectorHealth;
use crate::connectors::signing_keys;
use crate::connectors::still_usable::StillUsable;
use crate::error::ApiError;
use crate::model::{Connector, ConnectorId, Refusal, TenantId};
use crate::salesforce::Salesforce;
use crate::store::Store;
use crate::vault::Vault;

/// What a login needs.
#[derive(Clone, Debug)]
pub(super) struct Login {
    pub(super) salesforce: Salesforce,
    pub(super) store: Store,
    pub(super) vault: Vault,
    pub(super) clock: Clock,
    pub(super) health: ConnectorHealth,
}

impl Login {
    pub(super) async fn session(
        &self,
        entry: &Entry,
        tenant: &TenantId,
        connector: &Connector,
        limits: &SessionLimits,
    ) -> Result<Arc<CachedSession>, ApiError> {
        let mut signer = entry.login_lock().await;
        // Whoever was first may have signed in, or have been refused, while this one waited.
        if let Some(session) = entry.session(self.clock.monotonic())? {
            return Ok(session);
        }
        let signer = match &mut *signer {
            Some(signer) => signer,
            none => none.insert(self.signer(tenant, connector.id).await?),
        };
        // Whoever asks: a login is for all of them.
        let usable = StillUsable::new(&self.store, tenant, connector.id, None);
        let signed_in = self.salesforce.sign_in(tenant, &signer.subject, &signer.key, &usable.check).await;
        if let Some(refusal) = usable.refusal() {
            return Err(refusal);
        }
        match signed_in {
            Ok(access_token) => {
                self.health.signed_in(tenant, connector.id);
                Ok(entry.signed_in(access_token, signer.subject.url.clone(), self.clock.now_ms()))
            }
            Err(failure) => {
                let refusal = ApiError::from(entry.failed(failure, self.clock.monotonic(), limits));
                // What was changed meanwhile is not what was refused.
                if entry.forgotten().is_none() {
                    self.health.refused(tenant, connector, Refusal::from(&refusal));
                }
                Err(refusal)
            }
        }
    }

    async fn signer(&self, tenant: &TenantId, connector: ConnectorId) -> Result<Signer, ApiError> {
        let opened = signing_keys::open(&self.store, &self.vault, &self.salesforce, tenant, connector);
        opened.await.map(|(key, subject)| Signer { key, subject })
    }
}
