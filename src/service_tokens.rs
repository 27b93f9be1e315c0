//! The parts of the Service Tokens screen: the list, a form for a new token, the one time that it is shown, and its end.

pub mod create_form;
pub mod created;
pub mod list;
pub mod opened;
pub mod revoke;
pub mod state;
