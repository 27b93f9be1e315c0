//! Sealing and opening.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use super::context::Part;
use super::secret_bytes::SecretBytes;
use super::{Context, MasterKey, MasterKeyId};

/// The version of the format that [`Vault::seal`] writes.
pub const FORMAT_VERSION: i32 = 1;

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
        /// The id of the vault's own.
        have: String,
    },
    /// A format that this version of the server does not know.
    #[error("sealed in format {0}, which this server does not know")]
    UnknownVersion(i32),
    /// What is stored was changed, or was sealed for another context.
    #[error("the sealed secret, or something that it is bound to, was changed")]
    Tampered,
}

/// Seals and opens secrets under one master key.
#[derive(Clone, Debug)]
pub struct Vault {
    wrapping_key: SecretBytes,
    master_key_id: MasterKeyId,
}

impl Vault {
    /// A vault under this master key.
    pub fn new(master_key: &MasterKey) -> Self {
        Self { wrapping_key: master_key.wrapping_key(), master_key_id: master_key.id() }
    }

    /// Seals a secret for a context, under a data key of its own.
    ///
    /// # Errors
    /// No random bytes, or an absurdly large input.
    pub fn seal(&self, context: &Context, secret: &[u8]) -> Result<SealedSecret, SealError> {
        let data_key = SecretBytes::filled(|bytes| rand::fill(bytes)).map_err(|_| SealError::Random)?;
        let master_key_id = self.master_key_id.as_str();
        let bound_to = |part| context.associated_data(part, FORMAT_VERSION, master_key_id);
        let wrapped_data_key = encrypt(&self.wrapping_key, &bound_to(Part::DataKey), data_key.expose());
        let sealed = encrypt(&data_key, &bound_to(Part::Secret), secret);
        Ok(SealedSecret {
            version: FORMAT_VERSION,
            master_key_id: master_key_id.to_owned(),
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
        let have = self.master_key_id.as_str();
        if sealed_under == have {
            return Ok(());
        }
        Err(OpenError::OtherMasterKey { sealed_under: sealed_under.to_owned(), have: have.to_owned() })
    }

    /// Opens what was sealed for exactly this context.
    ///
    /// # Errors
    /// Another master key, another format, another context, or anything changed.
    pub fn open(&self, context: &Context, sealed: &SealedSecret) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        if sealed.version != FORMAT_VERSION {
            return Err(OpenError::UnknownVersion(sealed.version));
        }
        self.check_master_key(&sealed.master_key_id)?;
        let bound_to = |part| context.associated_data(part, sealed.version, &sealed.master_key_id);
        let data_key = decrypt(&self.wrapping_key, &bound_to(Part::DataKey), &sealed.wrapped_data_key)?;
        let data_key = SecretBytes::filled(|bytes| {
            let unwrapped: &[u8; 32] = data_key.as_slice().try_into().map_err(|_| OpenError::Tampered)?;
            bytes.copy_from_slice(unwrapped);
            Ok(())
        })?;
        decrypt(&data_key, &bound_to(Part::Secret), &sealed.sealed)
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
