//! The private key: typed, picked, replaced, stored, or made by the server.

use connectors::form::{
    Announce, FieldError, KeyInput, KeyToSend, LeaveGuard, SalesforceFormState, Submit, VisibleMessage,
};
use contract::codes::{Field, RuleCode};
use contract::validation::UrlPolicy;

use crate::support::{connector, error, filled, good_key, new_form, submit};

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

fn editing() -> SalesforceFormState {
    SalesforceFormState::of_connector(&connector(), UrlPolicy::default())
}

#[test]
fn a_stored_key_is_left_as_it_is_until_it_is_replaced() {
    let mut form = editing();
    assert!(matches!(form.key(), KeyInput::Stored));
    assert_eq!(form.key_to_send(), Some(KeyToSend::Unchanged));
    form.pick_file("key.pem", good_key().as_bytes());
    let Some(KeyToSend::Pem(pem)) = form.key_to_send() else { panic!("not replaced") };
    assert_eq!(pem.expose(), good_key());
    assert_eq!(form.leave_guard(), LeaveGuard::Unsaved);
}

#[test]
fn whoever_began_to_replace_a_stored_key_can_keep_it() {
    let mut form = editing();
    form.replace_key();
    assert_eq!((form.key_to_send(), form.leave_guard()), (None, LeaveGuard::Free));
    assert!(matches!(form.submit(String::new), Submit::Invalid(_)), "there is no key");
    assert_eq!(form.message(Field::PrivateKey), error(RuleCode::KeyEmpty, Announce::Silent));
    form.edit(Field::PrivateKey, "no key".to_owned());
    assert!(form.may_keep_stored_key() && !form.has_previous_key());
    form.keep_stored_key();
    assert_eq!((form.message(Field::PrivateKey), form.value(Field::PrivateKey)), (None, ""));
    assert_eq!(form.key_to_send(), Some(KeyToSend::Unchanged));
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
}

#[test]
fn a_key_that_was_given_can_be_taken_back_for_the_stored_one() {
    let mut form = editing();
    assert!(!form.may_keep_stored_key(), "it is kept");
    form.pick_file("key.pem", good_key().as_bytes());
    form.replace_key();
    assert!(form.has_previous_key() && form.may_keep_stored_key(), "either can be kept");
    form.keep_previous_key();
    assert!(matches!(form.key(), KeyInput::Good(_)));
    form.keep_stored_key();
    assert!(matches!(form.key(), KeyInput::Stored) && !form.has_previous_key());
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
}

#[test]
fn whoever_began_to_replace_a_key_can_keep_it() {
    let mut form = new_form();
    form.pick_file("key.pem", good_key().as_bytes());
    form.replace_key();
    assert_eq!((form.key_to_send(), form.leave_guard()), (None, LeaveGuard::Unsaved));
    form.edit(Field::PrivateKey, "no key".to_owned());
    form.keep_previous_key();
    assert!(!form.has_previous_key());
    let KeyInput::Good(key) = form.key() else { panic!("not kept") };
    assert_eq!(key.file_name.as_deref(), Some("key.pem"));
    let Some(KeyToSend::Pem(pem)) = form.key_to_send() else { panic!("not kept") };
    assert_eq!(pem.expose(), good_key());
}

#[test]
fn a_key_that_was_replaced_is_gone_once_there_is_another() {
    let mut form = new_form();
    form.pick_file("key.pem", good_key().as_bytes());
    form.replace_key();
    form.edit(Field::PrivateKey, good_key().to_owned());
    assert!(!form.has_previous_key());
    form.keep_previous_key();
    let KeyInput::Good(key) = form.key() else { panic!("not taken") };
    assert_eq!(key.file_name, None, "the pasted one");
}

#[test]
fn a_new_connector_has_no_key_to_keep() {
    let mut form = new_form();
    form.replace_key();
    form.keep_previous_key();
    assert!(matches!(form.key(), KeyInput::Empty));
    assert_eq!(form.leave_guard(), LeaveGuard::Free);
}

#[test]
fn of_a_key_that_the_server_made_only_the_id_is_here() {
    let mut form = filled();
    form.use_generated_key("pair-1".to_owned());
    assert_eq!(form.key_to_send(), Some(KeyToSend::Generated("pair-1".to_owned())));
    assert_eq!(form.message(Field::PrivateKey), None);
    let sent = submit(&mut form, "k1");
    assert!(sent.form.private_key.is_empty(), "the key before it is gone");

    let mut form = new_form();
    form.use_generated_key("pair-1".to_owned());
    assert_eq!(form.leave_guard(), LeaveGuard::Unsaved);
    form.edit(Field::PrivateKey, good_key().to_owned());
    assert!(matches!(form.key_to_send(), Some(KeyToSend::Pem(_))), "pasted over it");
}
