//! x

pub mod clock;
pub mod name_key;
pub mod store;
pub mod vault;
