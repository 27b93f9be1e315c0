//! The server itself: what the page must know of it, and whether it lives and works.

pub(super) mod config;
pub(super) mod demo_form;
pub(super) mod health;
pub(super) mod ready;
