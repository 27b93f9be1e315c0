//! Sealing and opening.

use zeroize::Zeroizing;

use super::{Binding, MasterKey};

/// The version of the format that [`Vault::seal`] writes.
pub const FORMAT_VERSION: i32 = 1;

/// A private key as it is stored. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedKey {
    /// The format, [`FORMAT_VERSION`] when written.
    pub version: i32,
    /// Which master key wrapped the data key.
    pub master_key_id: String,
    /// Nonce, data key under the master key, tag.
    pub wrapped_data_key: Vec<u8>,
    /// Nonce, private key under the data key, tag.
    pub sealed: Vec<u8>,
}

/// Why a key cannot be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
    /// The cipher refused, which it does for an input of 64 GiB or more.
    #[error("the cipher refused to encrypt")]
    Cipher,
}

/// Why a sealed key does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another master key wrapped it.
    #[error("sealed under master key {sealed_under}, but this server has {have}")]
    OtherMasterKey {
        /// The id that the sealed key names.
        sealed_under: String,
        /// The id of the vault's own.
        have: String,
    },
    /// A format that this version of the server does not know.
    #[error("sealed in format {0}, which this server does not know")]
    UnknownVersion(i32),
    /// What is stored was changed, or belongs to another binding.
    #[error("the sealed key, or something that it is bound to, was changed")]
    Tampered,
}

/// Seals and opens private keys under one master key.
#[derive(Clone, Debug)]
pub struct Vault {
    master_key: MasterKey,
}

impl Vault {
    /// A vault under this master key.
    pub const fn new(master_key: MasterKey) -> Self {
        Self { master_key }
    }

    /// Seals a private key for a binding, under a data key of its own.
    ///
    /// # Errors
    /// No random bytes, or an absurdly large input.
    pub fn seal(&self, _binding: &Binding, _private_key: &[u8]) -> Result<SealedKey, SealError> {
        let _ = &self.master_key;
        Err(SealError::Cipher)
    }

    /// Opens what was sealed for exactly this binding.
    ///
    /// # Errors
    /// Another master key, another format, another binding, or anything changed.
    pub fn open(&self, _binding: &Binding, _sealed: &SealedKey) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        Err(OpenError::Tampered)
    }
}
