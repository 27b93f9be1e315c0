//! The Salesforce form's state: what was typed, what a check is doing, and which error is shown when.
//!
//! Pure: no page, no clock, no network. Events may come in any order (a blur before an edit, Done twice, an
//! answer after a cancel): those that mean nothing in a stage change nothing.

mod draft;
mod key_input;
mod message;
mod status;

use contract::api::{Connector, Problem};
use contract::codes::{Field, ProblemCode};
use contract::form::SalesforceForm;
use contract::validation::UrlPolicy;

use draft::Draft;
pub use key_input::{FileError, KeyInput};
pub use message::{Announce, FieldError, Summary, VisibleMessage};
pub use status::Status;

/// Which check an answer belongs to. Each Done gives a new one, so a late answer cannot pass for a newer one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmitId(u32);

/// What Done decided.
#[derive(Debug)]
pub enum Submit {
    /// Every rule holds: send this.
    Send(Submission),
    /// Rules are broken: show this and give it the focus. Nothing is sent.
    Invalid(Summary),
    /// A check is already running, or the form is saved or closed.
    Ignored,
}

/// A create to send.
#[derive(Debug)]
pub struct Submission {
    /// Hand it back with the answer.
    pub id: SubmitId,
    /// The `Idempotency-Key` to send: the same one as long as the input is the same.
    pub idempotency_key: String,
    /// The body.
    pub form: SalesforceForm,
}

/// Why a create did not end in a saved connector.
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
pub enum CancelOutcome {
    /// In time: nothing was saved.
    NothingSaved,
    /// Too late: this was saved.
    Saved(Box<Connector>),
    /// The server did not say.
    Unknown,
}

/// Whether the form may be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveGuard {
    /// Nothing would be lost.
    Free,
    /// What was typed would be lost: ask first.
    AskUnsaved,
    /// A check is running: ask first, then cancel it.
    AskChecking,
}

/// What is held in each stage: a saved or closed form has no draft, so it cannot hold a key.
#[derive(Debug)]
enum State {
    Editing(Draft),
    Checking(Draft),
    Canceling(Draft, PendingCancel),
    Rejected(Draft, Failure),
    Saved(Box<Connector>),
    Closed,
}

/// What a canceled check was told so far: two answers are on their way, the create's own and the cancel's. Either may
/// come first, and neither may come at all.
#[derive(Debug)]
enum PendingCancel {
    Nothing,
    /// The create gets no answer: what the cancel finds out decides.
    NoAnswer,
    /// The cancel knows of no save, or got no answer either: the create's own answer decides.
    Cancel(CancelOutcome),
}

/// The form's state.
#[derive(Debug)]
pub struct FormState {
    policy: UrlPolicy,
    id: u32,
    state: State,
}

impl FormState {
    /// An empty form whose URL is prefilled with `default_url`.
    pub fn new(default_url: &str, policy: UrlPolicy) -> Self {
        Self { policy, id: 0, state: State::Editing(Draft::new(default_url)) }
    }

    /// Empty again, as [`Self::new`] makes it. An answer that the former form waited for is nobody's any more.
    pub fn reopen(&mut self, default_url: &str, policy: UrlPolicy) {
        *self = Self { id: self.id, ..Self::new(default_url, policy) };
    }

    /// Takes rules that arrived after the form was opened (a reload at its route).
    pub fn set_policy(&mut self, policy: UrlPolicy) {
        self.policy = policy;
    }

    /// What the form is doing.
    pub fn status(&self) -> Status {
        match &self.state {
            State::Editing(_) => Status::Editing,
            State::Checking(_) => Status::Checking,
            State::Canceling(..) => Status::Canceling,
            State::Rejected(..) => Status::Rejected,
            State::Saved(_) => Status::Saved,
            State::Closed => Status::Closed,
        }
    }

    /// Why the last submit failed, while the form is [`Status::Rejected`].
    pub fn failure(&self) -> Option<&Failure> {
        match &self.state {
            State::Rejected(_, failure) => Some(failure),
            _ => None,
        }
    }

    /// What was saved, once the form is [`Status::Saved`].
    pub fn saved(&self) -> Option<&Connector> {
        match &self.state {
            State::Saved(connector) => Some(connector),
            _ => None,
        }
    }

    /// What stands in a field's input. For [`Field::PrivateKey`] only what is being typed: a good key is not echoed.
    pub fn value(&self, field: Field) -> &str {
        self.draft().map_or("", |draft| draft.value(field))
    }

    /// How the private key's input stands.
    pub fn key(&self) -> &KeyInput {
        self.draft().map_or(&KeyInput::Empty, Draft::key)
    }

    /// An input event: the field now holds `value`. The private key's text area sends its events here too.
    pub fn edit(&mut self, field: Field, value: String) {
        if let Some((draft, policy)) = self.editable() {
            draft.edit(field, value, policy);
        }
    }

    /// A file was picked or dropped as private key. Read at most [`contract::limits::PRIVATE_KEY_BYTES`] + 1 bytes
    /// of it: one too many is enough to be refused for its size. The caller zeroizes its copy.
    pub fn pick_file(&mut self, file_name: &str, bytes: &[u8]) {
        if let Some((draft, _)) = self.editable() {
            draft.set_key(KeyInput::from_file(file_name, bytes));
        }
    }

    /// A file was picked or dropped, and the browser could not read it.
    pub fn file_unreadable(&mut self, file_name: &str) {
        if let Some((draft, _)) = self.editable() {
            draft.set_key(KeyInput::unreadable(file_name));
        }
    }

    /// **Replace**: drops the key and shows the empty input again.
    pub fn replace_key(&mut self) {
        if let Some((draft, _)) = self.editable() {
            draft.replace_key();
        }
    }

    /// The field lost the focus.
    pub fn blur(&mut self, field: Field) {
        if let Some((draft, _)) = self.editable() {
            draft.blur(field);
        }
    }

    /// What to show at a field, if anything.
    pub fn message(&self, field: Field) -> Option<VisibleMessage> {
        self.draft()?.message(field, &self.policy)
    }

    /// The My Domain URL to offer, while [`contract::codes::RuleCode::UrlAddressBar`] is shown at the URL.
    /// Taking the offer is an [`Self::edit`].
    pub fn suggested_url(&self) -> Option<String> {
        self.draft()?.suggested_url(&self.policy)
    }

    /// The summary of the last Done: the fields it listed that still show an error. `None` when none is left.
    pub fn summary(&self) -> Option<Summary> {
        self.draft()?.summary(&self.policy)
    }

    /// **Done**. `new_key` makes an `Idempotency-Key` where the input has none yet.
    pub fn submit(&mut self, new_key: impl FnOnce() -> String) -> Submit {
        let mut draft = match self.take() {
            State::Editing(draft) | State::Rejected(draft, _) => draft,
            other => {
                self.state = other;
                return Submit::Ignored;
            }
        };
        match draft.submit(&self.policy, new_key) {
            Ok((idempotency_key, form)) => {
                self.id = self.id.wrapping_add(1);
                self.state = State::Checking(draft);
                Submit::Send(Submission { id: SubmitId(self.id), idempotency_key, form })
            }
            Err(summary) => {
                self.state = State::Editing(draft);
                Submit::Invalid(summary)
            }
        }
    }

    /// **Cancel** while checking: the `Idempotency-Key` whose attempt is to be canceled on the server, and the id
    /// to hand back with what that found out. `None` when no check runs: then Cancel means to leave, see
    /// [`Self::leave`].
    pub fn cancel(&mut self) -> Option<(SubmitId, String)> {
        match self.take() {
            State::Checking(draft) => {
                let key = draft.idempotency_key().map(str::to_owned);
                self.state = State::Canceling(draft, PendingCancel::Nothing);
                key.map(|key| (SubmitId(self.id), key))
            }
            other => {
                self.state = other;
                None
            }
        }
    }

    /// What the cancel found out. A save ends it, as does anything where the create gets no answer; otherwise the
    /// create's own answer is waited for, which says more.
    pub fn canceled(&mut self, id: SubmitId, outcome: CancelOutcome) {
        let Some((draft, heard)) = self.answered(id) else { return };
        self.state = match (heard, outcome) {
            (None, _) => State::Checking(draft),
            (Some(PendingCancel::NoAnswer), outcome) | (_, outcome @ CancelOutcome::Saved(_)) => {
                unanswered(draft, outcome)
            }
            (Some(_), outcome) => State::Canceling(draft, PendingCancel::Cancel(outcome)),
        };
    }

    /// The server saved it. What was typed is dropped, the key is zeroized.
    pub fn succeeded(&mut self, id: SubmitId, connector: Connector) {
        if self.answered(id).is_some() {
            self.state = State::Saved(Box::new(connector));
        }
    }

    /// The create failed: everything that was typed stays, and what the answer blames is marked until it is edited.
    ///
    /// While canceling, a missing answer says nothing: what the cancel finds out decides. An answer by which nothing
    /// was saved ends the `Idempotency-Key` then: a cancel that reaches the server only now is remembered there, and
    /// the next Done must not run into it.
    pub fn failed(&mut self, id: SubmitId, failure: Failure) {
        let Some((mut draft, heard)) = self.answered(id) else { return };
        if heard.is_some() && !failure.may_have_saved() {
            draft.forget_idempotency_key();
        }
        self.state = match (failure, heard) {
            (Failure::NoAnswer, None) => State::Rejected(draft, Failure::NoAnswer),
            (Failure::NoAnswer, Some(PendingCancel::Cancel(outcome))) => unanswered(draft, outcome),
            (Failure::NoAnswer, Some(_)) => State::Canceling(draft, PendingCancel::NoAnswer),
            (Failure::Problem(problem), _) => {
                draft.mark(&problem);
                match problem.code {
                    ProblemCode::Canceled => State::Editing(draft),
                    _ => State::Rejected(draft, Failure::Problem(problem)),
                }
            }
        };
    }

    /// Whether leaving would lose anything.
    pub fn leave_guard(&self) -> LeaveGuard {
        match &self.state {
            State::Checking(_) | State::Canceling(..) => LeaveGuard::AskChecking,
            State::Editing(draft) | State::Rejected(draft, _) if draft.is_dirty() => LeaveGuard::AskUnsaved,
            State::Editing(_) | State::Rejected(..) | State::Saved(_) | State::Closed => LeaveGuard::Free,
        }
    }

    /// The form is closed: what was typed is dropped, the key is zeroized.
    pub fn close(&mut self) {
        self.state = State::Closed;
    }

    fn take(&mut self) -> State {
        std::mem::replace(&mut self.state, State::Closed)
    }

    fn draft(&self) -> Option<&Draft> {
        match &self.state {
            State::Editing(draft)
            | State::Checking(draft)
            | State::Canceling(draft, _)
            | State::Rejected(draft, _) => Some(draft),
            State::Saved(_) | State::Closed => None,
        }
    }

    fn editable(&mut self) -> Option<(&mut Draft, &UrlPolicy)> {
        match &mut self.state {
            State::Editing(draft) | State::Rejected(draft, _) => Some((draft, &self.policy)),
            State::Checking(_) | State::Canceling(..) | State::Saved(_) | State::Closed => None,
        }
    }

    /// The draft that this answer is about and, while canceling, what was heard before it. `None` when nobody waits
    /// for the answer any more.
    fn answered(&mut self, id: SubmitId) -> Option<(Draft, Option<PendingCancel>)> {
        if id.0 != self.id {
            return None;
        }
        match self.take() {
            State::Checking(draft) => Some((draft, None)),
            State::Canceling(draft, heard) => Some((draft, Some(heard))),
            other => {
                self.state = other;
                None
            }
        }
    }
}

/// What becomes of a create without an answer, by what its cancel found out.
fn unanswered(mut draft: Draft, outcome: CancelOutcome) -> State {
    match outcome {
        CancelOutcome::NothingSaved => {
            draft.forget_idempotency_key();
            State::Editing(draft)
        }
        CancelOutcome::Saved(connector) => State::Saved(connector),
        CancelOutcome::Unknown => State::Rejected(draft, Failure::NoAnswer),
    }
}
