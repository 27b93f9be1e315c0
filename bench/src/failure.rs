//! Why there are no figures.

use std::io;

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A file, a socket or a process.
    #[error("{0}: {1}")]
    Io(String, #[source] io::Error),
    /// HTTP broke.
    #[error("HTTP: {0}")]
    Http(#[from] hyper::Error),
    /// An answer that the measurement does not count as one.
    #[error("the server answered {status}: {body}")]
    Answer {
        /// HTTP status.
        status: u16,
        /// What it said.
        body: String,
    },
    /// The database that is filled.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The cryptographic library refused its own key.
    #[error("the raw signing failed")]
    Signing,
    /// Anything else, as a sentence.
    #[error("{0}")]
    Said(String),
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// Says what was being done.
pub(crate) trait Context<T> {
    /// Turns the error into a [`Failure`] that begins with `what`.
    fn context(self, what: &str) -> Result<T>;
}

impl<T> Context<T> for io::Result<T> {
    fn context(self, what: &str) -> Result<T> {
        self.map_err(|error| Failure::Io(what.to_owned(), error))
    }
}
