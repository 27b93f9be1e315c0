//! What every open form keeps beside its values: what is known of each field, and what a submit is doing. Fields go by
//! their place in the form, so that all kinds of forms share this code.

use contract::codes::{ProblemCode, WarningCode};

use super::message::{Announce, FieldError, VisibleMessage};
use super::submit::Failure;
use super::touched::Touched;

/// What is known of a field beside its value.
#[derive(Clone, Copy, Debug, Default)]
struct FieldMeta {
    touched: Touched,
    /// What is wrong with the value, shown or not yet.
    error: Option<FieldError>,
    /// What may be amiss with the value, and the field whose leaving tells of it, where that is not told at once.
    warning: Option<(WarningCode, Option<usize>)>,
    /// What the server blamed the field for; stays until the field is edited.
    server: Option<FieldError>,
    /// Whether the last Done listed the field.
    summarized: bool,
}

/// What an open form is doing.
#[derive(Debug)]
pub(super) enum Phase {
    Editing,
    Checking,
    Canceling(PendingCancel),
    Rejected(Failure),
    /// After a submit that failed so.
    Searching(Failure),
}

/// What a canceled submit was told so far: two answers are on their way, the submit's own and the cancel's. Either may
/// come first, and neither may come at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PendingCancel {
    Nothing,
    /// The submit gets no answer: what the cancel finds out decides.
    NoAnswer,
    /// The cancel says that nothing was saved: the submit's own answer says why.
    NothingSaved,
    /// The cancel got no answer: the submit's own decides.
    Unknown,
}

/// What an open form keeps beside its values.
#[derive(Debug)]
pub struct Core {
    fields: Vec<FieldMeta>,
    pub(super) phase: Phase,
    /// Made by the first Done on this input; gone with the next change.
    idempotency_key: Option<String>,
    /// Whether the last Save found nothing to save, and nothing was changed since.
    unchanged: bool,
}

impl Core {
    pub(super) fn new(fields: usize) -> Self {
        Self {
            fields: vec![FieldMeta::default(); fields],
            phase: Phase::Editing,
            idempotency_key: None,
            unchanged: false,
        }
    }

    /// A value was judged that nobody edited: an initial one, or one under another policy.
    pub(super) fn judged(&mut self, at: usize, error: Option<FieldError>) {
        self.fields[at].error = error;
    }

    /// A value was edited, and this is wrong with it now.
    pub(super) fn edited(&mut self, at: usize, error: Option<FieldError>) {
        let was_right = self.fields[at].error.is_none();
        let touched = self.fields[at].touched.edited(was_right, error.is_none());
        self.changed(at, error, touched);
    }

    /// A value came as a whole, as from a file: it is shown at once what is wrong, there is no typing to wait for.
    pub(super) fn given(&mut self, at: usize, error: Option<FieldError>) {
        self.changed(at, error, Touched::Left);
    }

    /// A value was taken away to be given anew.
    pub(super) fn cleared(&mut self, at: usize, error: Option<FieldError>) {
        self.changed(at, error, Touched::Untouched);
    }

    /// A value was taken away, whatever the form is doing: a submit that runs can still be canceled by its
    /// `Idempotency-Key`.
    pub(super) fn dropped(&mut self, at: usize, error: Option<FieldError>) {
        let idempotency_key = self.idempotency_key.take();
        self.given(at, error);
        self.idempotency_key = idempotency_key;
    }

    fn changed(&mut self, at: usize, error: Option<FieldError>, touched: Touched) {
        let summarized = self.fields[at].summarized;
        self.fields[at] = FieldMeta { touched, error, warning: None, server: None, summarized };
        self.idempotency_key = None;
        self.unchanged = false;
    }

    /// What is sent next is for another revision of what is saved: no answer to what was sent before is its own.
    pub(super) fn rebased(&mut self) {
        self.idempotency_key = None;
        self.unchanged = false;
    }

    /// Save found nothing to save.
    pub(super) fn found_unchanged(&mut self) {
        (self.phase, self.unchanged) = (Phase::Editing, true);
    }

    /// Whether the last Save found nothing to save, and nothing was changed since.
    pub(super) fn is_unchanged(&self) -> bool {
        self.unchanged
    }

    /// The warning about a field, and the field whose leaving tells of it. Without one it is told at once.
    pub(super) fn warned(&mut self, at: usize, warning: Option<WarningCode>, told_by: Option<usize>) {
        self.fields[at].warning = warning.map(|warning| (warning, told_by));
    }

    pub(super) fn left(&mut self, at: usize) {
        let field = &mut self.fields[at];
        field.touched = field.touched.left();
    }

    /// The server's answer blames a field.
    pub(super) fn blamed(&mut self, at: usize, error: FieldError) {
        self.fields[at].server = Some(error);
    }

    /// What to show at a field. An error outranks a warning, and the server's word outranks our own.
    pub(super) fn message(&self, at: usize) -> Option<VisibleMessage> {
        let FieldMeta { touched, error, warning, server, .. } = self.fields[at];
        if let Some(error) = server {
            return Some(VisibleMessage::Error(error, Announce::Silent));
        }
        if let Some(error) = error {
            return touched.announce().map(|announce| VisibleMessage::Error(error, announce));
        }
        let announce = match warning? {
            (_, None) => Announce::Now,
            // A warning may be a matter of two fields: leaving either one tells; typing either one does not.
            (_, Some(_)) if touched == Touched::Typing => return None,
            (_, Some(told_by)) => self.fields[told_by].touched.announce()?,
        };
        let (warning, _) = warning?;
        Some(VisibleMessage::Warning(warning, announce))
    }

    /// The fields that the last Done listed and that still show an error, in the order of the form.
    pub(super) fn summary(&self) -> Vec<(usize, FieldError)> {
        let listed = (0..self.fields.len()).filter(|&at| self.fields[at].summarized);
        listed.filter_map(|at| Some((at, self.message(at)?.error()?))).collect()
    }

    /// Done: shows what is wrong with every field. Gives whether nothing is.
    pub(super) fn submit(&mut self) -> bool {
        self.unchanged = false;
        for field in &mut self.fields {
            (field.touched, field.server) = (Touched::Done, None);
            field.summarized = field.error.is_some();
        }
        let valid = self.is_valid();
        self.phase = if valid { Phase::Checking } else { Phase::Editing };
        valid
    }

    /// The `Idempotency-Key` of the input as it is.
    pub(super) fn idempotency_key(&mut self, new_key: impl FnOnce() -> String) -> String {
        self.idempotency_key.get_or_insert_with(new_key).clone()
    }

    /// Cancel while checking: the `Idempotency-Key` under which the submit runs.
    pub(super) fn cancel(&mut self) -> Option<String> {
        if !matches!(self.phase, Phase::Checking) {
            return None;
        }
        self.phase = Phase::Canceling(PendingCancel::Nothing);
        self.idempotency_key.clone()
    }

    /// What the cancel found out, where that is not something saved. Gives whether the submit is over.
    pub(super) fn canceled(&mut self, nothing_saved: bool) -> bool {
        let found = if nothing_saved { PendingCancel::NothingSaved } else { PendingCancel::Unknown };
        match self.phase {
            Phase::Canceling(PendingCancel::NoAnswer) => self.unanswered(found),
            Phase::Canceling(_) => {
                self.phase = Phase::Canceling(found);
                false
            }
            Phase::Editing | Phase::Checking | Phase::Rejected(_) | Phase::Searching(_) => false,
        }
    }

    /// The submit failed; `told` says that its fields tell all there is to tell. Gives whether it is over.
    ///
    /// While canceling, a missing answer says nothing: what the cancel finds out decides. An answer by which nothing
    /// was saved ends the `Idempotency-Key` then: a cancel that reaches the server only now is remembered there, and
    /// the next Done must not run into it.
    pub(super) fn failed(&mut self, failure: Failure, told: bool) -> bool {
        let heard = match self.phase {
            Phase::Canceling(heard) => Some(heard),
            Phase::Editing | Phase::Checking | Phase::Rejected(_) | Phase::Searching(_) => None,
        };
        if heard.is_some() && !failure.may_have_saved() || is_over(&failure) {
            self.idempotency_key = None;
        }
        self.phase = match (failure, heard) {
            (Failure::NoAnswer, Some(found @ (PendingCancel::NothingSaved | PendingCancel::Unknown))) => {
                return self.unanswered(found);
            }
            (Failure::NoAnswer, Some(_)) => {
                self.phase = Phase::Canceling(PendingCancel::NoAnswer);
                return false;
            }
            _ if told => Phase::Editing,
            (failure, _) => Phase::Rejected(failure),
        };
        true
    }

    /// Whether nothing that was entered breaks a rule.
    pub(super) fn is_valid(&self) -> bool {
        self.fields.iter().all(|field| field.error.is_none())
    }

    /// What was refused is tried elsewhere. Gives `false` where nothing was refused.
    pub(super) fn search(&mut self) -> bool {
        self.change_phase(|phase| match phase {
            Phase::Rejected(failure) => Phase::Searching(failure),
            other => other,
        });
        matches!(self.phase, Phase::Searching(_))
    }

    /// The search is over; where it found something, what was refused does not stand any more.
    pub(super) fn searched(&mut self, found: bool) {
        self.change_phase(|phase| match phase {
            Phase::Searching(_) if found => Phase::Editing,
            Phase::Searching(failure) => Phase::Rejected(failure),
            other => other,
        });
        if found {
            for field in &mut self.fields {
                field.server = None;
            }
        }
    }

    /// The fields that the server's answer blames and that were not edited since, in the order of the form.
    pub(super) fn blamed_fields(&self) -> impl Iterator<Item = usize> {
        self.fields.iter().enumerate().filter(|(_, field)| field.server.is_some()).map(|(at, _)| at)
    }

    fn change_phase(&mut self, change: impl FnOnce(Phase) -> Phase) {
        self.phase = change(std::mem::replace(&mut self.phase, Phase::Editing));
    }

    /// The submit gets no answer, and this is what its cancel found out.
    fn unanswered(&mut self, found: PendingCancel) -> bool {
        self.phase = if found == PendingCancel::NothingSaved {
            self.idempotency_key = None;
            Phase::Editing
        } else {
            Phase::Rejected(Failure::NoAnswer)
        };
        true
    }
}

/// Whether the server is done with the `Idempotency-Key`.
fn is_over(failure: &Failure) -> bool {
    matches!(failure, Failure::Problem(problem) if matches!(
        problem.code,
        ProblemCode::Canceled | ProblemCode::IdempotencyKeyReused | ProblemCode::IdempotencyKeyMalformed
    ))
}
