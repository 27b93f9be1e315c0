//! What a submit asks for, and how it may end.

use contract::api::{Connector, Problem};
use contract::codes::Field;
use contract::form::SalesforceForm;

use super::{SubmitId, Summary};

/// What **Done** decided. `R` is what a form sends, `F` names its fields.
#[derive(Debug)]
pub enum Submit<R = SalesforceForm, F = Field> {
    /// Every rule holds: send this.
    Send(Submission<R>),
    /// Rules are broken: show this and give it the focus. Nothing is sent.
    Invalid(Summary<F>),
    /// Nothing differs from what is saved: nothing is sent.
    Unchanged,
    /// A submit is already running, or the form is saved or closed.
    Ignored,
}

/// What is to be sent.
#[derive(Debug)]
pub struct Submission<R = SalesforceForm> {
    /// Which submission this is: to be handed back with the answer.
    pub id: SubmitId,
    /// The `Idempotency-Key` to send: it stays the same as long as the input does.
    pub idempotency_key: String,
    /// The request's body.
    pub form: R,
}

/// Why a submit did not end in something saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server said why.
    Problem(Box<Problem>),
    /// The server did not answer, or not in a way we understand.
    NoAnswer,
}

impl Failure {
    /// Whether it may have been saved all the same: without an answer, or where the server itself lost sight of it
    /// during the commit. Done again is safe, since it sends the same `Idempotency-Key`.
    pub fn may_have_saved(&self) -> bool {
        match self {
            Self::Problem(problem) => problem.code.may_have_saved(),
            Self::NoAnswer => true,
        }
    }
}

/// What a cancel found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CancelOutcome<S = Connector> {
    /// In time: nothing was saved.
    NothingSaved,
    /// Too late: this was saved.
    Saved(Box<S>),
    /// The server did not say.
    Unknown,
}
