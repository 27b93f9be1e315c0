//! Sealing and opening, under one master key for what is new, and others for what was sealed before.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use super::context::Part;
use super::secret_bytes::SecretBytes;
use super::{Context, MasterKey, MasterKeyId};

/// The version of the format that [`Vault::seal`] writes. In a database that has keys of this version, rows are tagged as
/// well: whoever takes the tags away cannot make it look like one of before.
pub const FORMAT_VERSION: i32 = 2;
/// The version of what was sealed before rows were tagged. It differs by its number alone.
pub const UNTAGGED_VERSION: i32 = 1;

/// A secret as it is stored. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSecret {
    /// The format, [`FORMAT_VERSION`] when written.
    pub version: i32,
    /// Which master key wrapped the data key.
    pub master_key_id: String,
    /// Nonce, data key under the master key, tag.
    pub wrapped_data_key: Vec<u8>,
    /// Nonce, secret under the data key, tag.
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
        /// The ids of the vault's own.
        have: String,
    },
    /// A format that this version of the server does not know.
    #[error("sealed in format {0}, which this server does not know")]
    UnknownVersion(i32),
    /// What is stored was changed, or was sealed for another context.
    #[error("the sealed secret, or something that it is bound to, was changed")]
    Tampered,
}

/// Seals secrets and tags rows under one master key. Opens and verifies what was written under that one, or under others
/// that it was given to open with, as while everything is rewrapped from one to the next.
#[derive(Clone, Debug)]
pub struct Vault {
    /// The first is the one that seals.
    keys: Arc<[Keys]>,
}

/// What is made of one master key.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub(super) id: MasterKeyId,
    wrapping_key: SecretBytes,
    pub(super) tag_key: SecretBytes,
}

impl Keys {
    fn of(master_key: &MasterKey) -> Self {
        Self { id: master_key.id(), wrapping_key: master_key.wrapping_key(), tag_key: master_key.tag_key() }
    }
}

impl Vault {
    /// A vault under this master key.
    pub fn new(master_key: &MasterKey) -> Self {
        Self::with_older(master_key, &[])
    }

    /// A vault that seals under `master_key`, and opens what was sealed under it or under one of `older`.
    pub fn with_older(master_key: &MasterKey, older: &[MasterKey]) -> Self {
        let older = older.iter().filter(|older| older.id() != master_key.id());
        Self { keys: std::iter::once(master_key).chain(older).map(Keys::of).collect() }
    }

    /// The id of the master key that seals.
    pub fn sealing_key_id(&self) -> &MasterKeyId {
        &self.sealing().id
    }

    /// Seals a secret for a context, under a data key of its own.
    ///
    /// # Errors
    /// No random bytes, or an absurdly large input.
    pub fn seal(&self, context: &Context, secret: &[u8]) -> Result<SealedSecret, SealError> {
        let data_key = SecretBytes::filled(|bytes| rand::fill(bytes)).map_err(|_| SealError::Random)?;
        let Keys { id, wrapping_key, .. } = self.sealing();
        let bound_to = |part| context.associated_data(part, FORMAT_VERSION, id.as_str());
        let wrapped_data_key = encrypt(wrapping_key, &bound_to(Part::DataKey), data_key.expose());
        let sealed = encrypt(&data_key, &bound_to(Part::Secret), secret);
        Ok(SealedSecret {
            version: FORMAT_VERSION,
            master_key_id: id.as_str().to_owned(),
            wrapped_data_key: wrapped_data_key.map_err(|_| SealError::Cipher)?,
            sealed: sealed.map_err(|_| SealError::Cipher)?,
        })
    }

    /// Whether what was sealed under the master key of this id may open here. The id is made from the key, so that
    /// equal ids are equal keys.
    ///
    /// # Errors
    /// [`OpenError::OtherMasterKey`].
    pub fn check_master_key(&self, sealed_under: &str) -> Result<(), OpenError> {
        self.keys_of(sealed_under).map(drop)
    }

    /// The same for all of these ids: the first that may not is the error.
    ///
    /// # Errors
    /// [`OpenError::OtherMasterKey`].
    pub fn check_master_keys<'a>(
        &self,
        sealed_under: impl IntoIterator<Item = &'a String>,
    ) -> Result<(), OpenError> {
        sealed_under.into_iter().try_for_each(|id| self.check_master_key(id))
    }

    /// Opens what was sealed for exactly this context.
    ///
    /// # Errors
    /// Another master key, another format, another context, or anything changed.
    pub fn open(&self, context: &Context, sealed: &SealedSecret) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        if !(UNTAGGED_VERSION..=FORMAT_VERSION).contains(&sealed.version) {
            return Err(OpenError::UnknownVersion(sealed.version));
        }
        let keys = self.keys_of(&sealed.master_key_id)?;
        let bound_to = |part| context.associated_data(part, sealed.version, &sealed.master_key_id);
        let data_key = decrypt(&keys.wrapping_key, &bound_to(Part::DataKey), &sealed.wrapped_data_key)?;
        let data_key = SecretBytes::filled(|bytes| {
            let unwrapped: &[u8; 32] = data_key.as_slice().try_into().map_err(|_| OpenError::Tampered)?;
            bytes.copy_from_slice(unwrapped);
            Ok(())
        })?;
        decrypt(&data_key, &bound_to(Part::Secret), &sealed.sealed)
    }

    pub(super) fn keys(&self) -> &[Keys] {
        &self.keys
    }

    pub(super) fn sealing(&self) -> &Keys {
        &self.keys[0]
    }

    pub(super) fn keys_of(&self, id: &str) -> Result<&Keys, OpenError> {
        self.keys.iter().find(|keys| keys.id.as_str() == id).ok_or_else(|| OpenError::OtherMasterKey {
            sealed_under: id.to_owned(),
            have: self.keys.iter().map(|keys| keys.id.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

/// AES-256-GCM with a random nonce, which goes in front.
fn encrypt(key: &SecretBytes, associated: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let cipher = RandomizedNonceKey::new(&AES_256_GCM, key.expose())?;
    // Room for all of it from the start: growing would leave copies of the plaintext behind.
    let mut out = Zeroizing::new(Vec::with_capacity(NONCE_LEN + plaintext.len() + AES_256_GCM.tag_len()));
    out.extend([0; NONCE_LEN]);
    out.extend(plaintext);
    let (nonce, tag) = cipher.seal_in_place_separate_tag(Aad::from(associated), &mut out[NONCE_LEN..])?;
    out[..NONCE_LEN].copy_from_slice(nonce.as_ref());
    out.extend(tag.as_ref());
    Ok(std::mem::take(&mut *out))
}

fn decrypt(key: &SecretBytes, associated: &[u8], stored: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let tampered = |_: Unspecified| OpenError::Tampered;
    let cipher = RandomizedNonceKey::new(&AES_256_GCM, key.expose()).map_err(tampered)?;
    let (nonce, sealed) = stored.split_first_chunk::<NONCE_LEN>().ok_or(OpenError::Tampered)?;
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let mut plaintext = Zeroizing::new(sealed.to_vec());
    let length = cipher.open_in_place(nonce, Aad::from(associated), &mut plaintext).map_err(tampered)?.len();
    plaintext.truncate(length);
    Ok(plaintext)
}
