//! Binds what is stored to the vault's master key: once for rows of servers that knew no tags, and whenever an operator
//! changes the master key.

mod keys;
mod tags;

use sqlx::AnyConnection;

use self::tags::{connectors, service_tokens};
use super::Store;
use super::error::{RewrapError, StoreError, UnlockError};
use super::master_keys::{self, CURRENT};
use crate::vault::Vault;

/// Rows that are rewritten in one transaction at most, so that none is held up for long by those that are in use.
const BATCH: i64 = 50;

/// What a rewrap did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Private keys that were sealed anew.
    pub keys: usize,
    /// Connectors that were tagged anew.
    pub connectors: usize,
    /// Service tokens that were tagged anew.
    pub tokens: usize,
    /// Connectors and service tokens whose rows were changed past the server. They counted for nothing before, and still do.
    pub altered: usize,
}

impl Rewrapped {
    const fn total(&self) -> usize {
        self.keys + self.connectors + self.tokens + self.altered
    }

    const fn add(&mut self, other: Self) {
        self.keys += other.keys;
        self.connectors += other.connectors;
        self.tokens += other.tokens;
        self.altered += other.altered;
    }
}

/// Which rows, and what a row without a tag counts for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// Those that have none: they are of before.
    Untagged,
    /// Those under another master key than the vault's own.
    UnderAnother,
}

impl Store {
    /// Brings everything under the vault's own master key, a batch at a time, while servers that have both the old key and
    /// the new one go on. `progress` hears of each batch. Ended in between, it is gone on with by the next call.
    ///
    /// # Errors
    /// [`RewrapError`].
    pub async fn rewrap(&self, mut progress: impl FnMut(&Rewrapped)) -> Result<Rewrapped, RewrapError> {
        let mut done = Rewrapped::default();
        loop {
            let mut transaction = self.pools.begin_write().await.map_err(StoreError::from)?;
            let batch = rewrite(&mut transaction, &self.vault, Rows::UnderAnother).await?;
            transaction.commit().await.map_err(StoreError::from)?;
            done.add(batch);
            progress(&done);
            if batch.total() == 0 && self.retire_others().await? {
                return Ok(done);
            }
        }
    }

    /// Ends the rewrap: from here on only the vault's own master key is the database's. False where somebody has written
    /// under another one meanwhile.
    async fn retire_others(&self) -> Result<bool, RewrapError> {
        let own = self.vault.sealing_key_id().as_str();
        let retired = async {
            let mut transaction = self.pools.begin_write().await?;
            // It waits for whoever may still seal under another one; whoever comes later finds that it may not.
            sqlx::query("DELETE FROM master_keys WHERE master_key_id <> $1")
                .bind(own)
                .execute(&mut *transaction)
                .await?;
            if master_keys::ids(&mut transaction).await?.iter().any(|id| id != own) {
                return Ok(false);
            }
            sqlx::query("UPDATE master_keys SET place = $1").bind(CURRENT).execute(&mut *transaction).await?;
            transaction.commit().await.map(|()| true)
        };
        Ok(retired.await.map_err(StoreError::from)?)
    }
}

/// Binds rows of servers that knew no tags, all of them.
pub(super) async fn rows_of_before(
    transaction: &mut AnyConnection,
    vault: &Vault,
) -> Result<(), UnlockError> {
    while rewrite(transaction, vault, Rows::Untagged).await.map_err(UnlockError::OfBefore)?.total() > 0 {}
    Ok(())
}

/// Rewrites a batch of each kind of row. A row that somebody else changed in between is left for the next batch.
async fn rewrite(
    transaction: &mut AnyConnection,
    vault: &Vault,
    rows: Rows,
) -> Result<Rewrapped, RewrapError> {
    let keys = keys::seal_anew(transaction, vault).await?;
    let connectors = connectors(transaction, vault, rows).await.map_err(StoreError::from)?;
    let tokens = service_tokens(transaction, vault, rows).await.map_err(StoreError::from)?;
    let altered = connectors.altered + tokens.altered;
    Ok(Rewrapped { keys, connectors: connectors.genuine, tokens: tokens.genuine, altered })
}
