//! What is offered in place of a value that breaks its rule.

use contract::codes::{Field, RuleCode};
use contract::corpus::{self, Case};
use contract::form::{FieldSpec, Validation};
use contract::validation::{UrlPolicy, is_sandbox_host, misplaced_key, suggested_for_user, url};

fn policy() -> UrlPolicy {
    UrlPolicy {
        allowed_authorities: ["http://localhost:8090", "https://site.example"].map(str::to_owned).to_vec(),
    }
}

fn offered(field: Field, typed: &str) -> Option<String> {
    FieldSpec::of(field).suggest.and_then(|suggest| suggest(typed, &policy()))
}

/// What is typed, with each sixth of its characters left out, doubled, or turned into something that hurts.
fn mutations(typed: &str) -> impl Iterator<Item = String> {
    let some = typed.char_indices().take(80).step_by(6);
    some.flat_map(move |(at, c)| {
        let (before, rest) = (&typed[..at], &typed[at + c.len_utf8()..]);
        ["", "aa", ".", "/", "@", ":", "\u{ad}", "\\", "%2f"].map(|other| format!("{before}{other}{rest}"))
    })
}

fn holds(case: &Case, typed: &str, empty: &Validation) -> usize {
    let Some(suggest) = FieldSpec::of(case.field).suggest else { return 0 };
    let policy = case.policy();
    let mut typed_is = empty.clone();
    typed_is.judge(case.field, typed, &policy);
    let Some(offer) = suggest(typed, &policy).filter(|_| typed_is.error(case.field).is_some()) else {
        return 0;
    };
    let mut judged = empty.clone();
    judged.judge(case.field, &offer, &policy);
    assert_eq!(judged.error(case.field), None, "{typed:?}: {offer:?}");
    let canonical = judged.canonical(case.field).expect("a rule that holds");
    assert_eq!(canonical.expose(), offer, "{typed:?}");
    assert_eq!(misplaced_key(&offer), None, "{typed:?}");
    if let (Field::Url, Ok(offer)) = (case.field, url(&offer, &UrlPolicy::default())) {
        assert!(!offer.allowed_by_operator && offer.port.is_none() && offer.path.is_empty(), "{typed:?}");
    }
    1
}

#[test]
fn every_offer_passes_its_rule() {
    let (mut offers, empty) = (0, Validation::new());
    for case in corpus::all().iter().filter(|case| case.field != Field::PrivateKey) {
        let typed = String::from_utf8(case.input()).expect("text");
        offers += holds(case, &typed, &empty);
        // What is longer is long for the limit's sake, or a key.
        if typed.len() > 200 {
            continue;
        }
        offers += mutations(&typed).map(|typed| holds(case, &typed, &empty)).sum::<usize>();
    }
    assert!(offers > 4_000, "only {offers}");
}

#[test]
fn what_an_address_bar_shows_always_has_an_offer() {
    for case in corpus::all().iter().filter(|case| case.expected().code == Some(RuleCode::UrlAddressBar)) {
        let typed = String::from_utf8(case.input()).expect("text");
        assert!(offered(Field::Url, &typed).is_some(), "{}", case.name);
    }
}

#[test]
fn a_warned_url_has_another_side() {
    let warned = corpus::all().into_iter().filter(|case| {
        let warnings = case.expected().warnings;
        warnings.iter().any(|warning| warning.as_str().starts_with("url_"))
    });
    let mut sides = 0;
    for case in warned {
        let form = case.form().expect("text").parse(&case.policy()).expect("a valid form");
        let other = suggested_for_user(&form.url, &form.email_id).expect("another side");
        let other = url(&other, &UrlPolicy::default()).expect("a URL");
        assert_ne!(is_sandbox_host(&other.host), is_sandbox_host(&form.url.host), "{}", case.name);
        sides += 1;
    }
    assert!(sides > 20, "only {sides}");
}
