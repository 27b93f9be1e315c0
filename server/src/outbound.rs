//! Calls that leave this server for an address that a tenant chose: a client that the address cannot turn against us, and
//! what keeps one host, or one tenant, from holding up all others.
//!
//! It knows no Salesforce: what a call is for, and what an answer means, its callers know.

pub mod address;
pub mod breaker;
pub mod client;
pub mod connection_reuse;
pub mod endpoint;
pub mod fair_semaphore;
pub mod fresh_client;
pub mod host_gate;
pub mod last_check;
pub mod outages;
pub mod peer;
pub mod resolver;
mod wiped_body;
