//! What can go wrong in the store.

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be read or written at the moment: disk full or read-only, locked, connection lost. Worth trying
    /// again later.
    #[error("the store is not available")]
    Unavailable(#[source] sqlx::Error),
    /// A defect: a query that the database refuses, or a row that no version of the server wrote.
    #[error("the store failed")]
    Defect(#[source] sqlx::Error),
}

/// Why a connector was not saved.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Another connector of the organisation has this name.
    #[error("the name is taken")]
    NameTaken,
    /// The organisation has all the connectors of this kind that it may have.
    #[error("the limit is reached")]
    LimitReached,
    /// The `Idempotency-Key` was used for another request.
    #[error("the Idempotency-Key was used for another request")]
    IdempotencyMismatch,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}
