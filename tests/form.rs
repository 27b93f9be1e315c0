//! When the form shows which error, and what each event does to it.
#![cfg(not(target_arch = "wasm32"))]

#[path = "form/support.rs"]
mod support;

#[path = "form/answers.rs"]
mod answers;
#[path = "form/canceling.rs"]
mod canceling;
#[path = "form/conflicts.rs"]
mod conflicts;
#[path = "form/editing.rs"]
mod editing;
#[path = "form/events.rs"]
mod events;
#[path = "form/keys.rs"]
mod keys;
#[path = "form/latest_only.rs"]
mod latest_only;
#[path = "form/notes.rs"]
mod notes;
#[path = "form/page_left.rs"]
mod page_left;
#[path = "form/same_connection.rs"]
mod same_connection;
#[path = "form/searching.rs"]
mod searching;
#[path = "form/service_token.rs"]
mod service_token;
#[path = "form/ways_out.rs"]
mod ways_out;

use connectors::form::{Announce, FieldError, KeyInput, LeaveGuard, Status, Submit, VisibleMessage};
use contract::codes::{Field, RuleCode, WarningCode};
use contract::limits::DEFAULT_URL;
use contract::validation::UrlPolicy;
use support::{error, filled, good_key, new_form, submit};

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
fn leaving_asks_only_where_something_would_be_lost() {
    let mut form = new_form();
    assert_eq!(form.leave_guard(), LeaveGuard::Free, "the prefilled URL is not the admin's");
    form.edit(Field::Url, "https://test.salesforce.com".to_owned());
    assert_eq!(form.leave_guard(), LeaveGuard::Unsaved);
    form.edit(Field::Url, DEFAULT_URL.to_owned());
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
    form.pick_file("notes.txt", b"no key");
    assert_eq!(form.leave_guard(), LeaveGuard::Free, "a refused file was never taken");
    let mut form = filled();
    submit(&mut form, "k1");
    assert_eq!(form.leave_guard(), LeaveGuard::Submitting);
    form.close();
    assert_eq!((form.leave_guard(), form.status()), (LeaveGuard::Free, Status::Closed));
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

#[test]
fn another_policy_judges_what_is_there_and_accuses_nobody_new() {
    let policy = || UrlPolicy { allowed_authorities: vec!["http://localhost:8090".to_owned()] };
    let mut form = filled();
    form.edit(Field::Url, "http://localhost:8090".to_owned());
    form.set_policy(policy());
    assert_eq!(submit(&mut form, "k1").form.url, "http://localhost:8090");

    let mut form = filled();
    form.edit(Field::Url, "http://localhost:8090".to_owned());
    form.blur(Field::Url);
    assert_eq!(form.message(Field::Url), error(RuleCode::UrlNotHttps, Announce::Now));
    form.set_policy(policy());
    assert_eq!(form.message(Field::Url), None);
    form.set_policy(UrlPolicy::default());
    form.edit(Field::Name, String::new());
    form.set_policy(policy());
    assert_eq!(form.message(Field::Name), None, "it is still being typed");
}
