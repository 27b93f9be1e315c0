//! The parts of a connector's own page: its state, its cards, and what each of them shows.

pub mod check;
pub mod credentials;
pub mod head;
pub mod history;
pub mod history_state;
pub mod notes;
pub mod removal;
pub mod shown;
pub mod state;
pub mod status;
pub mod tokens;
pub mod try_request;
pub mod usage;
