//! Random events in random order: whatever happens, the form keeps its promises.

#[path = "events/inputs.rs"]
mod inputs;

use std::collections::HashMap;

use connectors::form::{
    CancelOutcome, Failure, FieldError, KeyInput, KeyToSend, LeaveGuard, SalesforceFormState, Status, Submit,
    SubmitId, VisibleMessage,
};
use contract::api::{Change, Connector, ConnectorField, Problem};
use contract::codes::{Field, ProblemCode};
use contract::validation::UrlPolicy;

use self::inputs::{Random, Sent, patch_may_be_sent, sent, values_for};
use crate::support::{connector, filled, good_key, new_form, problem};

const RUNS: u64 = 250;
const EVENTS_A_RUN: usize = 40;

/// What a test knows beside the form: who may be judged, what was sent.
struct Run {
    form: SalesforceFormState,
    random: Random,
    may_speak: [bool; Field::ALL.len()],
    edited: [bool; Field::ALL.len()],
    ids: Vec<SubmitId>,
    sent: HashMap<String, Sent>,
    keys_made: usize,
    /// The connector that is edited, as others have left it. A new one has none.
    saved: Option<Connector>,
}

impl Run {
    fn new(seed: u64) -> Self {
        // Two thirds of the runs begin with a form that could be sent, so that checks happen often: one that was filled
        // in, and a saved connector's.
        let filled_in = seed.is_multiple_of(3);
        let mut run = Self {
            form: match seed % 3 {
                0 => filled(),
                1 => SalesforceFormState::of_connector(&connector(), UrlPolicy::default()),
                _ => new_form(),
            },
            random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            may_speak: [false; Field::ALL.len()],
            edited: [filled_in; Field::ALL.len()],
            ids: Vec::new(),
            sent: HashMap::new(),
            keys_made: 0,
            saved: (seed % 3 == 1).then(connector),
        };
        run.edited[Field::Url as usize] = false;
        run.edited[Field::Audience as usize] = false;
        run
    }

    fn is_editable(&self) -> bool {
        matches!(self.form.status(), Status::Editing | Status::Rejected)
    }

    fn event(&mut self) {
        let field = *self.random.one_of(Field::ALL);
        match self.random.below(17) {
            0..=4 => self.edit(field),
            5..=7 => self.blur(field),
            8 => self.file(),
            9 => {
                let mut cleared = self.is_editable();
                match self.random.below(3) {
                    0 => self.form.replace_key(),
                    1 => {
                        cleared &= self.form.has_previous_key();
                        self.form.keep_previous_key();
                    }
                    _ => {
                        cleared &= self.form.may_keep_stored_key();
                        self.form.keep_stored_key();
                    }
                }
                if cleared {
                    self.may_speak[Field::PrivateKey as usize] = false;
                    self.edited[Field::PrivateKey as usize] = false;
                }
            }
            16 => self.leave_page(),
            10 | 11 => self.done(),
            12 => self.cancel(),
            13 | 14 => self.answer(),
            _ if self.random.below(8) == 0 => self.form.close(),
            _ => self.form.set_policy(UrlPolicy::default()),
        }
    }

    fn edit(&mut self, field: Field) {
        let value = *self.random.one_of(&values_for(field));
        let before = self.form.value(field).to_owned();
        self.form.edit(field, value.to_owned());
        if self.is_editable() {
            self.edited[field as usize] |= before != value;
        } else {
            assert_eq!(self.form.value(field), before, "read-only");
        }
    }

    fn blur(&mut self, field: Field) {
        self.form.blur(field);
        self.may_speak[field as usize] |= self.is_editable() && self.edited[field as usize];
    }

    fn file(&mut self) {
        let content = *self.random.one_of(&[good_key(), "no key", ""]);
        match self.random.below(4) {
            0 => self.form.file_unreadable("a.pem"),
            1 => self.form.use_generated_key("pair-1".to_owned()),
            _ => self.form.pick_file("a.pem", content.as_bytes()),
        }
        self.may_speak[Field::PrivateKey as usize] |= self.is_editable();
    }

    fn leave_page(&mut self) {
        let before = self.form.status();
        self.form.drop_key();
        assert_eq!(self.form.status(), before, "whatever runs goes on");
        assert!(!matches!(self.form.key(), KeyInput::Good(_) | KeyInput::Typed(..)), "the key stays");
        self.may_speak[Field::PrivateKey as usize] |= matches!(self.form.key(), KeyInput::Dropped);
    }

    fn done(&mut self) {
        let before = self.form.status();
        let editable = self.is_editable();
        self.keys_made += 1;
        let key = format!("k{}", self.keys_made);
        let done = match &self.saved {
            None => sent(self.form.submit(|| key), Sent::Form),
            Some(_) => sent(self.form.save(|| key), |update| Sent::Patch(update.revision, update.patch)),
        };
        match done {
            Submit::Unchanged => {
                assert!(editable && !self.form.has_changes());
                assert_eq!(self.form.status(), Status::Editing);
            }
            Submit::Ignored => {
                assert!(!editable, "an editable form listens to Done");
                assert_eq!(self.form.status(), before);
            }
            Submit::Invalid(summary) => {
                assert!(editable);
                assert_eq!(self.form.status(), Status::Editing);
                assert!(!summary.entries().is_empty());
                for (field, error) in summary.entries() {
                    assert_eq!(self.form.message(*field).and_then(VisibleMessage::error), Some(*error));
                }
                self.may_speak = [true; Field::ALL.len()];
            }
            Submit::Send(submission) => {
                assert!(editable);
                assert_eq!(self.form.status(), Status::Checking);
                self.may_be_sent(&submission.form);
                let earlier = self.sent.insert(submission.idempotency_key, submission.form.clone());
                assert!(earlier.is_none_or(|earlier| earlier == submission.form), "one key for two inputs");
                assert!(!self.ids.contains(&submission.id));
                self.ids.push(submission.id);
                self.may_speak = [true; Field::ALL.len()];
            }
        }
    }

    /// All rules hold, and the key is what the state says: nobody else's, and none where none is to be sent.
    fn may_be_sent(&self, sent: &Sent) {
        let key = self.form.key_to_send().expect("something is to be sent");
        let form = match sent {
            Sent::Form(form) => form,
            Sent::Patch(_, patch) => return patch_may_be_sent(patch, &key),
        };
        let (pem, broken) = match &key {
            KeyToSend::Pem(pem) => (pem.expose(), None),
            KeyToSend::Unchanged | KeyToSend::Generated(_) => ("", Some(Field::PrivateKey)),
        };
        assert_eq!(form.private_key.expose(), pem);
        let refused = form.parse(&UrlPolicy::default()).err();
        let violations = refused.map(|refused| refused.violations).unwrap_or_default();
        let violations: Vec<Field> = violations.iter().map(|violation| violation.field).collect();
        assert_eq!(violations, broken.into_iter().collect::<Vec<_>>(), "broken rules were sent");
        assert_eq!(matches!(key, KeyToSend::Unchanged), matches!(self.form.key(), KeyInput::Stored));
    }

    fn cancel(&mut self) {
        let before = self.form.status();
        let canceled = self.form.cancel();
        assert_eq!(canceled.is_some(), before == Status::Checking);
        if let Some((id, key)) = canceled {
            assert!(self.sent.contains_key(&key), "a key that was never sent");
            assert_eq!(self.ids.last(), Some(&id));
        }
    }

    fn answer(&mut self) {
        if self.ids.is_empty() {
            return;
        }
        let before = self.form.status();
        let id = *self.random.one_of(&self.ids);
        match self.random.below(8) {
            7 => self.changed_meanwhile(id),
            0 => self.form.succeeded(id, connector()),
            1 => self.form.failed(id, Failure::NoAnswer),
            2 => self.form.canceled(id, CancelOutcome::NothingSaved),
            3 => self.form.canceled(id, CancelOutcome::Unknown),
            4 => self.form.canceled(id, CancelOutcome::Saved(Box::new(connector()))),
            _ => {
                let code = *self.random.one_of(ProblemCode::ALL);
                self.form.failed(id, Failure::Problem(Box::new(problem(code))));
            }
        }
        let waited = matches!(before, Status::Checking | Status::Canceling);
        let newest = self.ids.last() == Some(&id);
        assert!(
            (waited && newest) || self.form.status() == before,
            "an answer nobody waits for changed the form"
        );
    }

    /// Somebody else changed a field before the save came.
    fn changed_meanwhile(&mut self, id: SubmitId) {
        let Some(saved) = &mut self.saved else { return };
        saved.revision += 1;
        let at = self.random.below(2);
        saved.name = ["Sales", "Service"][at].to_owned();
        saved.url = ["https://login.salesforce.com", "https://test.salesforce.com"][at].to_owned();
        let changes = vec![Change { field: ConnectorField::Url, user: "grace".to_owned(), at: 1 }];
        let current = Some(Box::new(saved.clone()));
        let refusal = Problem { changes, current, ..problem(ProblemCode::ConnectorChanged) };
        self.form.failed(id, Failure::Problem(Box::new(refusal)));
    }

    fn holds(&self) {
        let status = self.form.status();
        if matches!(status, Status::Saved | Status::Closed) {
            assert!(matches!(self.form.key(), KeyInput::Empty), "the key outlived the form");
            assert!(Field::ALL.iter().all(|&field| self.form.value(field).is_empty()));
            assert_eq!((self.form.summary(), self.form.leave_guard()), (None, LeaveGuard::Free));
        }
        for &field in Field::ALL {
            match self.form.message(field) {
                // It is no fault of the field: another one changed.
                Some(VisibleMessage::Error(FieldError::KeyNeededAgain, _)) => {}
                Some(VisibleMessage::Error(error, _)) => {
                    assert!(self.may_speak[field as usize], "{field} was accused too early of {error:?}");
                }
                Some(VisibleMessage::Warning(..)) => assert_ne!(status, Status::Saved),
                None => {}
            }
        }
        if let Some(summary) = self.form.summary() {
            assert!(
                summary
                    .entries()
                    .iter()
                    .all(|(_, error)| *error != FieldError::Problem(ProblemCode::Canceled))
            );
        }
    }
}

#[test]
fn no_order_of_events_breaks_a_promise() {
    let mut reached = Vec::new();
    for seed in 0..RUNS {
        let mut run = Run::new(seed);
        for _ in 0..EVENTS_A_RUN {
            let before = run.form.status();
            run.event();
            run.holds();
            let after = run.form.status();
            assert!(before != Status::Closed || after == Status::Closed, "seed {seed}: a closed form opened");
            assert!(
                before != Status::Saved || matches!(after, Status::Saved | Status::Closed),
                "seed {seed}"
            );
            if !reached.contains(&after) {
                reached.push(after);
            }
        }
        let debug = format!("{:?}", run.form);
        assert!(!debug.contains("BEGIN PRIVATE KEY"), "seed {seed}: Debug shows the key");
    }
    assert_eq!(reached.len(), 6, "the events must reach every status, not only {reached:?}");
}
