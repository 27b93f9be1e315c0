//! The same app and user under a second name.

use connectors::form::{Announce, SalesforceFormState, VisibleMessage};
use contract::api::Connector;
use contract::codes::{Field, WarningCode};

use crate::support::{connector, filled, new_form, submit};

fn warned(form: &SalesforceFormState) -> Option<(&str, Announce)> {
    match form.message(Field::EmailId) {
        Some(VisibleMessage::Warning(WarningCode::SameConnection, announce)) => {
            Some((form.same_as().expect("the other's name"), announce))
        }
        _ => None,
    }
}

/// What [`filled`] holds is saved already, as "First" and later as "Second".
fn saved() -> Vec<Connector> {
    ["First", "Second"].map(|name| Connector { name: name.to_owned(), ..connector() }).to_vec()
}

#[test]
fn it_is_told_at_the_user_as_soon_as_it_is_so() {
    let mut form = filled();
    form.edit(Field::EmailId, "bob@acme.com".to_owned());
    form.set_saved(saved());
    assert_eq!((warned(&form), form.same_as()), (None, None));
    form.edit(Field::EmailId, "Ada@ACME.com".to_owned());
    assert_eq!(warned(&form), Some(("First", Announce::Now)));
    form.edit(Field::ClientId, "3MVG9other".to_owned());
    assert_eq!(warned(&form), None);
    form.edit(Field::ClientId, connector().client_id);
    assert_eq!(warned(&form), Some(("First", Announce::Now)));
    form.edit(Field::Url, "https://test.salesforce.com".to_owned());
    assert_eq!(warned(&form), None);
    form.edit(Field::Url, "https://LOGIN.salesforce.com/".to_owned());
    assert_eq!(warned(&form), Some(("First", Announce::Now)), "the URL, however it is written");
}

#[test]
fn it_comes_and_goes_with_what_is_saved() {
    let mut form = filled();
    form.set_saved(saved());
    assert_eq!(warned(&form), Some(("First", Announce::Now)));
    form.set_saved(saved().split_off(1));
    assert_eq!(warned(&form), Some(("Second", Announce::Now)));
    form.set_saved(Vec::new());
    assert_eq!(warned(&form), None);
}

#[test]
fn a_connector_is_not_its_own_second() {
    let mut form = filled();
    form.set_saved(vec![connector()]);
    assert_eq!(form.value(Field::Name), connector().name);
    assert_eq!(warned(&form), None);
}

#[test]
fn it_does_not_block() {
    let mut form = filled();
    form.set_saved(saved());
    submit(&mut form, "key");
    assert_eq!(warned(&form), Some(("First", Announce::Now)));
}

#[test]
fn an_empty_form_is_no_connectors_second() {
    let mut form = new_form();
    form.set_saved(vec![Connector { client_id: String::new(), email_id: String::new(), ..connector() }]);
    for &field in Field::ALL {
        form.blur(field);
    }
    assert_eq!((warned(&form), form.same_as()), (None, None));
}
