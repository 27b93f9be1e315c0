//! The Connectors screen of a contact centre's control hub, as a single-page app.
//!
//! Each layer knows less than the one above it: [`app`] (frame, language, route), [`connectors`] (page, cards,
//! form, dialogs), [`form`] (when to show which error; pure), [`ui`] (widgets that know none of this). [`api`]
//! talks to the server; [`words`] holds what people read.

pub mod api;
pub mod app;
pub mod connectors;
pub mod form;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod language;
pub mod navigation;
pub mod stopped;
pub mod ui;
pub mod words;
#[cfg(target_arch = "wasm32")]
mod zeroing;
