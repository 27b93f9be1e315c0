//! What the browser and the server agree on: types, limits, validation rules, error codes, API paths.
//!
//! No I/O lives here, and no words for people: rules return codes, and each language's words are looked
//! up by code. The same code decides in the browser (as wasm) and on the server (natively), so the two
//! can never disagree about what is valid.

pub mod api;
pub mod audit;
pub mod blank;
pub mod codes;
#[cfg(feature = "corpus")]
pub mod corpus;
pub mod form;
mod lenient_int;
pub mod limits;
pub mod private_key;
pub mod route;
pub mod runtime;
pub mod secret;
pub mod service_token;
pub mod usage;
pub mod validation;
pub mod zeroing;
