//! The screens, one file each.

pub mod connector;
pub mod connectors;
pub mod not_found;
pub mod service_tokens;
