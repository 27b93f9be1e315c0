//! The private key's input.

use contract::codes::RuleCode;
use contract::private_key::{self, PrivateKey};
use contract::secret::SecretText;

use super::message::FieldError;

/// How the private key's input stands. Every text in it is zeroized when it is replaced or dropped.
#[derive(Debug)]
pub enum KeyInput {
    /// Nothing yet.
    Empty,
    /// A text that is not a usable key (yet), and why: it stays in the text area.
    Typed(SecretText, RuleCode),
    /// A usable key: shown as its kind and size with **Replace**, never as text.
    Good(PrivateKey),
    /// A picked or dropped file that was not taken. Its content is not kept.
    FileRefused {
        /// Its name, for the message.
        file_name: String,
        /// Why.
        fault: FileError,
    },
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// What is in it is no usable key.
    Rule(RuleCode),
    /// The browser could not read it.
    Unreadable,
}

impl KeyInput {
    /// What the text area holds now. A text that is a usable key collapses at once.
    pub(super) fn from_text(text: SecretText) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        match private_key::read(text.expose().as_bytes()) {
            Ok(key) => Self::Good(key),
            Err(code) => Self::Typed(text, code),
        }
    }

    pub(super) fn from_file(file_name: &str, bytes: &[u8]) -> Self {
        match private_key::read(bytes) {
            Ok(key) => Self::Good(key),
            Err(code) => Self::FileRefused { file_name: file_name.to_owned(), fault: FileError::Rule(code) },
        }
    }

    pub(super) fn unreadable(file_name: &str) -> Self {
        Self::FileRefused { file_name: file_name.to_owned(), fault: FileError::Unreadable }
    }

    /// What the text area shows.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Typed(text, _) => text.expose(),
            Self::Empty | Self::Good(_) | Self::FileRefused { .. } => "",
        }
    }

    /// The usable key.
    pub(super) fn good(&self) -> Option<&PrivateKey> {
        match self {
            Self::Good(key) => Some(key),
            Self::Empty | Self::Typed(..) | Self::FileRefused { .. } => None,
        }
    }

    /// What is sent as the private key: nothing but a usable one.
    pub(super) fn to_send(&self) -> SecretText {
        self.good().map(|key| key.pem()).unwrap_or_default()
    }

    pub(super) fn error(&self) -> Option<FieldError> {
        match self {
            Self::Good(_) => None,
            Self::Empty => Some(FieldError::Rule(RuleCode::KeyEmpty)),
            Self::Typed(_, code) | Self::FileRefused { fault: FileError::Rule(code), .. } => {
                Some(FieldError::Rule(*code))
            }
            Self::FileRefused { fault: FileError::Unreadable, .. } => Some(FieldError::FileUnreadable),
        }
    }
}
