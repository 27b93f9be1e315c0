//! Seals private keys at rest: AES-256-GCM, a data key of its own for each private key, wrapped by the master key.

mod associated_data;
mod master_key;
mod sealing;

pub use associated_data::{Binding, Use};
pub use master_key::{LoadedMasterKey, MasterKey, MasterKeyError, MasterKeyId, Origin};
pub use sealing::{FORMAT_VERSION, OpenError, SealError, SealedKey, Vault};
