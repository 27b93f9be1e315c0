//! Why a task ended early, in words for the person at the terminal.

use std::fmt;

/// Why a task ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Ctrl-C, or a signal that asks to end.
    Interrupted,
    /// The machine lacks something that no package manager at hand could install.
    Missing {
        /// What is missing.
        what: String,
        /// How a person gets it.
        remedy: String,
    },
    /// Anything else: a sentence.
    Said(String),
}

/// What every step of a task returns.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    pub(crate) fn missing(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Missing { what: what.into(), remedy: remedy.into() }
    }

    pub(crate) fn said(sentence: impl Into<String>) -> Self {
        Self::Said(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("interrupted"),
            Self::Missing { what, remedy } => write!(f, "missing: {what}\n  {remedy}"),
            Self::Said(sentence) => f.write_str(sentence),
        }
    }
}

/// Says what was being done when an error of the system came up.
pub(crate) trait Context<T> {
    /// Turns the error into a [`Failure`] that begins with `what`.
    fn context(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Failure::Said(format!("{}: {error}", what())))
    }
}
