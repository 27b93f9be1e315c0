//! Whether a request may still be sent as a connector, by what the store says at that moment: an admin may have taken the
//! connector out of use, or revoked the token that asks, at this server or at another one of the same database.

use std::sync::{Arc, OnceLock};

use contract::codes::ProblemCode;

use crate::error::ApiError;
use crate::model::{ConnectorId, TenantId, TokenId};
use crate::salesforce::LastCheck;
use crate::store::{MaySend, Store};

/// Asks right before each request, and keeps what stood in its way.
#[derive(Clone, Debug)]
pub struct StillUsable {
    /// What the client asks.
    pub check: LastCheck,
    refusal: Arc<OnceLock<ApiError>>,
}

impl StillUsable {
    /// For requests as this connector; where a program sends them, by this token.
    pub(super) fn new(
        store: &Store,
        tenant: &TenantId,
        connector: ConnectorId,
        token: Option<TokenId>,
    ) -> Self {
        let refusal = Arc::new(OnceLock::new());
        let (store, tenant, kept) = (store.clone(), tenant.clone(), Arc::clone(&refusal));
        let check = LastCheck::new(move || {
            let (store, tenant, kept) = (store.clone(), tenant.clone(), Arc::clone(&kept));
            async move {
                let asked = store.for_tenant(&tenant).may_send(connector, token).await;
                match asked.map_err(ApiError::from).and_then(refused) {
                    Ok(()) => true,
                    Err(refusal) => {
                        kept.get_or_init(|| refusal);
                        false
                    }
                }
            }
        });
        Self { check, refusal }
    }

    /// Asks by itself, before anything is done for a request.
    ///
    /// # Errors
    /// The connector or the token may not be used any more, or the store does not answer.
    pub async fn confirm(&self) -> Result<(), ApiError> {
        self.check.passes().await;
        self.refusal().map_or(Ok(()), Err)
    }

    /// What stood in a request's way, if anything did.
    pub fn refusal(&self) -> Option<ApiError> {
        self.refusal.get().cloned()
    }
}

fn refused(asked: MaySend) -> Result<(), ApiError> {
    match asked {
        MaySend::Yes => Ok(()),
        MaySend::NoConnector => Err(ApiError::no_connector()),
        MaySend::Deactivated => Err(ApiError::deactivated()),
        MaySend::TokenEnded => {
            Err(ApiError::new(ProblemCode::Unauthenticated, "the token has ended meanwhile"))
        }
    }
}
