//! `connectors-server rewrap`: brings all that is stored under another master key.

use std::io::{Write as _, stderr, stdout};

use super::{Failure, keys};
use crate::cli::Args;
use crate::clock::Clock;
use crate::store::{LockedStore, Rewrapped};

/// Seals and tags everything anew, while servers that have both master keys go on. Ended in between, it is gone on with by
/// calling it again.
pub(super) async fn run(args: &Args) -> Result<(), Failure> {
    let key = keys::existing(args)?;
    let store = LockedStore::connect(&args.database(), Clock::system(), &args.store_options()).await?;
    let vault = keys::vault(args, key, &store.master_key_ids().await?)?;
    let id = vault.sealing_key_id().clone();
    let store = store.unlock(vault).await?;
    let progress = |done: &Rewrapped| {
        let Rewrapped { keys, connectors, tokens, .. } = done;
        // Nobody may be reading: that is no reason to end.
        let _unread =
            writeln!(stderr(), "{keys} private keys, {connectors} connectors, {tokens} service tokens");
    };
    let done = store.rewrap(progress).await?;
    store.close().await;
    writeln!(
        stdout(),
        "Everything is under master key {id}. Servers need no other any more; keep the old one for as long as there are \
         backups that were made under it."
    )?;
    if done.altered > 0 {
        let altered = done.altered;
        writeln!(
            stdout(),
            "{altered} connectors and service tokens had been changed past the server: they count as deactivated or revoked."
        )?;
    }
    Ok(())
}
