//! Seals secrets at rest: AES-256-GCM, a data key of its own for each secret, wrapped by the master key.
//!
//! A sealed secret is bound to the format, the master key and a [`Context`] that its caller makes and the vault does not
//! interpret. Editing any of these makes it unusable. A row that has nothing to hide, but decides who may do what, gets a
//! [`Tag`] under the same master key. What neither catches is a whole old row put back: it was valid once, and is again.

mod context;
mod master_key;
mod sealing;
mod secret_bytes;
mod tag;

pub use context::Context;
pub use master_key::{KeySource, LoadedMasterKey, MasterKey, MasterKeyError, MasterKeyId};
pub use sealing::{FORMAT_VERSION, OpenError, SealError, SealedSecret, UNTAGGED_VERSION, Vault};
pub use tag::Tag;
