//! The key that wraps all data keys.

mod file;

use std::fmt;
use std::io;
use std::path::PathBuf;

use aws_lc_rs::hkdf;
use base16ct::{lower, mixed};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::secret_bytes::SecretBytes;

/// The master key: 32 bytes, zeroized when dropped.
#[derive(Clone)]
pub struct MasterKey(SecretBytes);

/// The name of a master key, made from the key by a one-way function: it says which one sealed a private key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MasterKeyId(String);

/// Where a master key came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// The file was there.
    Read,
    /// There was no file; one was created. Worth a line to the operator: without it no key can be opened again.
    Created,
}

/// A master key and where it came from.
#[derive(Debug)]
pub struct LoadedMasterKey {
    /// The master key itself.
    pub key: MasterKey,
    /// Whether its file was there, or was created.
    pub source: KeySource,
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// Neither of the two spellings. The text itself is not repeated.
    #[error("a master key is 32 bytes, written as 64 hexadecimal digits or as base64 (44 characters)")]
    Malformed,
    /// The file's text is neither of the two spellings.
    #[error("{}: a master key is 32 bytes, written as 64 hexadecimal digits or as base64 (44 characters)", path.display())]
    MalformedFile {
        /// The file.
        path: PathBuf,
    },
    /// Others than the owner may read or write the file.
    #[error("{}: others can read this master key (mode {mode:04o}); run: chmod 600 {}", path.display(), path.display())]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file cannot be read or created.
    #[error("{}: cannot read or create the master key", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
}

impl MasterKey {
    /// Reads a master key's text: 64 hexadecimal digits, or standard base64 of 32 bytes (44 characters). Blanks
    /// around are ignored.
    ///
    /// # Errors
    /// [`MasterKeyError::Malformed`].
    pub fn from_text(text: &str) -> Result<Self, MasterKeyError> {
        let text = text.trim().as_bytes();
        let decode = match text.len() {
            64 => decode_hex,
            44 => decode_base64,
            _ => return Err(MasterKeyError::Malformed),
        };
        SecretBytes::filled(|bytes| decode(text, bytes)).map(Self)
    }

    /// The key's name.
    pub fn id(&self) -> MasterKeyId {
        let id = self.derive(b"connectors master key id");
        MasterKeyId(lower::encode_string(&id.expose()[..8]))
    }

    /// The key that wraps data keys. Naming and wrapping use different keys, so that the name says nothing of the
    /// one that wraps.
    pub(super) fn wrapping_key(&self) -> SecretBytes {
        self.derive(b"connectors data key wrapping")
    }

    /// The key that tags rows.
    pub(super) fn tag_key(&self) -> SecretBytes {
        self.derive(b"connectors row tags")
    }

    fn derive(&self, purpose: &[u8]) -> SecretBytes {
        let key = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, self.0.expose());
        SecretBytes::filled(|bytes| key.expand(&[purpose], hkdf::HKDF_SHA256)?.fill(bytes))
            .expect("HKDF-SHA-256 gives 32 bytes for any purpose: it refuses more than 8,160 only")
    }
}

fn decode_hex(text: &[u8], bytes: &mut [u8; 32]) -> Result<(), MasterKeyError> {
    mixed::decode(text, bytes).map(drop).map_err(|_| MasterKeyError::Malformed)
}

fn decode_base64(text: &[u8], bytes: &mut [u8; 32]) -> Result<(), MasterKeyError> {
    // 44 characters may stand for up to 33 bytes.
    let mut decoded = Zeroizing::new([0; 33]);
    match STANDARD.decode_slice(text, decoded.as_mut_slice()) {
        Ok(32) => {
            bytes.copy_from_slice(&decoded[..32]);
            Ok(())
        }
        _ => Err(MasterKeyError::Malformed),
    }
}

impl MasterKeyId {
    /// The text that is stored beside each sealed key: 16 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl fmt::Display for MasterKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
