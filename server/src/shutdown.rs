//! The word to leave, and how long what still runs may go on.

use contract::codes::ProblemCode;
use tokio_util::sync::CancellationToken;

use crate::error::ApiError;

/// Whether the server leaves. Clones hear the same word.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    /// Set once the server is told to leave: no work is begun any more.
    pub leaving: CancellationToken,
    /// Set when what still runs must end, so that its caller hears of it before the server is gone.
    pub drain_deadline: CancellationToken,
}

impl Shutdown {
    /// Lets work begin, unless the server leaves.
    ///
    /// # Errors
    /// [`ProblemCode::ShuttingDown`].
    pub fn may_begin(&self) -> Result<(), ApiError> {
        if self.leaving.is_cancelled() { Err(Self::refusal()) } else { Ok(()) }
    }

    /// What is said to whoever came, or still waits, too late.
    pub fn refusal() -> ApiError {
        ApiError::new(ProblemCode::ShuttingDown, "shutting down")
    }
}
