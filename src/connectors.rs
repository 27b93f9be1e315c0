//! The parts of the Connectors screen: its card, the Salesforce form, and the dialogs around them.

pub mod before_you_begin;
pub mod confirmation;
pub mod conflicts;
pub mod connector_forms;
pub mod credentials_form;
pub mod demo_banner;
pub mod demo_fill;
pub mod find_audience;
pub mod form_dialog;
pub mod form_page;
pub mod key_commands;
pub mod lifecycle;
pub mod notes_form;
pub mod overview;
pub mod request_tester;
pub mod salesforce_card;
pub mod salesforce_form;
pub mod state;
pub mod status_badge;
pub mod submit;
pub mod update;
