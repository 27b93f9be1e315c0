//! Connectors, for admins.

pub(super) mod deactivate;
mod dto;
pub(super) mod get;
pub(super) mod list;
pub(super) mod reactivate;
pub(super) mod salesforce;
pub(super) mod try_request;
