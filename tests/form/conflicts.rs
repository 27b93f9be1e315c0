//! Somebody else changed the connector meanwhile: what is told of it, and what becomes of what was typed.

use connectors::form::{
    Conflict, Failure, FieldError, Form, KeyInput, LeaveGuard, NotesField, NotesFormState,
    SalesforceFormState, Status, Submit, VisibleMessage,
};
use contract::api::{Change, Connector, ConnectorField, ConnectorKey, Problem};
use contract::codes::{Field, ProblemCode};
use contract::validation::UrlPolicy;

use crate::support::{connector, good_key, patch, problem, saved};

/// The refusal of a save, because another admin changed these fields, and the connector is `now`.
fn changed(fields: &[ConnectorField], now: &Connector) -> Failure {
    let change = |&field: &ConnectorField| Change { field, user: "grace".to_owned(), at: 5 };
    Failure::Problem(Box::new(Problem {
        changes: fields.iter().map(change).collect(),
        current: Some(Box::new(now.clone())),
        ..problem(ProblemCode::ConnectorChanged)
    }))
}

/// A form in which the name was changed, and whose save another one's came before.
fn refused(fields: &[ConnectorField], now: &Connector) -> SalesforceFormState {
    let mut form = SalesforceFormState::of_connector(&connector(), UrlPolicy::default());
    form.edit(Field::Name, "Sales EMEA".to_owned());
    let sent = saved(&mut form, "k1");
    form.failed(sent.id, changed(fields, now));
    form
}

fn told(field: ConnectorField, before: &str, now: &str, typed: Option<&str>) -> Conflict {
    Conflict {
        field,
        user: "grace".to_owned(),
        at: 5,
        before: before.to_owned(),
        now: now.to_owned(),
        typed: typed.map(str::to_owned),
    }
}

#[test]
fn each_field_is_told_and_what_was_typed_stays_and_is_saved_over_it() {
    let now = Connector {
        revision: 2,
        name: "Sales APAC".to_owned(),
        email_id: "grace@acme.com".to_owned(),
        notes: "Ask Grace.".to_owned(),
        ..connector()
    };
    let fields = [ConnectorField::Name, ConnectorField::EmailId, ConnectorField::Notes];
    let mut form = refused(&fields, &now);
    assert_eq!(form.status(), Status::Rejected);
    let expected = [
        told(ConnectorField::Name, "Sales", "Sales APAC", Some("Sales EMEA")),
        told(ConnectorField::EmailId, "ada@acme.com", "grace@acme.com", None),
        told(ConnectorField::Notes, "", "Ask Grace.", None),
    ];
    assert_eq!(form.conflicts(), expected);
    assert_eq!(form.value(Field::Name), "Sales EMEA", "it was typed");
    assert_eq!(form.value(Field::EmailId), "grace@acme.com", "nobody touched it here");
    assert!(matches!(form.key(), KeyInput::Stored) && form.has_changes());

    let sent = saved(&mut form, "k2");
    assert_eq!((sent.form.revision, sent.form.patch), (2, patch("name", "Sales EMEA")));
    assert_eq!(sent.idempotency_key, "k2", "the first key's answer is for another revision");
    assert_eq!(form.conflicts(), []);
    form.failed(sent.id, changed(&fields[..1], &Connector { revision: 3, name: "Third".to_owned(), ..now }));
    let again = [told(ConnectorField::Name, "Sales APAC", "Third", Some("Sales EMEA"))];
    assert_eq!(form.conflicts(), again);
}

#[test]
fn where_both_entered_the_same_nothing_is_left_to_save() {
    let now = Connector { revision: 2, name: "Sales EMEA".to_owned(), ..connector() };
    let mut form = refused(&[ConnectorField::Name], &now);
    assert_eq!(form.conflicts(), [told(ConnectorField::Name, "Sales", "Sales EMEA", None)]);
    assert!(!form.has_changes());
    assert_eq!(form.leave_guard(), LeaveGuard::Free, "nothing would be lost");
    assert!(matches!(form.save(String::new), Submit::Unchanged));
}

#[test]
fn what_was_changed_back_is_not_told() {
    let form = refused(&[ConnectorField::Url], &Connector { revision: 3, ..connector() });
    assert_eq!(form.conflicts(), []);
    assert_eq!((form.status(), form.value(Field::Name)), (Status::Rejected, "Sales EMEA"));
}

#[test]
fn a_destination_that_another_admin_changed_asks_for_the_key_where_an_older_one_was_typed() {
    let mut form = SalesforceFormState::of_connector(&connector(), UrlPolicy::default());
    form.edit(Field::Url, "https://acme.my.salesforce.com".to_owned());
    form.pick_file("key.pem", good_key().as_bytes());
    let sent = saved(&mut form, "k1");
    let elsewhere = "https://acme.my.salesforce.com".to_owned();
    let now = Connector { revision: 2, url: elsewhere, ..connector() };
    form.failed(sent.id, changed(&[ConnectorField::Url], &now));
    assert!(matches!(form.key(), KeyInput::Good(_)), "a key that was given stays");
    assert!(form.may_keep_stored_key(), "it is the one for this destination now");

    // The destination that was stored before is another one now.
    form.keep_stored_key();
    form.edit(Field::Url, connector().url);
    let told = form.message(Field::PrivateKey).and_then(VisibleMessage::error);
    assert_eq!(told, Some(FieldError::KeyNeededAgain));
}

#[test]
fn of_a_key_its_fingerprint_is_told() {
    let key = |sha: &str| Some(ConnectorKey { public_key_sha256: Some(sha.to_owned()), stored_at: 0 });
    let mut form = SalesforceFormState::of_connector(
        &Connector { key: key("old"), ..connector() },
        UrlPolicy::default(),
    );
    form.pick_file("key.pem", good_key().as_bytes());
    let KeyInput::Good(given) = form.key() else { panic!("not taken") };
    let given = given.public_key_sha256.clone();
    let sent = saved(&mut form, "k1");
    let now = Connector { revision: 2, key: key("new"), ..connector() };
    form.failed(sent.id, changed(&[ConnectorField::PrivateKey], &now));
    assert_eq!(form.conflicts(), [told(ConnectorField::PrivateKey, "old", "new", Some(&given))]);
    assert_eq!(form.stored_key(), now.key.as_ref());
    form.keep_stored_key();
    assert!(matches!(form.save(String::new), Submit::Unchanged), "theirs is kept");
}

#[test]
fn a_late_refusal_teaches_nobody() {
    let mut form = SalesforceFormState::of_connector(&connector(), UrlPolicy::default());
    form.edit(Field::Name, "Sales EMEA".to_owned());
    let sent = saved(&mut form, "k1");
    form.cancel();
    form.canceled(sent.id, connectors::form::CancelOutcome::NothingSaved);
    form.failed(sent.id, Failure::NoAnswer);
    let now = Connector { revision: 2, name: "Other".to_owned(), ..connector() };
    form.failed(sent.id, changed(&[ConnectorField::Name], &now));
    assert_eq!((form.status(), form.conflicts().len()), (Status::Editing, 0));
    assert_eq!(saved(&mut form, "k2").form.revision, 1);
}

#[test]
fn a_form_goes_by_what_another_part_of_the_page_saved_where_that_is_not_its_business() {
    let mut form = SalesforceFormState::of_connector(&connector(), UrlPolicy::default());
    form.edit(Field::Name, "Sales EMEA".to_owned());
    let notes = Connector { revision: 2, notes: "Ask Ada.".to_owned(), ..connector() };
    form.follow(&notes);
    form.follow(&Connector { id: "another".to_owned(), revision: 9, ..connector() });
    form.follow(&connector());
    assert_eq!(saved(&mut form, "k1").form.revision, 2);

    let mut form = SalesforceFormState::of_connector(&connector(), UrlPolicy::default());
    form.edit(Field::Name, "Sales EMEA".to_owned());
    form.follow(&Connector { revision: 2, name: "Sales APAC".to_owned(), ..connector() });
    assert_eq!(saved(&mut form, "k1").form.revision, 1, "the server tells what changed, and who did it");
}

#[test]
fn a_repeat_of_what_may_have_been_saved_is_the_same_request() {
    let mut form = SalesforceFormState::of_connector(&connector(), UrlPolicy::default());
    form.edit(Field::Name, "Sales EMEA".to_owned());
    let sent = saved(&mut form, "k1");
    form.failed(sent.id, Failure::NoAnswer);
    form.follow(&Connector { revision: 2, notes: "Ask Ada.".to_owned(), ..connector() });
    let again = saved(&mut form, "k2");
    assert_eq!((again.idempotency_key.as_str(), again.form.revision), ("k1", 1));
}

#[test]
fn notes_are_kept_beside_what_another_admin_wrote() {
    let mut form: NotesFormState = Form::closed();
    form.reopen(&Connector { notes: "Old".to_owned(), contact: "Ada".to_owned(), ..connector() });
    form.edit(NotesField::Notes, "Mine".to_owned());
    let sent = saved(&mut form, "k1");
    let now =
        Connector { revision: 2, notes: "Theirs".to_owned(), contact: "Grace".to_owned(), ..connector() };
    form.failed(sent.id, changed(&[ConnectorField::Notes, ConnectorField::Contact], &now));
    let expected = [
        told(ConnectorField::Notes, "Old", "Theirs", Some("Mine")),
        told(ConnectorField::Contact, "Ada", "Grace", None),
    ];
    assert_eq!(form.conflicts(), expected);
    assert_eq!((form.value(NotesField::Notes), form.value(NotesField::Contact)), ("Mine", "Grace"));
    let again = saved(&mut form, "k2").form;
    assert_eq!((again.revision, again.patch), (2, patch("notes", "Mine")));
}
