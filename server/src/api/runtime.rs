//! What programs with a service token ask.

pub(super) mod caller;
pub(super) mod list;
pub(super) mod refusals;
pub(super) mod send;
