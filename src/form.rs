//! The forms' states: what was typed, what a submit is doing, and which error is shown when.
//!
//! Pure: no page, no clock, no network. Events may come in any order (a blur before an edit, Done twice, an
//! answer after a cancel): those that mean nothing in a state change nothing.
//!
//! [`Form`] is the engine of every kind of form. A kind adds its values and what is wrong with them: [`SalesforceFormState`] is
//! that of a Salesforce connector, to be created or edited, [`NotesFormState`] that of what is written down about a connector,
//! [`ServiceTokenFormState`] that of a service token. [`EditDraft`] is what those have in common that change what is saved.

mod core;
mod edit;
mod engine;
mod key_input;
mod message;
mod notes;
mod salesforce;
mod service_token;
mod status;
mod submit;
mod touched;

pub use edit::{Base, Conflict, ConnectorUpdate, EditDraft};
pub use engine::{Draft, Form};
pub use key_input::{FileError, KeyInput, KeySummary, KeyToSend};
pub use message::{Announce, FieldAction, FieldError, Summary, VisibleMessage};
pub use notes::{NotesDraft, NotesField, NotesFormState};
pub use salesforce::{AddressSearch, SalesforceDraft, SalesforceFormState};
pub use service_token::{DAYS, ServiceTokenDraft, ServiceTokenFormState, ShownToken};
pub use status::{LeaveGuard, Status};
pub use submit::{CancelOutcome, Failure, Submission, Submit};

/// Which submit an answer belongs to.
pub type SubmitId = crate::latest_only::RequestId;
