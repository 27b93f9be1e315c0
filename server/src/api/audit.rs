//! Who did what.

mod dto;
pub(super) mod list;
