//! The form for a connector that is there already.

use connectors::form::{
    Announce, Failure, FieldError, KeyInput, LeaveGuard, SalesforceFormState, Status, Submit, VisibleMessage,
};
use contract::api::Connector;
use contract::codes::{Field, ProblemCode, RuleCode, WarningCode};
use contract::validation::UrlPolicy;

use crate::support::{CLIENT_ID, connector, error, good_key, patch, problem, saved};

fn editing(connector: &Connector) -> SalesforceFormState {
    SalesforceFormState::of_connector(connector, UrlPolicy::default())
}

#[test]
fn only_what_differs_is_sent_with_the_revision_that_it_is_for() {
    let mut form = editing(&Connector { revision: 7, ..connector() });
    form.edit(Field::Name, "Sales EMEA".to_owned());
    form.edit(Field::ClientId, [" ", CLIENT_ID, " "].concat());
    form.edit(Field::Url, "https://LOGIN.salesforce.com/".to_owned());
    form.edit(Field::Audience, "https://login.salesforce.com/".to_owned());
    let sent = saved(&mut form, "k1");
    assert_eq!((sent.form.id, sent.form.revision), (connector().id, 7));
    assert_eq!(sent.form.patch, patch("name", "Sales EMEA"), "blanks, a slash and the URL as audience");
    assert_eq!((form.status(), sent.idempotency_key.as_str()), (Status::Checking, "k1"));
    form.succeeded(sent.id, connector());
    assert_eq!((form.status(), form.leave_guard()), (Status::Saved, LeaveGuard::Free));
}

#[test]
fn each_field_that_differs_is_sent_and_no_other() {
    for &field in Field::ALL {
        let mut form = editing(&connector());
        form.pick_file("key.pem", good_key().as_bytes());
        let value = match field {
            Field::Url | Field::Audience => "https://test.salesforce.com",
            Field::EmailId => "grace@acme.com",
            Field::Name | Field::ClientId => "Other",
            Field::PrivateKey => "",
        };
        form.edit(field, value.to_owned());
        let sent = serde_json::to_value(saved(&mut form, "k1").form.patch).expect("JSON");
        let sent: Vec<&str> = sent.as_object().expect("an object").keys().map(String::as_str).collect();
        let mut expected = vec![field.as_str(), Field::PrivateKey.as_str()];
        expected.dedup();
        expected.sort_unstable();
        assert_eq!(sent, expected, "{field}");
    }
}

#[test]
fn an_audience_is_taken_away_by_an_empty_one_or_the_url() {
    let with = Connector { audience: Some("https://test.salesforce.com".to_owned()), ..connector() };
    for audience in ["", "https://login.salesforce.com"] {
        let mut form = editing(&with);
        form.edit(Field::Audience, audience.to_owned());
        form.pick_file("key.pem", good_key().as_bytes());
        let sent = saved(&mut form, "k1").form.patch;
        assert_eq!(sent.audience.as_deref(), Some(audience));
        assert_eq!(sent.private_key.expect("it is demanded").expose(), good_key());
    }
}

#[test]
fn a_save_without_a_change_says_so_and_sends_nothing() {
    let mut form = editing(&connector());
    form.edit(Field::Name, "Sales ".to_owned());
    assert!(matches!(form.save(|| unreachable!("nothing is sent")), Submit::Unchanged));
    assert!(form.is_unchanged() && !form.has_changes());
    assert_eq!(form.status(), Status::Editing);
    form.edit(Field::Name, "Sales EMEA".to_owned());
    assert!(!form.is_unchanged() && form.has_changes());

    let mut form = editing(&connector());
    form.replace_key();
    assert!(matches!(form.save(String::new), Submit::Invalid(_)), "a key is to be given, or to be kept");
}

#[test]
fn another_destination_asks_for_the_key_again_until_it_is_the_stored_one_again() {
    for (field, value, stored) in [
        (Field::Url, "https://test.salesforce.com", "https://login.salesforce.com/"),
        (Field::Audience, "https://test.salesforce.com", " "),
        (Field::ClientId, "PlatformCLI", CLIENT_ID),
        (Field::EmailId, "grace@acme.com", " ada@acme.com"),
        (Field::Url, "no url", "https://login.salesforce.com"),
    ] {
        let mut form = editing(&connector());
        assert!(!form.asks_salesforce());
        form.edit(field, value.to_owned());
        let told = VisibleMessage::Error(FieldError::KeyNeededAgain, Announce::Now);
        assert_eq!(form.message(Field::PrivateKey), Some(told), "{field}");
        assert!(matches!(form.key(), KeyInput::NeededAgain) && form.key_to_send().is_none(), "{field}");
        assert!(!form.may_keep_stored_key() && form.asks_salesforce(), "{field}");
        form.keep_stored_key();
        assert!(matches!(form.save(String::new), Submit::Invalid(_)), "{field}");
        form.edit(field, stored.to_owned());
        assert!(matches!(form.key(), KeyInput::Stored), "{field}");
        assert_eq!(form.message(Field::PrivateKey), None, "{field}");
        assert!(matches!(form.save(String::new), Submit::Unchanged), "{field}");
    }
}

#[test]
fn a_key_that_was_given_for_another_destination_stays_when_that_is_the_stored_one_again() {
    let mut form = editing(&connector());
    form.edit(Field::Url, "https://test.salesforce.com".to_owned());
    form.pick_file("key.pem", good_key().as_bytes());
    assert_eq!((form.message(Field::PrivateKey), form.may_keep_stored_key()), (None, false));
    form.edit(Field::Url, "https://login.salesforce.com".to_owned());
    assert!(matches!(form.key(), KeyInput::Good(_)) && form.may_keep_stored_key());
    assert_eq!(saved(&mut form, "k1").form.patch.private_key.expect("it was given").expose(), good_key());
}

#[test]
fn another_name_needs_no_key() {
    let mut form = editing(&connector());
    form.edit(Field::Name, "Service".to_owned());
    assert!(matches!(form.key(), KeyInput::Stored) && !form.asks_salesforce());
}

#[test]
fn the_connector_itself_is_no_second_one_of_the_same_app_and_user() {
    let mut form = editing(&connector());
    form.set_saved(vec![connector(), Connector { id: "b".to_owned(), url: "b".to_owned(), ..connector() }]);
    form.edit(Field::Name, "Service".to_owned());
    assert_eq!(form.same_as(), None);
    form.set_saved(vec![connector(), Connector { id: "b".to_owned(), name: "B".to_owned(), ..connector() }]);
    assert_eq!(form.same_as(), Some("B"));
}

#[test]
fn a_stored_key_is_not_tried_elsewhere() {
    let mut form = editing(&connector());
    form.edit(Field::Name, "Service".to_owned());
    let sent = saved(&mut form, "k1");
    form.failed(sent.id, Failure::Problem(Box::new(problem(ProblemCode::SalesforceNotApproved))));
    assert!(!form.may_search() && form.search().is_none());
    form.pick_file("key.pem", good_key().as_bytes());
    assert!(form.may_search());
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
fn what_is_wrong_is_told_as_in_a_new_form() {
    let mut form = editing(&connector());
    form.edit(Field::Name, String::new());
    assert_eq!(form.message(Field::Name), None);
    form.blur(Field::Name);
    assert_eq!(form.message(Field::Name), error(RuleCode::NameEmpty, Announce::Now));
}

/// An operator may have taken an authority off the list since, and Salesforce may have changed the rules with us.
#[test]
fn what_no_longer_holds_holds_up_nothing_else() {
    let mut form = editing(&Connector { url: "https://partners.example".to_owned(), ..connector() });
    form.blur(Field::Url);
    assert_eq!(form.message(Field::Url), None, "nobody edited it");
    form.edit(Field::Name, "Sales EMEA".to_owned());
    assert_eq!(saved(&mut form, "k1").form.patch, patch("name", "Sales EMEA"));

    let mut form = editing(&Connector { url: "https://partners.example".to_owned(), ..connector() });
    form.edit(Field::Url, "https://others.example".to_owned());
    assert!(matches!(form.save(String::new), Submit::Invalid(_)));
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
    form.edit(Field::Name, "Sales EMEA".to_owned());
    let sent = saved(&mut form, "k1");
    form.failed(sent.id, Failure::Problem(Box::new(problem(ProblemCode::SalesforceKeyMismatch))));
    let marked = form.message(Field::PrivateKey).and_then(VisibleMessage::error);
    assert_eq!(marked, Some(FieldError::Problem(ProblemCode::SalesforceKeyMismatch)));
    form.replace_key();
    assert_eq!(form.message(Field::PrivateKey), None);
    form.keep_stored_key();
    assert_eq!(saved(&mut form, "k2").idempotency_key, "k2");
}

#[test]
fn another_connectors_form_waits_for_nothing_of_the_first() {
    let mut form = editing(&connector());
    form.edit(Field::Name, "Sales EMEA".to_owned());
    let sent = saved(&mut form, "k1");
    form.reopen_connector(&Connector { name: "Service".to_owned(), ..connector() }, UrlPolicy::default());
    form.succeeded(sent.id, connector());
    form.failed(sent.id, Failure::NoAnswer);
    assert_eq!((form.status(), form.value(Field::Name)), (Status::Editing, "Service"));
}
