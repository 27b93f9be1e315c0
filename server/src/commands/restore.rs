//! `connectors-server restore`: a backup, in a new database.

use std::io::{Write as _, stdout};
use std::path::Path;

use super::backup::PATIENCE;
use super::{Failure, keys};
use crate::cli::Args;
use crate::clock::Clock;
use crate::store::{Backup, Copied, LockedStore, StoreOptions};

/// Restores a backup. Without the master key that it is sealed under, nothing is written.
pub(super) async fn run(args: &Args, file: &Path) -> Result<(), Failure> {
    let key = keys::existing(args)?;
    let backup = Backup::open(file).await?;
    let vault = keys::vault(args, key, &backup.master_key_ids().await?)?;
    let options = StoreOptions { wait: PATIENCE, ..args.store_options() };
    let store = LockedStore::connect(&args.database(), Clock::system(), &options).await?;
    let Copied { connectors, tokens, audit } = store.restore(&backup, &vault).await?;
    // Whether it opens is told now, not when it is needed.
    store.unlock(vault).await?.close().await;
    writeln!(
        stdout(),
        "Restored {connectors} connectors and {audit} rows of the audit log. All {tokens} service tokens are revoked, since \
         some may have been revoked after the backup: make new ones. Connectors are as they were then, also those that were \
         deactivated since."
    )?;
    Ok(())
}
