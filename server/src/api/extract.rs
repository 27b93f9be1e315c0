//! What handlers take from a request.

mod id;
pub(super) mod idempotency_key;
mod if_match;
mod json_body;
mod permission;
mod query;

pub(super) use id::Id;
pub(super) use if_match::IfMatch;
pub(super) use json_body::{RuntimeJson, SecretJson};
pub(super) use permission::{
    ManageConnectors, ManageTokens, Requires, SignedIn, TryRequests, ViewAudit, ViewConnectors,
};
pub(super) use query::QueryParameters;
