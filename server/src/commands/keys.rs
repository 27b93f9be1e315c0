//! Finding the master keys: never one in place of another that something is stored under.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::cli::Args;
use crate::store::Database;
use crate::vault::{KeySource, MasterKey, MasterKeyError, Vault};

/// The variable that may hold the master key itself. It is no argument: others on the machine can read those.
const MASTER_KEY: &str = "CONNECTORS_MASTER_KEY";

/// Why there is no vault to unlock the store with.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeysError {
    /// What is stored is sealed, and there is no key.
    #[error(
        "what is stored is sealed under master key {sealed_under}, and there is none in {}: put its file back there, or name \
         it with --master-key-file. No new one was made, since none but that one opens what is stored",
        file.display()
    )]
    Missing {
        /// The ids of the master keys that are needed.
        sealed_under: String,
        /// Where one was looked for.
        file: PathBuf,
    },
    /// A database that other servers may share is new.
    #[error(
        "there is no master key in {}: run `connectors-server init` once for a new database, and give its key to every server",
        file.display()
    )]
    NotPrepared {
        /// Where one was looked for.
        file: PathBuf,
    },
    /// One that was named is not there.
    #[error("{}: there is no such master key", file.display())]
    NoOther {
        /// The file.
        file: PathBuf,
    },
    /// The environment's is none.
    #[error("{MASTER_KEY}: {0}")]
    Environment(MasterKeyError),
    /// A file's cannot be had.
    #[error(transparent)]
    File(#[from] MasterKeyError),
}

/// The vault of a server that found this `key`. One is made for a new SQLite database alone: nobody shares it.
pub(super) fn vault(
    args: &Args,
    key: Option<MasterKey>,
    sealed_under: &BTreeSet<String>,
) -> Result<Vault, KeysError> {
    let file = args.master_key_file();
    let key = match key {
        Some(key) => key,
        None if !sealed_under.is_empty() => {
            let sealed_under = sealed_under.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(KeysError::Missing { sealed_under, file });
        }
        None if matches!(args.database(), Database::Postgres(_)) => {
            return Err(KeysError::NotPrepared { file });
        }
        None => created(&file)?,
    };
    Ok(Vault::with_older(&key, &others(args)?))
}

/// The master key, from the environment ([`MASTER_KEY`]) or else from its file; `None` where there is none. To be asked
/// before a database is made: a key that is none must leave nothing behind.
pub(super) fn existing(args: &Args) -> Result<Option<MasterKey>, KeysError> {
    let Some(text) = std::env::var_os(MASTER_KEY) else {
        return Ok(MasterKey::load(&args.master_key_file())?);
    };
    let text = Zeroizing::new(text.into_encoded_bytes());
    // Whoever sets it means it: what is no key there must not end in another one.
    let key = str::from_utf8(&text).map_err(|_| MasterKeyError::Malformed).and_then(MasterKey::from_text);
    key.map(Some).map_err(KeysError::Environment)
}

/// A new master key in its file, or what another process has just put there.
pub(super) fn created(file: &Path) -> Result<MasterKey, KeysError> {
    let loaded = MasterKey::load_or_create(file)?;
    if loaded.source == KeySource::Created {
        let file = file.display();
        tracing::warn!(%file, "created the master key: keep a copy, without it no saved private key can be used");
    }
    Ok(loaded.key)
}

/// The keys that open what was sealed under them.
pub(super) fn others(args: &Args) -> Result<Vec<MasterKey>, KeysError> {
    let other =
        |file: &PathBuf| MasterKey::load(file)?.ok_or_else(|| KeysError::NoOther { file: file.clone() });
    args.other_master_key_file.iter().map(other).collect()
}
