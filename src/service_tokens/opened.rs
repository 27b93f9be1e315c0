//! What stands over the list of service tokens.

use crate::api::ApiError;

/// What stands over the list.
#[derive(Debug, Default)]
pub enum Opened {
    /// Nothing stands over the list.
    #[default]
    Nothing,
    /// The form for a new token, and then the token.
    Create,
    /// The question before a token is revoked.
    Revoke {
        /// The token's id.
        id: String,
        /// The token's name.
        name: String,
        /// What became of revoking the token.
        revoking: Revoking,
    },
}

/// What the admin wants to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The form for a new token, or the token.
    Form,
    /// The Service Tokens screen.
    Page,
}

/// What became of revoking a token.
#[derive(Debug)]
pub enum Revoking {
    /// The question stands, and nothing was sent.
    Asking,
    /// The request to revoke is on its way.
    Sending,
    /// Revoking failed, and why.
    Failed(ApiError),
}
