//! **Try the other addresses**: when it is offered, and what becomes of the form.

use connectors::form::{AddressSearch, Failure, LeaveGuard, SalesforceFormState, Status, SubmitId};
use contract::api::{AudienceSearch, TriedAddress};
use contract::codes::{Field, ProblemCode};
use contract::limits::{DEFAULT_URL, SANDBOX_URL};

use crate::support::{filled, problem, submit};

const OWN: &str = "https://acme.my.salesforce.com";

fn rejected(failure: Failure) -> SalesforceFormState {
    let mut form = filled();
    let sent = submit(&mut form, "k1");
    form.failed(sent.id, failure);
    form
}

fn refused(code: ProblemCode) -> SalesforceFormState {
    rejected(Failure::Problem(Box::new(problem(code))))
}

fn searching() -> (SalesforceFormState, SubmitId) {
    let mut form = refused(ProblemCode::SalesforceNotApproved);
    let (id, sent) = form.search().expect("it is offered");
    assert_eq!((sent.url.as_str(), sent.audience.as_str()), (DEFAULT_URL, ""));
    assert!(!sent.private_key.is_empty());
    (form, id)
}

fn tried(url: &str, audience: Option<&str>, code: Option<ProblemCode>) -> TriedAddress {
    TriedAddress { url: url.to_owned(), audience: audience.map(str::to_owned), code, salesforce: None }
}

fn found(audience: Option<&str>) -> AudienceSearch {
    let refused = tried(SANDBOX_URL, None, Some(ProblemCode::SalesforceAudience));
    AudienceSearch { tried: vec![refused, tried(OWN, audience, None)] }
}

fn not_found() -> AudienceSearch {
    let refused = |url| tried(url, None, Some(ProblemCode::SalesforceClientId));
    AudienceSearch { tried: vec![refused(OWN), refused(SANDBOX_URL)] }
}

fn address(form: &SalesforceFormState) -> (&str, &str) {
    (form.value(Field::Url), form.value(Field::Audience))
}

#[test]
fn it_is_offered_where_another_address_may_help_and_nowhere_else() {
    for &code in ProblemCode::ALL {
        let mut form = refused(code);
        assert_eq!(form.may_search(), code.may_work_elsewhere(), "{code}");
        assert_eq!(form.search().is_some(), code.may_work_elsewhere(), "{code}");
    }
    assert!(!rejected(Failure::NoAnswer).may_search());
    assert!(!filled().may_search());
    let mut form = refused(ProblemCode::SalesforceAudience);
    form.edit(Field::Url, "not a URL".to_owned());
    assert!(form.search().is_none(), "what breaks a rule is not sent");
}

#[test]
fn nothing_changes_while_it_runs() {
    let (mut form, _) = searching();
    assert_eq!(form.status(), Status::Searching);
    assert!(form.failure().is_some(), "the banner stays");
    form.edit(Field::Name, "Other".to_owned());
    assert_eq!(form.value(Field::Name), "Sales");
    assert!(form.search().is_none(), "one at a time");
    assert!(matches!(form.submit(|| unreachable!("nothing is sent")), connectors::form::Submit::Ignored));
    assert_eq!(form.cancel(), None, "no check runs");
    assert_eq!(form.leave_guard(), LeaveGuard::Unsaved);
}

#[test]
fn what_works_is_entered_and_can_be_taken_back() {
    for audience in [None, Some(DEFAULT_URL)] {
        let (mut form, id) = searching();
        assert_eq!(form.blamed(), [Field::EmailId]);
        form.searched(id, Ok(found(audience)));
        assert_eq!(form.status(), Status::Editing);
        assert_eq!(address(&form), (OWN, audience.unwrap_or_default()));
        assert!(form.blamed().is_empty(), "no field is at fault any more");
        assert!(matches!(form.address_search(), AddressSearch::Found { .. }));
        form.undo_search();
        assert_eq!(address(&form), (DEFAULT_URL, ""));
        assert!(matches!(form.address_search(), AddressSearch::None));
        form.undo_search();
        assert_eq!(address(&form), (DEFAULT_URL, ""), "once is enough");
    }
}

#[test]
fn the_next_done_sends_what_was_found_under_another_key() {
    let (mut form, id) = searching();
    form.searched(id, Ok(found(Some(DEFAULT_URL))));
    let sent = submit(&mut form, "k2");
    assert_eq!((sent.form.url.as_str(), sent.form.audience.as_str()), (OWN, DEFAULT_URL));
    assert_eq!(sent.idempotency_key, "k2");
    assert!(matches!(form.address_search(), AddressSearch::None), "that was said");
}

#[test]
fn where_nothing_works_the_failure_stands_and_it_is_offered_for_another_address_only() {
    let (mut form, id) = searching();
    form.searched(id, Ok(not_found()));
    assert_eq!((form.status(), address(&form)), (Status::Rejected, (DEFAULT_URL, "")));
    assert!(
        matches!(form.address_search(), AddressSearch::NotFound(refused) if *refused == not_found().tried)
    );
    assert!(!form.may_search());
    form.edit(Field::Url, OWN.to_owned());
    assert!(matches!(form.address_search(), AddressSearch::None));
    assert!(form.may_search());
}

#[test]
fn a_search_that_fails_can_be_repeated() {
    for failure in [Failure::NoAnswer, Failure::Problem(Box::new(problem(ProblemCode::RateLimited)))] {
        let (mut form, id) = searching();
        form.searched(id, Err(failure.clone()));
        assert!(matches!(form.address_search(), AddressSearch::Failed(of) if *of == failure));
        assert!(form.search().is_some());
    }
}

#[test]
fn an_answer_that_nobody_waits_for_changes_nothing() {
    let (mut form, id) = searching();
    assert!(form.cancel_search());
    assert!(!form.cancel_search(), "it runs no more");
    assert_eq!((form.status(), form.may_search()), (Status::Rejected, true));
    form.searched(id, Ok(found(None)));
    assert_eq!(address(&form), (DEFAULT_URL, ""));

    let (second, _) = form.search().expect("again");
    form.searched(id, Ok(found(None)));
    assert_eq!(form.status(), Status::Searching, "the first one's answer is late");
    form.close();
    form.searched(second, Ok(found(None)));
    assert_eq!(form.status(), Status::Closed);
}
