//! The form for what admins write down about a connector.

use connectors::form::{
    Announce, CancelOutcome, Failure, FieldError, Form, LeaveGuard, NotesField, NotesFormState, Status,
    Submit, VisibleMessage,
};
use contract::api::Connector;
use contract::codes::{ProblemCode, RuleCode};
use contract::limits::{CONTACT_CHARS, NOTES_CHARS};

use crate::support::{connector, good_key, patch, problem, saved};

fn editing() -> NotesFormState {
    let mut form: NotesFormState = Form::closed();
    form.reopen(&Connector {
        notes: "Old".to_owned(),
        contact: "Ada".to_owned(),
        revision: 4,
        ..connector()
    });
    form
}

#[test]
fn it_opens_with_what_is_saved_and_sends_what_differs() {
    let mut form = editing();
    assert_eq!((form.value(NotesField::Notes), form.value(NotesField::Contact)), ("Old", "Ada"));
    assert_eq!((form.status(), form.leave_guard()), (Status::Editing, LeaveGuard::Free));
    form.edit(NotesField::Contact, " Ada ".to_owned());
    assert!(matches!(form.save(String::new), Submit::Unchanged), "blanks at the ends are no difference");
    form.edit(NotesField::Notes, String::new());
    assert_eq!(form.leave_guard(), LeaveGuard::Unsaved);
    let sent = saved(&mut form, "k1");
    assert_eq!((sent.form.revision, sent.form.patch), (4, patch("notes", "")));
    assert_eq!(form.leave_guard(), LeaveGuard::Submitting);
    form.edit(NotesField::Notes, "while it is saved".to_owned());
    assert_eq!(form.value(NotesField::Notes), "");
    form.succeeded(sent.id, connector());
    assert_eq!((form.status(), form.value(NotesField::Contact)), (Status::Saved, ""));
}

#[test]
fn what_is_too_long_is_told_when_it_is_left_and_not_sent() {
    for (field, limit, code) in [
        (NotesField::Notes, NOTES_CHARS, ProblemCode::ConnectorNotes),
        (NotesField::Contact, CONTACT_CHARS, ProblemCode::ConnectorContact),
    ] {
        let mut form = editing();
        form.edit(field, "n".repeat(limit + 1));
        assert_eq!(form.message(field), None, "it is being typed");
        form.blur(field);
        let told = VisibleMessage::Error(FieldError::Problem(code), Announce::Now);
        assert_eq!(form.message(field), Some(told));
        assert!(matches!(form.save(String::new), Submit::Invalid(_)));
        form.edit(field, "n".repeat(limit));
        assert_eq!(form.message(field), None);
        saved(&mut form, "k1");
    }
}

#[test]
fn a_private_key_is_told_at_once_and_never_sent_or_printed() {
    for &field in NotesField::ALL {
        let mut form = editing();
        form.edit(field, ["The key: ", good_key()].concat());
        let misplaced = FieldError::Rule(RuleCode::PrivateKeyMisplaced);
        assert_eq!(form.message(field), Some(VisibleMessage::Error(misplaced, Announce::Now)));
        assert!(matches!(form.save(|| unreachable!("nothing is sent")), Submit::Invalid(_)));
        assert!(!format!("{form:?}").contains("PRIVATE KEY"));
        form.drop_key();
        assert_eq!(form.value(field), "The key: ", "the page is left: what else was typed stays");
    }
}

#[test]
fn what_the_server_refuses_is_marked_and_stays() {
    let mut form = editing();
    form.edit(NotesField::Notes, "New".to_owned());
    let sent = saved(&mut form, "k1");
    form.failed(sent.id, Failure::Problem(Box::new(problem(ProblemCode::ConnectorNotes))));
    assert_eq!((form.status(), form.value(NotesField::Notes)), (Status::Rejected, "New"));
    let marked = form.message(NotesField::Notes).and_then(VisibleMessage::error);
    assert_eq!(marked, Some(FieldError::Problem(ProblemCode::ConnectorNotes)));
}

#[test]
fn a_save_is_canceled_under_its_key_and_what_was_typed_stays() {
    let mut form = editing();
    form.edit(NotesField::Notes, "New".to_owned());
    let sent = saved(&mut form, "k1");
    assert_eq!(form.cancel(), Some((sent.id, "k1".to_owned())));
    form.canceled(sent.id, CancelOutcome::NothingSaved);
    form.failed(sent.id, Failure::Problem(Box::new(problem(ProblemCode::Canceled))));
    assert_eq!((form.status(), form.value(NotesField::Notes)), (Status::Editing, "New"));
    assert_eq!(saved(&mut form, "k2").idempotency_key, "k2");
}
