//! Service tokens as they stand on the wire.

use contract::service_token::{CreatedServiceToken, ServiceToken};

use crate::identity::CreatedToken;
use crate::model;

impl From<model::ServiceToken> for ServiceToken {
    fn from(token: model::ServiceToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            prefix: token.prefix,
            scope: token.scope,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
            last_used_at: token.last_used_at,
            created_by: token.created_by,
            created_at: token.created_at,
        }
    }
}

impl From<CreatedToken> for CreatedServiceToken {
    fn from(CreatedToken { stored, token }: CreatedToken) -> Self {
        Self { token, service_token: stored.into() }
    }
}
