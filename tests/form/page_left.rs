//! The page is left, and the browser may keep it for Back: the key goes, and all else stays.

use connectors::form::{
    Announce, CancelOutcome, Failure, FieldError, KeyInput, LeaveGuard, SalesforceFormState,
    ServiceTokenFormState, Status, Submit, VisibleMessage,
};
use contract::codes::{Field, ProblemCode};

use crate::support::{CLIENT_ID, connector, filled, good_key, new_form, problem, submit};

/// A way in which a key comes into a form.
type Give<'a> = &'a dyn Fn(&mut SalesforceFormState);

/// No key is in the form, the field says why, and what else was entered is there.
fn assert_only_the_key_is_gone(form: &mut SalesforceFormState) {
    assert!(matches!(form.key(), KeyInput::Dropped), "{:?}", form.key());
    assert_eq!((form.value(Field::PrivateKey), form.key_to_send()), ("", None));
    let told = form.message(Field::PrivateKey).and_then(VisibleMessage::error);
    assert_eq!(told, Some(FieldError::KeyDropped));
    assert_eq!((form.value(Field::Name), form.value(Field::ClientId)), ("Sales", CLIENT_ID));
    form.keep_previous_key();
    assert!(matches!(form.key(), KeyInput::Dropped), "none can be kept");
    assert!(Field::ALL.iter().all(|&field| !form.value(field).contains("PRIVATE")), "elsewhere");
}

#[test]
fn a_key_is_dropped_wherever_it_stands_and_all_else_stays() {
    let damaged = good_key().replace("END", "EMD");
    let ways: [(&str, Give<'_>); 6] = [
        ("pasted", &|_| {}),
        ("picked", &|form| form.pick_file("key.pem", good_key().as_bytes())),
        ("typed, and not usable yet", &|form| {
            form.replace_key();
            form.edit(Field::PrivateKey, damaged[..damaged.len() / 2].to_owned());
        }),
        ("replaced, and still to be kept", &|form| form.replace_key()),
        ("replaced by a file that was not taken", &|form| {
            form.replace_key();
            form.file_unreadable("key.pem");
        }),
        ("in another field", &|form| {
            form.replace_key();
            form.edit(Field::Audience, good_key().to_owned());
        }),
    ];
    for (way, give) in ways {
        let mut form = filled();
        give(&mut form);
        form.drop_key();
        assert_only_the_key_is_gone(&mut form);
        assert_eq!(form.value(Field::Audience), "", "{way}");
        assert_eq!((form.status(), form.leave_guard()), (Status::Editing, LeaveGuard::Unsaved), "{way}");
        assert!(matches!(form.submit(String::new), Submit::Invalid(_)), "{way}: it is to be given again");
        form.edit(Field::PrivateKey, good_key().to_owned());
        assert_eq!(submit(&mut form, "k2").form.private_key.expose(), good_key(), "{way}");
    }
}

#[test]
fn where_no_key_was_given_nothing_changes() {
    let mut form = new_form();
    form.drop_key();
    assert!(matches!(form.key(), KeyInput::Empty));
    assert_eq!((form.message(Field::PrivateKey), form.leave_guard()), (None, LeaveGuard::Free));
    form.close();
    form.drop_key();
    assert_eq!(form.status(), Status::Closed);
}

#[test]
fn a_check_goes_on_without_its_key_and_its_answer_is_taken() {
    let mut form = filled();
    let sent = submit(&mut form, "k1");
    form.drop_key();
    assert_eq!(form.status(), Status::Checking);
    form.succeeded(sent.id, connector());
    assert_eq!(form.status(), Status::Saved);

    let mut form = filled();
    let sent = submit(&mut form, "k1");
    form.drop_key();
    form.failed(sent.id, Failure::Problem(Box::new(problem(ProblemCode::SalesforceClientId))));
    assert_eq!(form.status(), Status::Rejected);
    assert_only_the_key_is_gone(&mut form);
}

#[test]
fn a_check_whose_key_was_dropped_can_be_canceled() {
    let mut form = filled();
    let sent = submit(&mut form, "k1");
    form.drop_key();
    assert_eq!(form.cancel(), Some((sent.id, "k1".to_owned())));
    form.canceled(sent.id, CancelOutcome::NothingSaved);
    form.failed(sent.id, Failure::NoAnswer);
    assert_eq!(form.status(), Status::Editing);
    assert_only_the_key_is_gone(&mut form);
}

#[test]
fn a_key_that_is_a_service_tokens_name_goes_and_a_name_stays() {
    let mut form = ServiceTokenFormState::new();
    form.edit_name(good_key().to_owned());
    form.drop_key();
    assert_eq!(form.name(), "");
    form.edit_name("Flows".to_owned());
    form.drop_key();
    assert_eq!(form.name(), "Flows");
}

#[test]
fn it_is_told_without_a_pause() {
    let mut form = filled();
    form.drop_key();
    let told = Some(VisibleMessage::Error(FieldError::KeyDropped, Announce::Now));
    assert_eq!(form.message(Field::PrivateKey), told);
}
