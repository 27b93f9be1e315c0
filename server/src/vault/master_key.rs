//! The key that wraps all data keys.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// The master key: 32 bytes, zeroized when dropped.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

/// The name of a master key, made from the key by a one-way function: it says which one sealed a private key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MasterKeyId(String);

/// Where a master key came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The file was there.
    Read,
    /// There was no file; one was created. Worth a line to the operator: without it no key can be opened again.
    Created,
}

/// A master key and where it came from.
#[derive(Debug)]
pub struct LoadedMasterKey {
    /// The key.
    pub key: MasterKey,
    /// Read or created.
    pub origin: Origin,
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
    /// Reads a master key's text: 64 hexadecimal digits, or standard base64 of 32 bytes. Blanks around are ignored.
    ///
    /// # Errors
    /// [`MasterKeyError::Malformed`].
    pub fn from_text(_text: &str) -> Result<Self, MasterKeyError> {
        Err(MasterKeyError::Malformed)
    }

    /// Reads the file, or creates it with a random key as 64 hexadecimal digits and mode 0600.
    ///
    /// # Errors
    /// The file cannot be read or created, is readable by others, or holds something else.
    pub fn load_or_create(_path: &Path) -> Result<LoadedMasterKey, MasterKeyError> {
        Err(MasterKeyError::Random)
    }

    /// The key's name.
    pub fn id(&self) -> MasterKeyId {
        MasterKeyId(String::new())
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
