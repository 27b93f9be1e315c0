//! `connectors-server init`: prepares a new database, its master key included.

use std::fs;
use std::io::{Write as _, stdout};

use super::{Failure, keys};
use crate::cli::Args;
use crate::clock::Clock;
use crate::store::{LockedStore, UnlockError};
use crate::vault::Vault;

/// Brings the schema up to date and registers the master key, which is created where nothing is stored and its file is
/// missing. What is prepared already stays as it is.
pub(super) async fn run(args: &Args) -> Result<(), Failure> {
    let key = keys::existing(args)?;
    let store = LockedStore::connect(&args.database(), Clock::system(), &args.store_options()).await?;
    let sealed_under = store.master_key_ids().await?;
    let file = args.master_key_file();
    let is_new = key.is_none() && sealed_under.is_empty();
    let vault = match key {
        None if is_new => Vault::with_older(&keys::created(&file)?, &keys::others(args)?),
        key => keys::vault(args, key, &sealed_under)?,
    };
    let id = vault.sealing_key_id().clone();
    match store.unlock(vault).await {
        Ok(store) => store.close().await,
        // Somebody else prepared the database at the same time. Nothing was sealed under this key, and it must not be taken
        // for the database's.
        Err(UnlockError::OtherMasterKey(other)) if is_new => {
            fs::remove_file(&file)?;
            return Err(format!("the database was prepared by somebody else meanwhile: it is {other}").into());
        }
        Err(error) => return Err(error.into()),
    }
    let (already, file) = (if is_new { "" } else { " (it was there already)" }, file.display());
    writeln!(
        stdout(),
        "The database is ready. Its master key is {id}{already}, in {file}: every server of this database needs it, and \
         without it no saved private key can be used, so keep a copy apart from the database's backups."
    )?;
    Ok(())
}
