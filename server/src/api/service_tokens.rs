//! Service tokens, for admins.

pub(super) mod create;
mod dto;
pub(super) mod list;
pub(super) mod revoke;
