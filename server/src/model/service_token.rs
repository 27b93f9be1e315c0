//! Service tokens: the credentials of programs.

use contract::service_token::ServiceTokenScope;

use super::{TenantId, TokenId};

/// A service token that was made. Of the token itself only a hash is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceToken {
    /// By which admins revoke it; no part of the token.
    pub id: TokenId,
    /// The tenant that it acts for.
    pub tenant: TenantId,
    /// What it is for.
    pub name: String,
    /// How the token begins: enough to recognize it, not to use it.
    pub prefix: String,
    /// What it may be used for.
    pub scope: ServiceTokenScope,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: i64,
    /// When it was revoked, in milliseconds since 1970.
    pub revoked_at: Option<i64>,
    /// When it was last used, to the minute, in milliseconds since 1970.
    pub last_used_at: Option<i64>,
    /// The user who made it.
    pub created_by: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
}

impl ServiceToken {
    /// Whether it lets anybody in at `now_ms`, in milliseconds since 1970.
    pub const fn is_live(&self, now_ms: i64) -> bool {
        self.revoked_at.is_none() && self.expires_at > now_ms
    }
}
