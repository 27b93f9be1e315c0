//! What leads out of what is shown at a field: an offer, or moving a private key to where it belongs.

use connectors::form::{
    Announce, FieldAction, FieldError, KeyInput, SalesforceFormState, ServiceTokenFormState, Status, Submit,
    VisibleMessage,
};
use contract::codes::{Field, RuleCode, ServiceTokenField, WarningCode};
use contract::limits::DEFAULT_URL;

use crate::support::{error, filled, good_key, new_form, submit};

/// The fields that a private key does not belong in.
const TEXTS: [Field; 5] = [Field::Name, Field::ClientId, Field::EmailId, Field::Url, Field::Audience];

fn offered(form: &SalesforceFormState, field: Field) -> Option<String> {
    match form.action(field)? {
        FieldAction::Use(value) => Some(value),
        FieldAction::MoveKey => None,
    }
}

/// The key as an input of one line holds it, which leaves line breaks out.
fn on_one_line() -> String {
    good_key().replace('\n', "")
}

#[test]
fn an_offer_comes_once_the_error_is_shown_and_ends_it() {
    for (field, typed, offer) in [
        (Field::Url, "https://acme.lightning.force.com", "https://acme.my.salesforce.com"),
        (Field::Url, "login.saleforce.com", "https://login.salesforce.com"),
        (Field::Audience, "http://login.salesforce.com", "https://login.salesforce.com"),
        (Field::EmailId, "ada\u{ad}@acme.com", "ada@acme.com"),
        (Field::Name, "Sales \u{202e}UE\u{202c} (2)", "Sales UE (2)"),
    ] {
        let mut form = filled();
        form.edit(field, typed.to_owned());
        assert_eq!(form.action(field), None, "{typed}");
        form.blur(field);
        assert_eq!(offered(&form, field).as_deref(), Some(offer), "{typed}");
        form.edit(field, offer.to_owned());
        assert_eq!((form.message(field), form.action(field)), (None, None), "{typed}");
        submit(&mut form, "k1");
    }
}

#[test]
fn nothing_is_offered_where_nothing_is_plain() {
    let mut form = new_form();
    form.edit(Field::Url, "https://example.com".to_owned());
    form.blur(Field::Url);
    assert_eq!(form.message(Field::Url), error(RuleCode::UrlNotSalesforce, Announce::Now));
    assert_eq!(form.action(Field::Url), None);
}

#[test]
fn a_user_of_the_other_side_is_led_there_and_back() {
    let mut form = new_form();
    form.edit(Field::EmailId, "ada@acme.com.uat".to_owned());
    form.blur(Field::EmailId);
    assert_eq!(offered(&form, Field::Url).as_deref(), Some("https://test.salesforce.com"));
    form.edit(Field::Url, "https://acme.my.salesforce.com".to_owned());
    form.blur(Field::Url);
    assert_eq!(offered(&form, Field::Url).as_deref(), Some("https://acme--uat.sandbox.my.salesforce.com"));

    form.edit(Field::EmailId, "ada@acme.com".to_owned());
    form.edit(Field::Url, "https://acme--uat.cs42.my.salesforce.com".to_owned());
    form.blur(Field::Url);
    form.blur(Field::EmailId);
    let warning = VisibleMessage::Warning(WarningCode::UrlSandboxForProductionUser, Announce::Now);
    assert_eq!(form.message(Field::Url), Some(warning));
    assert_eq!(offered(&form, Field::Url).as_deref(), Some("https://acme.my.salesforce.com"));
}

#[test]
fn a_private_key_in_another_field_is_told_at_once_and_not_sent() {
    for field in TEXTS {
        for key in [good_key().to_owned(), on_one_line()] {
            let mut form = filled();
            form.edit(field, key);
            assert_eq!(form.message(field), error(RuleCode::PrivateKeyMisplaced, Announce::Now), "{field}");
            assert_eq!(form.action(field), Some(FieldAction::MoveKey), "{field}");
            assert!(matches!(form.submit(|| "k1".to_owned()), Submit::Invalid(_)), "{field}");
            assert_eq!(form.status(), Status::Editing, "{field}");
        }
    }
}

#[test]
fn a_misplaced_key_moves_to_where_it_belongs() {
    for field in TEXTS {
        let mut form = new_form();
        let opened_with = form.value(field).to_owned();
        // Pasted behind what stands there.
        form.edit(field, [&opened_with, &*on_one_line()].concat());
        form.move_key(field);
        assert_eq!(form.value(field), opened_with, "{field}");
        assert_eq!((form.message(field), form.action(field)), (None, None), "{field}");
        assert!(matches!(form.key(), KeyInput::Good(key) if key.bits == 2048), "{field}: {:?}", form.key());
    }
    let mut form = new_form();
    form.move_key(Field::Url);
    assert_eq!(form.value(Field::Url), DEFAULT_URL, "there is no key to move");
    assert!(matches!(form.key(), KeyInput::Empty));
}

#[test]
fn a_damaged_key_moves_too_and_its_fault_is_told_there() {
    let mut form = new_form();
    form.edit(Field::ClientId, on_one_line().chars().take(400).collect());
    form.move_key(Field::ClientId);
    assert_eq!(form.value(Field::ClientId), "");
    assert_eq!(form.message(Field::PrivateKey), error(RuleCode::KeyCorrupt, Announce::Now));
}

#[test]
fn no_form_prints_a_misplaced_key() {
    let secret = good_key().lines().nth(12).expect("many lines");
    for field in TEXTS {
        let mut form = filled();
        form.edit(field, on_one_line());
        let printed = format!("{form:?}");
        assert!(printed.contains("SalesforceForm") && !printed.contains(secret), "{field}");
    }
    let mut form = ServiceTokenFormState::new();
    form.edit_name(on_one_line());
    let printed = format!("{form:?}");
    assert!(printed.contains("ServiceTokenForm") && !printed.contains(secret), "{printed}");
}

#[test]
fn a_service_tokens_name_is_no_private_key() {
    let mut form = ServiceTokenFormState::new();
    form.edit_name(on_one_line());
    let told = VisibleMessage::Error(FieldError::Rule(RuleCode::PrivateKeyMisplaced), Announce::Now);
    assert_eq!(form.message(ServiceTokenField::Name), Some(told));
    assert!(matches!(form.submit(0), Submit::Invalid(_)));
}
