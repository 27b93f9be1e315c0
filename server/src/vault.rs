//! Seals private keys at rest: AES-256-GCM, a data key of its own for each private key, wrapped by the master key.
//!
//! A sealed key is bound to its tenant, its id, the format, the master key and, once in use, to the URL,
//! audience, Client ID and user that it signs for. Editing any of these, or moving a key to another row, makes it
//! unusable. What this does not catch is a whole old row put back: it was valid once, and opens again.

mod associated_data;
mod master_key;
mod sealing;
mod secret_bytes;

pub use associated_data::{Binding, BoundSubject};
pub use master_key::{KeySource, LoadedMasterKey, MasterKey, MasterKeyError, MasterKeyId};
pub use sealing::{FORMAT_VERSION, OpenError, SealError, SealedKey, Vault};
