//! Salesforce connectors: what is asked with their form.

pub(in crate::api) mod cancel;
pub(in crate::api) mod check;
pub(in crate::api) mod create;
pub(in crate::api) mod find_audience;
