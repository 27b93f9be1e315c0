//! The Connectors screen.

pub mod form;
pub mod words;
