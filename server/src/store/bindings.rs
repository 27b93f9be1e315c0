//! What rows are sealed and tagged for: the texts and numbers that whoever can write the database, but has no master key,
//! must not be able to change. Their order never changes: what was written would open and count no more.

use contract::api::ConnectorState;

use crate::model::{ConnectorId, JwtSubject, KeyId, ServiceToken, TenantId};
use crate::vault::Context;

/// What a private key is sealed for: its tenant, its id and, once a connector uses it, whom it signs in and where.
pub fn private_key(tenant: &TenantId, key_id: KeyId, subject: Option<&JwtSubject>) -> Context {
    Context::new("connectors private key").text(tenant.as_str()).fixed(key_id.into_bytes()).option(
        subject,
        |context, subject| {
            context
                .text(&subject.url.to_string())
                .option(subject.audience.as_ref(), |context, audience| context.text(&audience.to_string()))
                .text(&subject.client_id)
                .text(&subject.user)
        },
    )
}

/// What a connector's tag is made of: whose it is, the key that it signs in with, and whether it may be used.
pub(super) fn connector(tenant: &TenantId, id: ConnectorId, key_id: KeyId, state: ConnectorState) -> Context {
    Context::new("connectors connector")
        .text(tenant.as_str())
        .fixed(id.into_bytes())
        .fixed(key_id.into_bytes())
        .text(state.as_str())
}

/// What a service token's tag is made of: whose it is, what it is good for and until when, whether it was revoked, and the
/// token itself, by its hash. `scope` is the scope as JSON.
pub(super) fn service_token(token: &ServiceToken, scope: &str, hash: &[u8; 32]) -> Context {
    Context::new("connectors service token")
        .text(token.tenant.as_str())
        .fixed(token.id.into_bytes())
        .text(&token.prefix)
        .fixed(*hash)
        .text(scope)
        .fixed(token.expires_at.to_be_bytes())
        .option(token.revoked_at, |context, at| context.fixed(at.to_be_bytes()))
        .text(&token.created_by)
}

/// What a remembered create is known by: whose it was, and the hash of its form, which holds a key.
pub(super) fn remembered_create(tenant: &TenantId, hash: &[u8; 32]) -> Context {
    Context::new("connectors remembered create").text(tenant.as_str()).fixed(*hash)
}

/// What says, under a master key, that rows without a tag count for nothing.
pub(super) fn rows_tagged() -> Context {
    Context::new("connectors rows are tagged")
}
