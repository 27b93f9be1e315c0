//! The engine of every kind of form: what it is doing, and whose answers it takes.

use contract::api::Problem;
use contract::codes::ProblemCode;

use super::SubmitId;
use super::core::{Core, Phase};
use super::message::{FieldError, Summary, VisibleMessage};
use super::status::{LeaveGuard, Status};
use super::submit::{CancelOutcome, Failure, Submission, Submit};
use crate::latest_only::LatestOnly;

/// What one kind of form has of its own: the values that were entered.
pub trait Draft {
    /// Names the form's fields.
    type Field: Copy + 'static;
    /// What a submit ends in.
    type Saved;
    /// The fields in the order of the form.
    const FIELDS: &'static [Self::Field];
    /// Whether a problem that has a field is told there and nowhere else.
    const TELLS_AT_FIELDS: bool;

    /// A field's place in [`Self::FIELDS`].
    fn place(field: Self::Field) -> usize;

    /// Whether anything was entered that leaving would lose.
    fn is_dirty(&self) -> bool;

    /// Whether leaving would lose what was saved, which is shown this one time.
    fn is_lost_on_leaving(_saved: &Self::Saved) -> bool {
        false
    }

    /// The fields that a problem blames, and for what.
    fn blamed(&self, problem: &Problem) -> Vec<(Self::Field, FieldError)>;

    /// The server refused, and the draft may learn from why.
    fn refused(&mut self, _core: &mut Core, _problem: &Problem) {}
}

/// A form: saved or closed it has no draft, so it cannot hold a secret that was entered.
#[derive(Debug)]
pub struct Form<D: Draft> {
    answers: LatestOnly,
    state: State<D, D::Saved>,
}

#[derive(Debug)]
enum State<D, S> {
    Open(Core, D),
    Saved(Box<S>),
    Closed,
}

impl<D: Draft> Form<D> {
    pub(super) fn open(core: Core, draft: D) -> Self {
        Self { answers: LatestOnly::default(), state: State::Open(core, draft) }
    }

    /// A form that is closed: nothing is entered, and nothing held.
    pub fn closed() -> Self {
        Self { answers: LatestOnly::default(), state: State::Closed }
    }

    /// Puts another draft in the place of what there was. An answer that is still on its way is nobody's any more.
    pub(super) fn restart(&mut self, core: Core, draft: D) {
        self.end(State::Open(core, draft));
    }

    /// What the form is doing.
    pub fn status(&self) -> Status {
        match &self.state {
            State::Open(core, _) => match core.phase {
                Phase::Editing => Status::Editing,
                Phase::Checking => Status::Checking,
                Phase::Canceling(_) => Status::Canceling,
                Phase::Rejected(_) => Status::Rejected,
                Phase::Searching(_) => Status::Searching,
            },
            State::Saved(_) => Status::Saved,
            State::Closed => Status::Closed,
        }
    }

    /// Why the last submit failed, while the form is [`Status::Rejected`] or [`Status::Searching`].
    pub fn failure(&self) -> Option<&Failure> {
        match &self.state {
            State::Open(Core { phase: Phase::Rejected(failure) | Phase::Searching(failure), .. }, _) => {
                Some(failure)
            }
            _ => None,
        }
    }

    /// The fields that the last submit's failure blames, until they are edited.
    pub fn blamed(&self) -> Vec<D::Field> {
        match &self.state {
            State::Open(core, _) => core.blamed_fields().map(|at| D::FIELDS[at]).collect(),
            State::Saved(_) | State::Closed => Vec::new(),
        }
    }

    /// Whether nothing that was entered breaks a rule.
    pub(super) fn is_valid(&self) -> bool {
        matches!(&self.state, State::Open(core, _) if core.is_valid())
    }

    /// What was saved, once the form is [`Status::Saved`].
    pub fn saved(&self) -> Option<&D::Saved> {
        match &self.state {
            State::Saved(saved) => Some(saved),
            State::Open(..) | State::Closed => None,
        }
    }

    /// The focus left a field.
    pub fn blur(&mut self, field: D::Field) {
        if let Some((core, _)) = self.editable() {
            core.left(D::place(field));
        }
    }

    /// What to show at a field, if anything.
    pub fn message(&self, field: D::Field) -> Option<VisibleMessage> {
        match &self.state {
            State::Open(core, _) => core.message(D::place(field)),
            State::Saved(_) | State::Closed => None,
        }
    }

    /// The summary of the last Done: the fields it listed that still show an error. `None` when none is left.
    pub fn summary(&self) -> Option<Summary<D::Field>> {
        match &self.state {
            State::Open(core, _) => summary::<D>(core),
            State::Saved(_) | State::Closed => None,
        }
    }

    /// Done: `request` makes what is to be sent of a draft whose rules hold.
    pub(super) fn send<R>(
        &mut self,
        new_key: impl FnOnce() -> String,
        request: impl FnOnce(&D) -> R,
    ) -> Submit<R, D::Field> {
        let Some((core, draft)) = self.editable() else { return Submit::Ignored };
        if core.submit() {
            let (idempotency_key, form) = (core.idempotency_key(new_key), request(draft));
            return Submit::Send(Submission { id: self.answers.begin(), idempotency_key, form });
        }
        summary::<D>(core).map_or(Submit::Ignored, Submit::Invalid)
    }

    /// Begins a search for where what was refused may work: `request` makes what is to be sent.
    pub(super) fn begin_search<R>(&mut self, request: impl FnOnce(&mut D) -> R) -> Option<(SubmitId, R)> {
        let (core, draft) = self.editable()?;
        if !core.search() {
            return None;
        }
        let request = request(draft);
        Some((self.answers.begin(), request))
    }

    /// Ends a search that nobody waits for any more. Gives `false` where none runs.
    pub fn cancel_search(&mut self) -> bool {
        let searching = self.status() == Status::Searching;
        if let (true, State::Open(core, _)) = (searching, &mut self.state) {
            core.searched(false);
            self.answers.abandon();
        }
        searching
    }

    /// **Cancel** while checking: the `Idempotency-Key` whose attempt is to be canceled on the server, and the id
    /// to hand back with what that found out. `None` when no check runs: then Cancel means to leave, see
    /// [`Self::leave_guard`].
    pub fn cancel(&mut self) -> Option<(SubmitId, String)> {
        let State::Open(core, _) = &mut self.state else { return None };
        let key = core.cancel()?;
        Some((self.answers.newest(), key))
    }

    /// What the cancel found out. A save ends it, as does anything where the submit gets no answer; otherwise the
    /// submit's own answer is waited for, which says more.
    pub fn canceled(&mut self, id: SubmitId, outcome: CancelOutcome<D::Saved>) {
        let Some((core, _)) = self.waiting_for(id) else { return };
        match outcome {
            CancelOutcome::Saved(saved) => {
                if matches!(core.phase, Phase::Canceling(_)) {
                    self.end(State::Saved(saved));
                }
            }
            unsaved => {
                if core.canceled(matches!(unsaved, CancelOutcome::NothingSaved)) {
                    self.answers.abandon();
                }
            }
        }
    }

    /// The server saved it. What was entered is dropped, secrets are zeroized.
    pub fn succeeded(&mut self, id: SubmitId, saved: D::Saved) {
        if self.waiting_for(id).is_some() {
            self.end(State::Saved(Box::new(saved)));
        }
    }

    /// The submit failed: everything that was entered stays, and what the answer blames is marked until it is edited.
    pub fn failed(&mut self, id: SubmitId, failure: Failure) {
        let Some((core, draft)) = self.waiting_for(id) else { return };
        let mut told = false;
        if let Failure::Problem(problem) = &failure {
            draft.refused(core, problem);
            let blamed = draft.blamed(problem);
            told = problem.code == ProblemCode::Canceled || D::TELLS_AT_FIELDS && !blamed.is_empty();
            for (field, error) in blamed {
                core.blamed(D::place(field), error);
            }
        }
        if core.failed(failure, told) {
            self.answers.abandon();
        }
    }

    /// Whether leaving would lose anything.
    pub fn leave_guard(&self) -> LeaveGuard {
        match &self.state {
            State::Open(Core { phase: Phase::Checking | Phase::Canceling(_), .. }, _) => {
                LeaveGuard::Submitting
            }
            State::Open(_, draft) if draft.is_dirty() => LeaveGuard::Unsaved,
            State::Saved(saved) if D::is_lost_on_leaving(saved) => LeaveGuard::Uncopied,
            State::Open(..) | State::Saved(_) | State::Closed => LeaveGuard::Free,
        }
    }

    /// The form is closed: what was entered, or shown as saved, is dropped, and secrets are zeroized.
    pub fn close(&mut self) {
        self.end(State::Closed);
    }

    pub(super) fn draft(&self) -> Option<&D> {
        match &self.state {
            State::Open(_, draft) => Some(draft),
            State::Saved(_) | State::Closed => None,
        }
    }

    pub(super) fn core(&self) -> Option<&Core> {
        match &self.state {
            State::Open(core, _) => Some(core),
            State::Saved(_) | State::Closed => None,
        }
    }

    /// The draft, whatever the form is doing with it.
    pub(super) fn open_mut(&mut self) -> Option<(&mut Core, &mut D)> {
        match &mut self.state {
            State::Open(core, draft) => Some((core, draft)),
            State::Saved(_) | State::Closed => None,
        }
    }

    /// What was saved, while it is shown.
    pub(super) fn saved_mut(&mut self) -> Option<&mut D::Saved> {
        match &mut self.state {
            State::Saved(saved) => Some(saved),
            State::Open(..) | State::Closed => None,
        }
    }

    /// The draft, while it may be edited.
    pub(super) fn editable(&mut self) -> Option<(&mut Core, &mut D)> {
        self.open_mut().filter(|(core, _)| matches!(core.phase, Phase::Editing | Phase::Rejected(_)))
    }

    /// The draft that an answer is about. `None` when nobody waits for the answer any more.
    pub(super) fn waiting_for(&mut self, id: SubmitId) -> Option<(&mut Core, &mut D)> {
        if self.answers.wants(id) { self.open_mut() } else { None }
    }

    fn end(&mut self, state: State<D, D::Saved>) {
        self.answers.abandon();
        self.state = state;
    }
}

fn summary<D: Draft>(core: &Core) -> Option<Summary<D::Field>> {
    Summary::of(core.summary().into_iter().map(|(at, error)| (D::FIELDS[at], error)).collect())
}
