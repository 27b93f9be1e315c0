//! The Connectors screen of a contact center's control hub, as a single-page app.
//!
//! Each layer knows less than the one above it: [`app`] (which screen stands in the frame), [`pages`] (one file a screen),
//! [`connectors`], [`connector`] and [`service_tokens`] (the parts of a screen), [`common`] (what screens share), [`form`] (when
//! to show which error; pure), [`latest_only`] (whether an answer is still wanted), [`components`] (widgets that know none of
//! this). [`api`] talks to the server; [`i18n`] has the words.

pub mod api;
pub mod app;
pub mod common;
pub mod components;
pub mod connector;
pub mod connectors;
pub mod form;
pub mod frame;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod i18n;
pub mod latest_only;
pub mod navigation;
pub mod pages;
pub mod panic_screen;
pub mod service_tokens;
#[cfg(target_arch = "wasm32")]
mod zeroing;
