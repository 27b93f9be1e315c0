//! Opening the store: a database, then a vault that has every master key that anything in it is sealed under.

use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::{AnyConnection, Row as _};

use super::audit::AuditWriter;
use super::error::{ConnectError, StoreError, UnlockError};
use super::master_keys::{self, CURRENT, NEXT};
use super::pools::Pools;
use super::records::{Database, StoreOptions};
use super::{Store, rewrap};
use crate::clock::Clock;
use crate::vault::{UNTAGGED_VERSION, Vault};

/// A store that was connected to and not unlocked yet: all that it tells is which master keys unlock it.
#[derive(Debug)]
pub struct LockedStore {
    pub(super) pools: Pools,
    pub(super) clock: Clock,
    budget: Duration,
}

impl LockedStore {
    /// Connects, creating the SQLite file where it is missing, and brings the schema up to date.
    ///
    /// # Errors
    /// The database cannot be reached or created, or its schema is a newer server's.
    pub async fn connect(
        database: &Database,
        clock: Clock,
        options: &StoreOptions,
    ) -> Result<Self, ConnectError> {
        let pools = Pools::connect(database, options).await?;
        // A wait for a connection, then a wait for a lock.
        Ok(Self { pools, clock, budget: options.wait * 2 })
    }

    /// The ids of all master keys that anything is sealed or tagged under: none in a new database.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn master_key_ids(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut connection = self.pools.read.acquire().await?;
        Ok(master_keys::ids(&mut connection).await?)
    }

    /// Unlocks it. The first server of a database registers its master key; one whose master key is to take the place of
    /// another's registers it beside. Rows of servers that knew no tags are tagged, once.
    ///
    /// # Errors
    /// [`UnlockError`]: nothing was written then.
    pub async fn unlock(self, vault: Vault) -> Result<Store, UnlockError> {
        while !self.registered(&vault).await? {}
        let Self { pools, clock, budget } = self;
        Ok(Store { audit_writer: AuditWriter::new(pools.clone(), budget), pools, vault, clock, budget })
    }

    /// Closes all connections.
    pub async fn close(self) {
        self.pools.close().await;
    }

    /// Sees to it that the vault's master key is registered. False where another server came in between: then everything
    /// is to be asked anew.
    async fn registered(&self, vault: &Vault) -> Result<bool, UnlockError> {
        let mut transaction = self.pools.begin_write().await?;
        let stored = master_keys::ids(&mut transaction).await?;
        // Asked after that: another server may have come in between, whose own is not among those yet.
        let registered = master_keys::registered(&mut transaction).await?;
        let ids = stored.iter().chain(registered.iter().map(|key| &key.id));
        vault.check_master_keys(ids).map_err(UnlockError::OtherMasterKey)?;
        if !registered.iter().all(|key| key.is_genuine(vault)) {
            return Err(UnlockError::Altered("a master key was registered by somebody who does not have it"));
        }
        let place = match registered.as_slice() {
            [] => CURRENT,
            keys if keys.iter().any(|key| key.id == vault.sealing_key_id().as_str()) => return Ok(true),
            [current] if current.place == CURRENT => NEXT,
            _ => return Err(UnlockError::Rewrapping),
        };
        if !master_keys::register(&mut transaction, vault, place, self.clock.now_ms()).await? {
            return Ok(false);
        }
        if place == CURRENT {
            if knows_tags(&mut transaction).await? {
                return Err(UnlockError::Altered("the master keys of a database with tagged rows are gone"));
            }
            rewrap::rows_of_before(&mut transaction, vault).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }
}

/// Whether a server that tags rows has written to this database.
async fn knows_tags(transaction: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM private_keys WHERE version <> $1) \
              + (SELECT COUNT(*) FROM connectors WHERE tag IS NOT NULL) \
              + (SELECT COUNT(*) FROM service_tokens WHERE tag IS NOT NULL) AS written",
    )
    .bind(UNTAGGED_VERSION)
    .fetch_one(transaction)
    .await?;
    Ok(row.try_get::<i64, _>("written")? > 0)
}
