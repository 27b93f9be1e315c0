//! The private key's input.

use contract::codes::{RepairCode, RuleCode};
use contract::private_key::{self, PrivateKey};
use contract::secret::SecretText;

use super::message::FieldError;

/// How the private key's input stands. Of a usable key it tells what may be shown; the key itself is with what is to be
/// sent.
#[derive(Debug)]
pub enum KeyInput {
    /// No key was given yet.
    Empty,
    /// A text that is not a usable key (yet), and why: it stays in the text area. It is zeroized when it is replaced or
    /// dropped.
    Typed(SecretText, RuleCode),
    /// A usable key: shown as its kind and size with **Replace**, never as text.
    Good(KeySummary),
    /// A picked or dropped file that was not taken. Its content is not kept.
    FileRefused {
        /// The file's name, for the message.
        file_name: String,
        /// Why the file was not taken.
        error: FileError,
    },
    /// The key was dropped when the page was left, and is to be given again.
    Dropped,
    /// The key that the saved connector has, left as it is. Nobody here has ever seen it.
    Stored,
    /// The saved connector has a key, which is not for what stands in the form now: it is to be given again.
    NeededAgain,
    /// A key pair that the server made and keeps, by its id. Its private key is never in the page.
    Generated {
        /// By which the server finds the pair.
        id: String,
    },
}

/// What is shown of a usable key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySummary {
    /// The name of the file that it came from, where it did.
    pub file_name: Option<String>,
    /// The modulus' size in bits.
    pub bits: usize,
    /// The SHA-256 of the public key: [`PrivateKey::public_key_sha256`].
    pub public_key_sha256: String,
    /// What was repaired, in the order of [`RepairCode::ALL`].
    pub repairs: Vec<RepairCode>,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// What is in the file is no usable key.
    Rule(RuleCode),
    /// The browser could not read the file.
    Unreadable,
}

/// What is sent for the private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyToSend {
    /// Nothing: the stored key stays.
    Unchanged,
    /// The key that was read, as PEM.
    Pem(SecretText),
    /// The key pair of this id, which the server made.
    Generated(String),
}

/// An input, and the key where there is one.
pub(super) type Read = (KeyInput, Result<PrivateKey, RuleCode>);

/// What the text area holds now. A text that is a usable key collapses at once.
pub(super) fn from_text(text: SecretText) -> Read {
    if text.is_empty() {
        return empty();
    }
    let key = private_key::read(text.expose().as_bytes());
    (input(&key, None, |code| KeyInput::Typed(text, code)), key)
}

/// What is in a file.
pub(super) fn from_file(file_name: &str, bytes: &[u8]) -> Read {
    let key = private_key::read(bytes);
    (input(&key, Some(file_name), |code| refused(file_name, FileError::Rule(code))), key)
}

/// A file that the browser could not read.
pub(super) fn unreadable(file_name: &str) -> Read {
    without(refused(file_name, FileError::Unreadable))
}

/// What there is before anything was typed, pasted or picked.
pub(super) fn empty() -> Read {
    without(KeyInput::Empty)
}

/// An input in which no key is.
pub(super) fn without(input: KeyInput) -> Read {
    (input, Err(RuleCode::KeyEmpty))
}

fn input(
    key: &Result<PrivateKey, RuleCode>,
    file_name: Option<&str>,
    unusable: impl FnOnce(RuleCode) -> KeyInput,
) -> KeyInput {
    match key {
        Ok(key) => KeyInput::Good(KeySummary {
            file_name: file_name.map(str::to_owned),
            bits: key.bits,
            public_key_sha256: key.public_key_sha256(),
            repairs: key.repairs.clone(),
        }),
        Err(code) => unusable(*code),
    }
}

fn refused(file_name: &str, error: FileError) -> KeyInput {
    KeyInput::FileRefused { file_name: file_name.to_owned(), error }
}

impl KeyInput {
    /// What the text area shows.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Typed(text, _) => text.expose(),
            _ => "",
        }
    }

    /// Whether a key can be sent, or left, as the input stands.
    pub(super) fn is_usable(&self) -> bool {
        self.error().is_none()
    }

    /// Whether what was given of the key is here, and not with the server.
    pub(super) fn holds_key(&self) -> bool {
        matches!(self, Self::Typed(..) | Self::Good(_))
    }

    /// Whether something was given that leaving would lose. A refused file was never taken.
    pub(super) fn is_given(&self) -> bool {
        self.holds_key() || matches!(self, Self::Generated { .. })
    }

    /// What is wrong with the input.
    pub(super) fn error(&self) -> Option<FieldError> {
        match self {
            Self::Good(_) | Self::Stored | Self::Generated { .. } => None,
            Self::Empty => Some(FieldError::Rule(RuleCode::KeyEmpty)),
            Self::Dropped => Some(FieldError::KeyDropped),
            Self::NeededAgain => Some(FieldError::KeyNeededAgain),
            Self::Typed(_, code) | Self::FileRefused { error: FileError::Rule(code), .. } => {
                Some(FieldError::Rule(*code))
            }
            Self::FileRefused { error: FileError::Unreadable, .. } => Some(FieldError::FileUnreadable),
        }
    }
}
