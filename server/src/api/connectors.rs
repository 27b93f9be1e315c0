//! Connectors, for admins.

pub(super) mod check;
pub(super) mod deactivate;
pub(super) mod delete;
mod dto;
pub(super) mod get;
pub(super) mod history;
pub(super) mod list;
pub(super) mod reactivate;
pub(super) mod salesforce;
mod tagged;
pub(super) mod try_request;
pub(super) mod update;
