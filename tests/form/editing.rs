//! The form for a connector that is there already.

use connectors::form::{
    Announce, Failure, FieldError, LeaveGuard, SalesforceFormState, Status, VisibleMessage,
};
use contract::api::Connector;
use contract::codes::{Field, ProblemCode, RuleCode, WarningCode};
use contract::validation::UrlPolicy;

use crate::support::{connector, error, problem, submit};

fn editing(connector: &Connector) -> SalesforceFormState {
    SalesforceFormState::of_connector(connector, UrlPolicy::default())
}

#[test]
fn it_opens_with_what_was_saved_and_may_be_left() {
    let saved = Connector { audience: Some("https://test.salesforce.com".to_owned()), ..connector() };
    let form = editing(&saved);
    let values = [Field::Name, Field::ClientId, Field::EmailId, Field::Url, Field::Audience];
    let values = values.map(|field| form.value(field));
    assert_eq!(
        values,
        ["Sales", &saved.client_id, "ada@acme.com", &saved.url, "https://test.salesforce.com"]
    );
    assert_eq!((form.status(), form.leave_guard()), (Status::Editing, LeaveGuard::Free));
    assert!(Field::ALL.iter().all(|&field| form.message(field).is_none()));
}

#[test]
fn only_what_differs_would_be_lost() {
    let mut form = editing(&connector());
    form.edit(Field::Name, "Sales EMEA".to_owned());
    assert_eq!(form.leave_guard(), LeaveGuard::Unsaved);
    form.edit(Field::Name, "Sales".to_owned());
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
    form.edit(Field::EmailId, String::new());
    assert_eq!(form.leave_guard(), LeaveGuard::Unsaved, "what was there would be there again");
}

#[test]
fn done_sends_all_values_whether_they_changed_or_not() {
    let mut form = editing(&connector());
    form.edit(Field::Name, "Sales EMEA".to_owned());
    let sent = submit(&mut form, "k1").form;
    assert_eq!((sent.name.as_str(), sent.email_id.as_str()), ("Sales EMEA", "ada@acme.com"));
}

#[test]
fn what_is_wrong_is_told_as_in_a_new_form() {
    let mut form = editing(&connector());
    form.edit(Field::Name, String::new());
    assert_eq!(form.message(Field::Name), None);
    form.blur(Field::Name);
    assert_eq!(form.message(Field::Name), error(RuleCode::NameEmpty, Announce::Now));
}

/// An operator may have taken an authority off the list since, and Salesforce may have changed the rules with us.
#[test]
fn what_no_longer_holds_is_told_when_it_is_to_be_saved() {
    let mut form = editing(&Connector { url: "https://partners.example".to_owned(), ..connector() });
    assert_eq!(form.message(Field::Url), None, "nobody touched it");
    form.blur(Field::Url);
    assert_eq!(form.message(Field::Url), None, "nobody edited it");
    form.submit(String::new);
    assert_eq!(form.message(Field::Url), error(RuleCode::UrlNotSalesforce, Announce::Silent));
}

#[test]
fn a_warning_about_two_saved_fields_is_told_when_one_is_left() {
    let mut form = editing(&Connector { email_id: "ada@acme.com.uat".to_owned(), ..connector() });
    assert_eq!(form.message(Field::Url), None);
    form.edit(Field::EmailId, "ada@acme.com.test".to_owned());
    form.blur(Field::EmailId);
    let warning = VisibleMessage::Warning(WarningCode::UrlProductionForSandboxUser, Announce::Now);
    assert_eq!(form.message(Field::Url), Some(warning));
}

#[test]
fn a_refused_edit_keeps_the_stored_key_and_marks_it() {
    let mut form = editing(&connector());
    let sent = submit(&mut form, "k1");
    form.failed(sent.id, Failure::Problem(Box::new(problem(ProblemCode::SalesforceKeyMismatch))));
    let marked = form.message(Field::PrivateKey).and_then(VisibleMessage::error);
    assert_eq!(marked, Some(FieldError::Problem(ProblemCode::SalesforceKeyMismatch)));
    form.replace_key();
    assert_eq!(form.message(Field::PrivateKey), None);
    form.keep_previous_key();
    assert_eq!(submit(&mut form, "k2").idempotency_key, "k2");
}

#[test]
fn another_connectors_form_waits_for_nothing_of_the_first() {
    let mut form = editing(&connector());
    let sent = submit(&mut form, "k1");
    form.reopen_connector(&Connector { name: "Service".to_owned(), ..connector() }, UrlPolicy::default());
    form.succeeded(sent.id, connector());
    form.failed(sent.id, Failure::NoAnswer);
    assert_eq!((form.status(), form.value(Field::Name)), (Status::Editing, "Service"));
}
