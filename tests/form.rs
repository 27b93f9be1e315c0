//! When the form shows which error, and what each event does to it.
#![cfg(not(target_arch = "wasm32"))]

#[path = "form/support.rs"]
mod support;

#[path = "form/canceling.rs"]
mod canceling;
#[path = "form/events.rs"]
mod events;

use connectors::form::{Announce, Failure, FieldError, KeyInput, LeaveGuard, Status, Submit, VisibleMessage};
use contract::api::Violation;
use contract::codes::{Field, ProblemCode, RuleCode, WarningCode};
use contract::limits::DEFAULT_URL;
use contract::validation::UrlPolicy;
use support::{connector, fill, filled, good_key, new_form, problem, submit};

fn error(code: RuleCode, announce: Announce) -> Option<VisibleMessage> {
    Some(VisibleMessage::Error(FieldError::Rule(code), announce))
}

#[test]
fn a_field_is_silent_while_it_is_first_typed_and_speaks_when_it_is_left() {
    let mut form = new_form();
    for typed in ["a", "a@", "a@b"] {
        form.edit(Field::EmailId, typed.to_owned());
        assert_eq!(form.message(Field::EmailId), None, "{typed}");
    }
    form.blur(Field::EmailId);
    assert_eq!(form.message(Field::EmailId), error(RuleCode::EmailIdShape, Announce::Now));
}

#[test]
fn a_field_that_was_wrong_is_judged_on_every_keystroke_until_it_is_right() {
    let mut form = new_form();
    form.edit(Field::EmailId, "a".to_owned());
    form.blur(Field::EmailId);
    form.edit(Field::EmailId, "a@b".to_owned());
    assert_eq!(form.message(Field::EmailId), error(RuleCode::EmailIdShape, Announce::AfterPause));
    form.edit(Field::EmailId, String::new());
    assert_eq!(form.message(Field::EmailId), error(RuleCode::EmailIdEmpty, Announce::AfterPause));
    form.edit(Field::EmailId, "a@b.com".to_owned());
    assert_eq!(form.message(Field::EmailId), None);
    form.edit(Field::EmailId, "a@b.com ,".to_owned());
    assert_eq!(form.message(Field::EmailId), None, "it was right: silent again until it is left");
    form.edit(Field::EmailId, "a@b.com".to_owned());
    form.blur(Field::EmailId);
    form.edit(Field::EmailId, "a@b.com ,".to_owned());
    assert_eq!(form.message(Field::EmailId), None, "it was right when it was left");
    form.blur(Field::EmailId);
    assert_eq!(form.message(Field::EmailId), error(RuleCode::EmailIdShape, Announce::Now));
}

#[test]
fn walking_through_an_empty_form_accuses_nobody() {
    let mut form = new_form();
    for &field in Field::ALL {
        form.blur(field);
        assert_eq!(form.message(field), None, "{field}");
    }
}

#[test]
fn done_judges_every_field_in_the_order_of_the_form() {
    let mut form = new_form();
    form.edit(Field::EmailId, "nobody".to_owned());
    let Submit::Invalid(summary) = form.submit(|| unreachable!("nothing is sent")) else {
        panic!("not refused")
    };
    let rule = |field, code| (field, FieldError::Rule(code));
    let expected = [
        rule(Field::Name, RuleCode::NameEmpty),
        rule(Field::ClientId, RuleCode::ClientIdEmpty),
        rule(Field::EmailId, RuleCode::EmailIdShape),
        rule(Field::PrivateKey, RuleCode::KeyEmpty),
    ];
    assert_eq!(summary.entries(), expected);
    assert_eq!(
        form.message(Field::Name),
        error(RuleCode::NameEmpty, Announce::Silent),
        "the summary says it"
    );
    assert_eq!(form.status(), Status::Editing);

    form.edit(Field::Name, "Sales".to_owned());
    assert_eq!(form.summary().expect("three are left").entries(), &expected[1..]);
}

#[test]
fn a_summary_that_is_worked_off_goes_away() {
    let mut form = filled();
    form.edit(Field::Name, " ".to_owned());
    assert!(matches!(form.submit(String::new), Submit::Invalid(_)));
    form.edit(Field::Name, "Sales".to_owned());
    assert_eq!(form.summary(), None);
}

#[test]
fn done_sends_what_was_typed_and_the_key() {
    let mut form = filled();
    let sent = submit(&mut form, "k1");
    assert_eq!(sent.form.name, "Sales");
    assert_eq!(sent.form.url, DEFAULT_URL);
    assert_eq!(sent.form.private_key.expose(), good_key());
    assert_eq!(form.status(), Status::Checking);
    assert!(matches!(form.submit(|| unreachable!("a check is running")), Submit::Ignored));
}

#[test]
fn nothing_can_be_edited_while_a_check_runs() {
    let mut form = filled();
    submit(&mut form, "k1");
    form.edit(Field::Name, "Other".to_owned());
    form.replace_key();
    form.pick_file("x.pem", b"x");
    assert_eq!(form.value(Field::Name), "Sales");
    assert!(matches!(form.key(), KeyInput::Good(_)));
}

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

#[test]
fn leaving_asks_only_where_something_would_be_lost() {
    let mut form = new_form();
    assert_eq!(form.leave_guard(), LeaveGuard::Free, "the prefilled URL is not the admin's");
    form.edit(Field::Url, "https://test.salesforce.com".to_owned());
    assert_eq!(form.leave_guard(), LeaveGuard::AskUnsaved);
    form.edit(Field::Url, DEFAULT_URL.to_owned());
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
    form.pick_file("notes.txt", b"no key");
    assert_eq!(form.leave_guard(), LeaveGuard::Free, "a refused file was never taken");
    let mut form = filled();
    submit(&mut form, "k1");
    assert_eq!(form.leave_guard(), LeaveGuard::AskChecking);
    form.close();
    assert_eq!((form.leave_guard(), form.status()), (LeaveGuard::Free, Status::Closed));
}

#[test]
fn a_good_key_collapses_and_is_never_echoed() {
    let mut form = new_form();
    form.edit(Field::PrivateKey, good_key().replace('\n', "\r\n"));
    let KeyInput::Good(key) = form.key() else { panic!("not taken") };
    assert_eq!(key.bits, 2048);
    assert!(!key.repairs.is_empty());
    assert_eq!(form.value(Field::PrivateKey), "");
    form.edit(Field::PrivateKey, String::new());
    assert!(matches!(form.key(), KeyInput::Good(_)), "the text area's last event does not drop it");
    form.replace_key();
    form.blur(Field::PrivateKey);
    assert_eq!(form.message(Field::PrivateKey), None, "an empty input to fill in, not an error");
}

#[test]
fn a_file_is_judged_at_once() {
    let mut form = new_form();
    form.pick_file("cert.pem", b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    assert_eq!(form.message(Field::PrivateKey), error(RuleCode::KeyIsCertificate, Announce::Now));
    assert!(matches!(form.key(), KeyInput::FileRefused { file_name, .. } if file_name == "cert.pem"));
    form.file_unreadable("gone.pem");
    assert_eq!(
        form.message(Field::PrivateKey),
        Some(VisibleMessage::Error(FieldError::FileUnreadable, Announce::Now))
    );
    form.pick_file("key.pem", good_key().as_bytes());
    assert_eq!(form.message(Field::PrivateKey), None);
    assert!(matches!(form.key(), KeyInput::Good(_)));
}

#[test]
fn an_address_bars_url_comes_with_an_offer_once_it_is_shown() {
    let mut form = new_form();
    form.edit(Field::Url, "https://acme.lightning.force.com".to_owned());
    assert_eq!(form.suggested_url(), None);
    form.blur(Field::Url);
    let offer = form.suggested_url().expect("an offer");
    assert_eq!(offer, "https://acme.my.salesforce.com");
    form.edit(Field::Url, offer);
    assert_eq!((form.message(Field::Url), form.suggested_url()), (None, None));
}

#[test]
fn warnings_inform_once_the_field_is_left_and_do_not_block() {
    let mut form = filled();
    form.edit(Field::ClientId, "PlatformCLI".to_owned());
    assert_eq!(form.message(Field::ClientId), None);
    form.blur(Field::ClientId);
    let unusual = VisibleMessage::Warning(WarningCode::ClientIdUnusual, Announce::Now);
    assert_eq!(form.message(Field::ClientId), Some(unusual));
    assert_eq!(submit(&mut form, "k1").form.client_id, "PlatformCLI");
}

#[test]
fn leaving_the_email_id_tells_that_the_prefilled_url_may_be_wrong() {
    let mut form = new_form();
    form.edit(Field::EmailId, "ada@acme.com.uat".to_owned());
    assert_eq!(form.message(Field::Url), None);
    form.blur(Field::EmailId);
    let warning = VisibleMessage::Warning(WarningCode::UrlProductionForSandboxUser, Announce::Now);
    assert_eq!(form.message(Field::Url), Some(warning));
    form.edit(Field::Url, "https://test.salesforce.com".to_owned());
    assert_eq!(form.message(Field::Url), None);
}
