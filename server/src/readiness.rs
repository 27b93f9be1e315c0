//! Whether the server can do its work: it is not leaving, its store answers soon, and its master keys are those that all
//! of what is stored was sealed under.

use std::time::Duration;

use tokio::time::timeout;

use crate::error::ApiError;
use crate::shutdown::Shutdown;
use crate::store::Store;
use crate::vault::Vault;

/// Tells whether the server can do its work. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Readiness {
    store: Store,
    vault: Vault,
    shutdown: Shutdown,
    patience: Duration,
}

impl Readiness {
    /// For a server that works with these; its store may take `patience` to answer.
    pub const fn new(store: Store, vault: Vault, shutdown: Shutdown, patience: Duration) -> Self {
        Self { store, vault, shutdown, patience }
    }

    /// Asks the store whether it answers as this server needs it to, and for the master keys that it was filled under.
    ///
    /// # Errors
    /// What keeps the server from its work.
    pub async fn check(&self) -> Result<(), ApiError> {
        self.shutdown.may_begin()?;
        let asked = timeout(self.patience, self.store.for_all_tenants().readiness()).await;
        let late = |_| ApiError::storage_unavailable("the store did not answer in time");
        // Whatever is wrong with it, here it means the same.
        let sealed_under = asked
            .map_err(late)?
            .map_err(|error| ApiError::storage_unavailable(ApiError::from(error).log_detail))?;
        self.vault.check_master_keys(&sealed_under).map_err(ApiError::storage_unavailable)
    }
}
