//! `connectors-server backup`: a copy of the database, for the day on which it is lost.

use std::io::{Write as _, stdout};
use std::path::Path;
use std::time::Duration;

use super::Failure;
use crate::cli::Args;
use crate::clock::Clock;
use crate::store::{Copied, LockedStore, StoreOptions};

/// How long the database may take for one table: an audit log may be long.
pub(super) const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// Writes a backup.
pub(super) async fn run(args: &Args, file: &Path) -> Result<(), Failure> {
    let options = StoreOptions { wait: PATIENCE, ..args.store_options() };
    let store = LockedStore::connect(&args.database(), Clock::system(), &options).await?;
    let keys = store.master_key_ids().await?.into_iter().collect::<Vec<_>>().join(", ");
    let Copied { connectors, tokens, audit } = store.back_up(file).await?;
    store.close().await;
    let file = file.display();
    writeln!(
        stdout(),
        "{file}: {connectors} connectors, {tokens} service tokens, {audit} rows of the audit log. Their secrets are sealed: \
         keep the master key ({keys}) as well, in another place."
    )?;
    Ok(())
}
