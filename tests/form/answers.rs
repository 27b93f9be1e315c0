//! What the server's answers do to a form, and which of them are its.

use connectors::form::{Failure, FieldError, KeyInput, LeaveGuard, Status, VisibleMessage};
use contract::api::Violation;
use contract::codes::{Field, ProblemCode, RuleCode};
use contract::limits::DEFAULT_URL;
use contract::validation::UrlPolicy;

use crate::support::{connector, fill, filled, problem, submit};

#[test]
fn every_problem_marks_its_own_field_until_that_field_is_edited() {
    for &code in ProblemCode::ALL.iter().filter(|&&code| code != ProblemCode::Canceled) {
        let mut form = filled();
        let sent = submit(&mut form, "k1");
        let failure = Failure::Problem(Box::new(problem(code)));
        form.failed(sent.id, failure.clone());
        assert_eq!(form.failure(), Some(&failure), "{code}");
        for &field in Field::ALL {
            let marked = form.message(field).and_then(VisibleMessage::error);
            let expected = (code.field() == Some(field)).then_some(FieldError::Problem(code));
            assert_eq!(marked, expected, "{code} at {field}");
            form.blur(field);
            assert_eq!(
                form.message(field).and_then(VisibleMessage::error),
                expected,
                "a blur corrects nothing"
            );
        }
        if let Some(field) = code.field() {
            form.edit(field, "changed".to_owned());
            assert_ne!(form.message(field).and_then(VisibleMessage::error), Some(FieldError::Problem(code)));
        }
        assert_eq!(form.failure(), Some(&failure), "what to do stays on the screen");
    }
}

#[test]
fn a_refused_audience_is_marked_where_it_was_entered() {
    let refused = |audience: &str| {
        let mut form = filled();
        form.edit(Field::Audience, audience.to_owned());
        let id = submit(&mut form, "k").id;
        form.failed(id, Failure::Problem(Box::new(problem(ProblemCode::SalesforceAudience))));
        [Field::Url, Field::Audience]
            .map(|field| form.message(field).and_then(VisibleMessage::error).is_some())
    };
    assert_eq!(refused(""), [true, false]);
    assert_eq!(refused("https://test.salesforce.com"), [false, true]);
}

#[test]
fn the_servers_violations_stand_at_their_fields() {
    let mut form = filled();
    let sent = submit(&mut form, "k1");
    let mut taken = problem(ProblemCode::NameTaken);
    taken.violations = vec![Violation { field: Field::Name, code: RuleCode::NameTaken }];
    form.failed(sent.id, Failure::Problem(Box::new(taken)));
    assert_eq!(
        form.message(Field::Name).and_then(VisibleMessage::error),
        Some(FieldError::Rule(RuleCode::NameTaken))
    );
    form.edit(Field::Name, "Sales 2".to_owned());
    assert_eq!(form.message(Field::Name), None);
}

#[test]
fn an_unchanged_input_keeps_its_idempotency_key() {
    let mut form = filled();
    let first = submit(&mut form, "k1");
    form.failed(first.id, Failure::NoAnswer);
    form.edit(Field::Name, "Sales".to_owned());
    let again = submit(&mut form, "k2");
    assert_eq!(again.idempotency_key, "k1");
    form.failed(again.id, Failure::NoAnswer);
    form.edit(Field::Name, "Sales!".to_owned());
    assert_eq!(submit(&mut form, "k3").idempotency_key, "k3");
}

#[test]
fn done_again_is_safe_wherever_it_may_have_been_saved() {
    let open = |code| matches!(code, ProblemCode::StorageUnavailable | ProblemCode::Internal);
    let failures = ProblemCode::ALL.iter().map(|&code| Failure::Problem(Box::new(problem(code))));
    for failure in failures.chain([Failure::NoAnswer]) {
        let may_have_saved = match &failure {
            Failure::Problem(problem) => open(problem.code),
            Failure::NoAnswer => true,
        };
        assert_eq!(failure.may_have_saved(), may_have_saved, "{failure:?}");
        if may_have_saved {
            let mut form = filled();
            let sent = submit(&mut form, "k1");
            form.failed(sent.id, failure.clone());
            assert_eq!(
                submit(&mut form, "k2").idempotency_key,
                "k1",
                "{failure:?}: it would be created twice"
            );
        }
    }
}

#[test]
fn a_key_that_the_server_is_done_with_is_not_sent_again() {
    let over =
        [ProblemCode::Canceled, ProblemCode::IdempotencyKeyReused, ProblemCode::IdempotencyKeyMalformed];
    for code in over {
        let mut form = filled();
        let sent = submit(&mut form, "k1");
        form.failed(sent.id, Failure::Problem(Box::new(problem(code))));
        assert_eq!(submit(&mut form, "k2").idempotency_key, "k2", "{code}");
    }
}

#[test]
fn a_saved_form_holds_nothing_that_was_typed() {
    let mut form = filled();
    let sent = submit(&mut form, "k1");
    form.succeeded(sent.id, connector());
    assert_eq!(form.saved(), Some(&connector()));
    assert!(matches!(form.key(), KeyInput::Empty));
    assert!(Field::ALL.iter().all(|&field| form.value(field).is_empty()));
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
}

#[test]
fn an_answer_that_the_form_before_waited_for_is_nobodys() {
    let mut form = filled();
    let left = submit(&mut form, "k1");
    form.close();
    form.reopen(DEFAULT_URL, UrlPolicy::default());
    assert_eq!((form.status(), form.leave_guard()), (Status::Editing, LeaveGuard::Free));
    fill(&mut form);
    let sent = submit(&mut form, "k2");
    form.failed(left.id, Failure::NoAnswer);
    form.succeeded(left.id, connector());
    assert_eq!(form.status(), Status::Checking);
    form.succeeded(sent.id, connector());
    assert_eq!(form.saved(), Some(&connector()));
}
