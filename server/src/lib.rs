//! The backend of the Connectors screen: API, Salesforce sign-in, vault, store; serves the built app.

pub mod clock;
pub mod name_key;
pub mod salesforce;
pub mod store;
pub mod vault;
