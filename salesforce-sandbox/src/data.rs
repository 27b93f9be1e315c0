//! The data directory: a key pair, the apps and the users, made at first start and read later.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::keys::{self, KeyError, KeyFiles};
use crate::registry::{App, DEMO_CLIENT_ID, Registry, User};

/// The file of [`App`]s.
pub const APPS_FILE: &str = "apps.json";
/// The file of [`User`]s.
pub const USERS_FILE: &str = "users.json";

/// What can go wrong with the data directory.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The directory or a file cannot be read or written, or holds no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A file does not hold what it should.
    #[error("{file}: {source}")]
    Json {
        /// The file's name.
        file: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A file lists nothing.
    #[error("{0} is empty: delete it to have it made anew")]
    Empty(&'static str),
}

/// Reads the directory, and makes what is missing.
///
/// # Errors
/// See [`DataError`].
pub fn open(directory: &Path) -> Result<(KeyFiles, Registry), DataError> {
    fs::create_dir_all(directory).map_err(|source| KeyError::File { path: directory.to_owned(), source })?;
    let is_new = !directory.join(keys::PRIVATE_KEY_FILE).exists();
    let keys = KeyFiles::open(directory)?;
    let mut apps = read_or_make(directory, APPS_FILE, || vec![App::demo(keys.certificate.clone())])?;
    // Whoever moved the key away finds a new one here, and it must be the demo app's.
    let certificate = Some(&keys.certificate);
    let is_outdated =
        |app: &&mut App| app.client_id == DEMO_CLIENT_ID && app.certificate.as_ref() != certificate;
    if is_new && let Some(demo) = apps.iter_mut().find(is_outdated) {
        demo.certificate = certificate.cloned();
        write_json(&directory.join(APPS_FILE), &apps)?;
    }
    let users = read_or_make(directory, USERS_FILE, || vec![User::demo()])?;
    Ok((keys, Registry { apps, users }))
}

fn read_or_make<T: Serialize + DeserializeOwned>(
    directory: &Path,
    file: &'static str,
    make: impl FnOnce() -> Vec<T>,
) -> Result<Vec<T>, DataError> {
    let path = directory.join(file);
    let Some(text) = keys::read_if_there(&path)? else {
        let made = make();
        write_json(&path, &made)?;
        return Ok(made);
    };
    let read: Vec<T> = serde_json::from_str(&text).map_err(|source| DataError::Json { file, source })?;
    if read.is_empty() { Err(DataError::Empty(file)) } else { Ok(read) }
}

pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), KeyError> {
    let to_file_error = |source| KeyError::File { path: path.to_owned(), source };
    let text = serde_json::to_string_pretty(value).map_err(|error| to_file_error(error.into()))?;
    keys::write(path, &(text + "\n"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::open;
    use crate::keys::PRIVATE_KEY_FILE;

    #[test]
    fn a_key_that_was_moved_away_is_made_anew_and_signs_in() {
        let directory = tempfile::tempdir().expect("a directory");
        let (first, _) = open(directory.path()).expect("made");
        let (_, again) = open(directory.path()).expect("read");
        assert_eq!(again.apps[0].certificate.as_ref(), Some(&first.certificate), "what is there stays");

        fs::remove_file(directory.path().join(PRIVATE_KEY_FILE)).expect("it is there");
        let (second, registry) = open(directory.path()).expect("made anew");
        assert_ne!(second.certificate, first.certificate);
        assert_eq!(registry.apps[0].certificate.as_ref(), Some(&second.certificate));
        let (_, read) = open(directory.path()).expect("read");
        assert_eq!(read.apps[0].certificate.as_ref(), Some(&second.certificate), "and that is kept");
    }
}
