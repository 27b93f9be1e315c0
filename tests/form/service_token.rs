//! The form for a service token.

use connectors::form::{
    Announce, DAYS, Failure, FieldError, LeaveGuard, ServiceTokenFormState, Status, Submission, Submit,
    VisibleMessage,
};
use contract::codes::{ProblemCode, ServiceTokenField as Field};
use contract::secret::SecretText;
use contract::service_token::{
    CreatedServiceToken, DAY_MS, ServiceToken, ServiceTokenForm, ServiceTokenScope,
};

use crate::support::problem;

const NOW: i64 = 1_800_000_000_000;

fn error(code: ProblemCode, announce: Announce) -> Option<VisibleMessage> {
    Some(VisibleMessage::Error(FieldError::Problem(code), announce))
}

fn named(name: &str) -> ServiceTokenFormState {
    let mut form = ServiceTokenFormState::new();
    form.edit_name(name.to_owned());
    form
}

fn submit(form: &mut ServiceTokenFormState) -> Submission<ServiceTokenForm> {
    match form.submit(NOW) {
        Submit::Send(submission) => submission,
        other => panic!("not sent: {other:?}"),
    }
}

fn submit_named(form: &mut ServiceTokenFormState) -> Submission<ServiceTokenForm> {
    form.edit_name("Flows".to_owned());
    submit(form)
}

fn created() -> CreatedServiceToken {
    CreatedServiceToken {
        token: SecretText::new("cct_canary".to_owned()),
        service_token: ServiceToken {
            id: "1".to_owned(),
            name: "Flows".to_owned(),
            prefix: "cct_".to_owned(),
            scope: ServiceTokenScope::All,
            expires_at: NOW + DAY_MS,
            revoked_at: None,
            last_used_at: None,
            created_by: "ada".to_owned(),
            created_at: NOW,
        },
    }
}

#[test]
fn it_sends_what_was_entered() {
    let mut form = named("Flows");
    form.choose_days(0);
    form.choose_only_named(true);
    for connector in ["b", "a", "b"] {
        form.toggle(connector);
    }
    assert_eq!((form.name(), form.days(), form.is_only_named()), ("Flows", 0, true));
    assert_eq!([form.names("a"), form.names("b")], [true, false]);
    let scope = ServiceTokenScope::Connectors(vec!["a".to_owned()]);
    let expires_at = NOW + i64::from(DAYS[0]) * DAY_MS;
    let sent = submit(&mut form).form;
    assert_eq!(sent, ServiceTokenForm { name: "Flows".to_owned(), expires_at, scope });
    assert!(sent.parse(NOW).is_ok());
}

#[test]
fn every_life_that_is_offered_is_taken() {
    for (place, days) in DAYS.iter().enumerate() {
        let mut form = named("Flows");
        form.choose_days(place);
        assert!(submit(&mut form).form.parse(NOW).is_ok(), "{days}");
    }
}

#[test]
fn what_is_wrong_is_told_when_it_is_sent_and_goes_with_an_edit() {
    let mut form = ServiceTokenFormState::new();
    form.choose_only_named(true);
    assert!(Field::ALL.iter().all(|&field| form.message(field).is_none()));
    let Submit::Invalid(summary) = form.submit(NOW) else { panic!("not refused") };
    let wrong = [
        (Field::Name, FieldError::Problem(ProblemCode::ServiceTokenNameEmpty)),
        (Field::Scope, FieldError::Problem(ProblemCode::ServiceTokenScopeEmpty)),
    ];
    assert_eq!(summary.entries(), wrong);
    assert_eq!(form.message(Field::Name), error(ProblemCode::ServiceTokenNameEmpty, Announce::Silent));
    form.edit_name("F".to_owned());
    assert_eq!(form.message(Field::Name), None);
    assert_eq!(form.message(Field::Scope), error(ProblemCode::ServiceTokenScopeEmpty, Announce::Silent));
    form.toggle("a");
    assert_eq!((form.message(Field::Scope), form.summary()), (None, None));
}

#[test]
fn a_name_is_told_to_be_wrong_when_it_is_left() {
    let mut form = named("Fl\tows");
    assert_eq!(form.message(Field::Name), None);
    form.blur(Field::Name);
    assert_eq!(form.message(Field::Name), error(ProblemCode::ServiceTokenName, Announce::Now));
}

#[test]
fn nothing_can_be_edited_on_its_way() {
    let mut form = named("Flows");
    submit(&mut form);
    form.edit_name("Other".to_owned());
    form.choose_days(1);
    form.choose_only_named(true);
    form.toggle("a");
    assert_eq!((form.status(), form.leave_guard()), (Status::Checking, LeaveGuard::Submitting));
    assert_eq!((form.name(), form.days(), form.is_only_named(), form.names("a")), ("Flows", 2, false, false));
    assert!(matches!(form.submit(NOW), Submit::Ignored));
}

#[test]
fn the_servers_problem_stands_at_its_field_or_over_the_form() {
    let at_field = [
        (ProblemCode::ServiceTokenName, Field::Name),
        (ProblemCode::ServiceTokenNameEmpty, Field::Name),
        (ProblemCode::ServiceTokenExpiry, Field::ExpiresAt),
        (ProblemCode::ServiceTokenScope, Field::Scope),
        (ProblemCode::ServiceTokenScopeEmpty, Field::Scope),
    ];
    for &code in ProblemCode::ALL.iter().filter(|&&code| code != ProblemCode::Canceled) {
        let mut form = named("Flows");
        let id = submit(&mut form).id;
        let failure = Failure::Problem(Box::new(problem(code)));
        form.failed(id, failure.clone());
        let blamed = at_field.iter().find(|(of, _)| *of == code).map(|(_, field)| *field);
        assert_eq!(form.failure(), blamed.is_none().then_some(&failure), "{code}");
        for &field in Field::ALL {
            let expected = (blamed == Some(field)).then(|| error(code, Announce::Silent)).flatten();
            assert_eq!(form.message(field), expected, "{code} at {field}");
        }
        assert_eq!(form.name(), "Flows", "{code}: what was entered stays");
    }
    let mut form = named("Flows");
    let id = submit(&mut form).id;
    form.failed(id, Failure::NoAnswer);
    assert_eq!(form.failure(), Some(&Failure::NoAnswer));
    submit(&mut form);
    assert_eq!(form.failure(), None);
}

#[test]
fn the_token_is_there_once_and_gone_with_the_form() {
    let mut form = named("Flows");
    let id = submit(&mut form).id;
    form.created(id, created());
    assert_eq!(form.token().map(SecretText::expose), Some("cct_canary"));
    assert!(!format!("{form:?}").contains("canary"));
    form.close();
    assert_eq!((form.status(), form.token()), (Status::Closed, None));
}

#[test]
fn a_token_may_be_left_once_it_was_copied() {
    let mut form = named("Flows");
    let id = submit(&mut form).id;
    assert_eq!(form.leave_guard(), LeaveGuard::Submitting);
    form.copied();
    form.created(id, created());
    assert_eq!(form.leave_guard(), LeaveGuard::Uncopied, "what was copied before is not the token");
    form.copied();
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
    form.reopen();
    let id = submit_named(&mut form).id;
    form.created(id, created());
    assert_eq!(form.leave_guard(), LeaveGuard::Uncopied, "another token");
    form.close();
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
}

#[test]
fn a_token_that_nobody_waits_for_is_not_taken() {
    let mut form = named("Flows");
    let late = submit(&mut form).id;
    form.failed(late, Failure::NoAnswer);
    submit(&mut form);
    form.created(late, created());
    assert_eq!(form.status(), Status::Checking);
    form.close();
    form.created(late, created());
    assert_eq!(form.status(), Status::Closed);
}
