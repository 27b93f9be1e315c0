//! Signing in to Salesforce with what an admin entered: the OAuth 2.0 JWT bearer flow (RFC 7523), through a
//! client that a tenant's URL cannot turn against us.

pub mod address;
pub mod assertion;
pub mod breaker;
pub mod budget;
pub mod check;
pub mod client;
mod crypto_pool;
pub mod elsewhere;
pub mod error;
pub mod error_mapping;
pub mod fair_semaphore;
mod host_gate;
mod kept;
pub mod progress;
pub mod resolver;
pub mod send;
pub mod session_end;
pub mod token_request_body;
pub mod token_response;
pub mod url;
