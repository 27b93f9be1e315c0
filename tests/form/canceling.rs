//! A check that is canceled waits for two answers: the create's own and the cancel's. Whatever they are, and whichever
//! comes first or never comes, the admin ends up where there is something to do, and nothing that was typed is lost.

use connectors::form::{CancelOutcome, Failure, KeyInput, SalesforceFormState, Status, SubmitId};
use contract::codes::{Field, ProblemCode};

use crate::support::{connector, filled, problem, submit};

/// The create's own answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Create {
    Saved,
    Problem(ProblemCode),
    /// None, or a proxy's page.
    Lost,
}

/// The cancel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cancel {
    Saved,
    NothingSaved,
    /// None, or a problem.
    Lost,
}

const CREATES: [Create; 6] = [
    Create::Saved,
    Create::Problem(ProblemCode::Canceled),
    Create::Problem(ProblemCode::SalesforceClientId),
    Create::Problem(ProblemCode::StorageUnavailable),
    Create::Problem(ProblemCode::Internal),
    Create::Lost,
];
const CANCELS: [Cancel; 3] = [Cancel::Saved, Cancel::NothingSaved, Cancel::Lost];

/// A form whose check is being canceled.
fn canceling() -> (SalesforceFormState, SubmitId) {
    let mut form = filled();
    let sent = submit(&mut form, "k1");
    assert_eq!(form.cancel(), Some((sent.id, "k1".to_owned())));
    assert_eq!(form.status(), Status::Canceling);
    assert_eq!(form.cancel(), None, "once is enough");
    (form, sent.id)
}

fn answer(form: &mut SalesforceFormState, id: SubmitId, create: Create) {
    match create {
        Create::Saved => form.succeeded(id, connector()),
        Create::Problem(code) => form.failed(id, failure(code)),
        Create::Lost => form.failed(id, Failure::NoAnswer),
    }
}

fn find_out(form: &mut SalesforceFormState, id: SubmitId, cancel: Cancel) {
    let outcome = match cancel {
        Cancel::Saved => CancelOutcome::Saved(Box::new(connector())),
        Cancel::NothingSaved => CancelOutcome::NothingSaved,
        Cancel::Lost => CancelOutcome::Unknown,
    };
    form.canceled(id, outcome);
}

fn failure(code: ProblemCode) -> Failure {
    Failure::Problem(Box::new(problem(code)))
}

/// Where the form must end, and the `Idempotency-Key` that the next Done must send where there is a next one.
fn end(create: Create, cancel: Cancel, create_first: bool) -> (Status, Option<&'static str>) {
    match (create, cancel) {
        (Create::Saved, _) => (Status::Saved, None),
        (_, Cancel::Saved) if !create_first || create == Create::Lost => (Status::Saved, None),
        // Whether it was saved is open: the same key, so that it is never created twice.
        (Create::Problem(ProblemCode::StorageUnavailable | ProblemCode::Internal), _)
        | (Create::Lost, Cancel::Lost) => (Status::Rejected, Some("k1")),
        (Create::Problem(ProblemCode::Canceled), _)
        | (Create::Lost, Cancel::NothingSaved | Cancel::Saved) => (Status::Editing, Some("k2")),
        // A late cancel is remembered by the server: under the old key the next Done would be canceled.
        (Create::Problem(_), _) => (Status::Rejected, Some("k2")),
    }
}

#[test]
fn every_pair_of_answers_ends_where_there_is_something_to_do() {
    for create in CREATES {
        for cancel in CANCELS {
            for create_first in [true, false] {
                let what = format!("{create:?}, {cancel:?}, create first: {create_first}");
                let (mut form, id) = canceling();
                if create_first {
                    answer(&mut form, id, create);
                    find_out(&mut form, id, cancel);
                } else {
                    find_out(&mut form, id, cancel);
                    answer(&mut form, id, create);
                }
                let (status, next_key) = end(create, cancel, create_first);
                assert_eq!(form.status(), status, "{what}");
                if let Some(next_key) = next_key {
                    assert_eq!(form.value(Field::Name), "Sales", "{what}");
                    assert!(matches!(form.key(), KeyInput::Good(_)), "{what}");
                    assert_eq!(submit(&mut form, "k2").idempotency_key, next_key, "{what}");
                }
            }
        }
    }
}

#[test]
fn one_answer_of_two_ends_it_where_it_says_enough() {
    for create in CREATES {
        let (mut form, id) = canceling();
        answer(&mut form, id, create);
        assert_eq!(form.status() == Status::Canceling, create == Create::Lost, "{create:?}");
    }
    for cancel in CANCELS {
        let (mut form, id) = canceling();
        find_out(&mut form, id, cancel);
        assert_eq!(form.status() == Status::Canceling, cancel != Cancel::Saved, "{cancel:?}");
    }
}

#[test]
fn what_is_rejected_says_why() {
    let (mut form, id) = canceling();
    find_out(&mut form, id, Cancel::Lost);
    answer(&mut form, id, Create::Lost);
    assert_eq!(form.failure(), Some(&Failure::NoAnswer));

    let (mut form, id) = canceling();
    answer(&mut form, id, Create::Problem(ProblemCode::SalesforceClientId));
    assert_eq!(form.failure(), Some(&failure(ProblemCode::SalesforceClientId)));
}

#[test]
fn a_check_that_a_late_cancel_hit_gives_the_input_back_with_a_new_key() {
    let mut form = filled();
    let sent = submit(&mut form, "k1");
    form.failed(sent.id, failure(ProblemCode::Canceled));
    assert_eq!(form.status(), Status::Editing);
    assert_eq!(submit(&mut form, "k2").idempotency_key, "k2");
}

#[test]
fn what_a_cancel_finds_out_is_not_taken_for_another_checks() {
    let (mut form, first) = canceling();
    answer(&mut form, first, Create::Problem(ProblemCode::Canceled));
    submit(&mut form, "k2");
    form.succeeded(first, connector());
    form.failed(first, Failure::NoAnswer);
    find_out(&mut form, first, Cancel::Saved);
    assert_eq!(form.status(), Status::Checking);
}
