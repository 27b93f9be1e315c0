//! The store of one tenant. Its methods stand with what they are about: connectors, tokens, use, audit.

use super::Store;
use crate::model::TenantId;

/// What is one tenant's. Whatever is asked or written here carries the tenant.
#[derive(Clone, Copy, Debug)]
pub struct TenantStore<'a> {
    pub(super) store: &'a Store,
    pub(super) tenant: &'a TenantId,
}
