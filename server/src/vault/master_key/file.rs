//! The master key's file.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

use aws_lc_rs::rand;
use base16ct::lower::encode_string;
use zeroize::Zeroizing;

use super::{KeySource, LoadedMasterKey, MasterKey, MasterKeyError};
use crate::vault::secret_bytes::SecretBytes;

/// More than the longest spelling of a master key with blanks around it, in bytes: no key file is larger.
const FILE_BYTES_MAX: u64 = 256;

impl MasterKey {
    /// Reads the file, or creates it with a random key, as 64 hexadecimal digits, with mode 0600.
    ///
    /// # Errors
    /// The file cannot be read or created, is readable by others, or holds something else.
    pub fn load_or_create(path: &Path) -> Result<LoadedMasterKey, MasterKeyError> {
        let failed = |source| MasterKeyError::Io { path: path.to_owned(), source };
        if let Some(key) = Self::load(path)? {
            return Ok(LoadedMasterKey { key, source: KeySource::Read });
        }
        let key = SecretBytes::filled(|bytes| rand::fill(bytes)).map_err(|_| MasterKeyError::Random)?;
        match create(path, &key) {
            Ok(()) => Ok(LoadedMasterKey { key: Self(key), source: KeySource::Created }),
            // Another process was first: its key is the key.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let file = File::open(path).map_err(failed)?;
                Ok(LoadedMasterKey { key: read(file, path)?, source: KeySource::Read })
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Reads the file. `None`: there is none.
    ///
    /// # Errors
    /// The file cannot be read, is readable by others, or holds something else.
    pub fn load(path: &Path) -> Result<Option<Self>, MasterKeyError> {
        match File::open(path) {
            Ok(file) => read(file, path).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(MasterKeyError::Io { path: path.to_owned(), source }),
        }
    }
}

fn read(file: File, path: &Path) -> Result<MasterKey, MasterKeyError> {
    let failed = |source| MasterKeyError::Io { path: path.to_owned(), source };
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(MasterKeyError::TooOpen { path: path.to_owned(), mode });
    }
    let malformed = || MasterKeyError::MalformedFile { path: path.to_owned() };
    let mut bytes = Zeroizing::new([0; FILE_BYTES_MAX as usize]);
    let mut length = 0;
    let mut file = file.take(FILE_BYTES_MAX);
    loop {
        match file.read(&mut bytes[length..]).map_err(failed)? {
            0 => break,
            more => length += more,
        }
    }
    let text = str::from_utf8(&bytes[..length]).map_err(|_| malformed())?;
    MasterKey::from_text(text).map_err(|_| malformed())
}

/// Creates the file at once, complete and on disk, or not at all: it appears under its name when all is written.
fn create(path: &Path, key: &SecretBytes) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let permissions = fs::Permissions::from_mode(0o600);
    let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(directory)?;
    file.write_all(Zeroizing::new(encode_string(key.expose())).as_bytes())?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|failed| failed.error)?;
    File::open(directory)?.sync_all()
}
