//! The corpus, run natively, and what it must hold.

use std::collections::{BTreeMap, BTreeSet};

use contract::codes::{Field, RepairCode, RuleCode, WarningCode};
use contract::corpus::{self, Case, Outcome};
use contract::form::Validation;
use contract::secret::SecretText;
use contract::validation;

/// How often each code must occur.
const TIMES: usize = 3;

#[test]
fn every_case_is_judged_as_expected() {
    let wrong: Vec<String> = corpus::all()
        .iter()
        .filter(|case| case.outcome() != case.expected())
        .map(|case| format!("{}\n  is  {:?}\n  not {:?}", case.name, case.outcome(), case.expected()))
        .collect();
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn names_are_unique_and_begin_with_the_field() {
    let mut names = BTreeSet::new();
    for case in corpus::all() {
        assert!(case.name.starts_with(&format!("{}: ", case.field)), "{}", case.name);
        assert!(names.insert(case.name.clone()), "{} occurs twice", case.name);
    }
    assert!(names.len() >= 450, "only {} cases", names.len());
}

#[test]
fn the_valid_form_has_no_fault_and_no_warning() {
    let valid = corpus::valid_form().parse(&validation::UrlPolicy::default());
    assert_eq!(valid.map(|valid| valid.warnings), Ok(Vec::new()));
}

fn count<T: Ord>(codes: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counted = BTreeMap::new();
    for code in codes {
        *counted.entry(code).or_default() += 1;
    }
    counted
}

fn expected() -> impl Iterator<Item = Outcome> {
    corpus::all().into_iter().map(|case| case.expected())
}

#[test]
fn every_code_occurs_often_enough() {
    // Whether a name is taken, only the server knows.
    let codes = count(expected().filter_map(|outcome| outcome.code));
    for code in RuleCode::ALL.iter().filter(|&&code| code != RuleCode::NameTaken) {
        assert!(codes.get(code).is_some_and(|&times| times >= TIMES), "{code}: {:?}", codes.get(code));
    }
    // The others are found by signing in, and by looking at what is saved.
    let warnings = count(expected().flat_map(|outcome| outcome.warnings));
    let by_the_server = [
        WarningCode::ScopeWithoutApi,
        WarningCode::ApiDisabled,
        WarningCode::ServerClock,
        WarningCode::SameConnection,
    ];
    for code in WarningCode::ALL.iter().filter(|code| !by_the_server.contains(code)) {
        assert!(warnings.get(code).is_some_and(|&times| times >= TIMES), "{code}: {:?}", warnings.get(code));
    }
    let repairs = count(expected().flat_map(|outcome| outcome.repairs));
    for code in RepairCode::ALL {
        assert!(repairs.get(code).is_some_and(|&times| times >= TIMES), "{code}: {:?}", repairs.get(code));
    }
}

#[test]
fn every_field_has_cases_that_are_accepted() {
    let accepted =
        count(corpus::all().iter().filter(|case| case.expected().code.is_none()).map(|case| case.field));
    for field in Field::ALL {
        assert!(accepted.get(field).is_some_and(|&times| times >= 10), "{field}: {:?}", accepted.get(field));
    }
}

#[test]
fn what_is_to_be_used_is_accepted_as_it_is() {
    for case in corpus::all() {
        let Some(canonical) = case.expected().canonical else { continue };
        let mut again = Validation::new();
        again.judge(case.field, &canonical, &case.policy());
        assert_eq!(
            again.canonical(case.field).as_ref().map(SecretText::expose),
            Some(canonical.as_str()),
            "{}",
            case.name
        );
        let key = again.private_key();
        assert!(key.is_none_or(|key| key.repairs.is_empty()), "{}", case.name);
    }
}

#[test]
fn a_key_that_differs_from_its_repaired_form_says_what_was_repaired() {
    for case in corpus::all().iter().filter(|case| case.field == Field::PrivateKey) {
        let Outcome { canonical: Some(canonical), repairs, .. } = case.expected() else { continue };
        assert_eq!(repairs.is_empty(), case.input() == canonical.as_bytes(), "{}", case.name);
    }
}

#[test]
fn whatwg_url_agrees_on_every_accepted_url() {
    let check = |case: &Case, checked: validation::ValidatedUrl| {
        let canonical = checked.canonical();
        let parsed = url::Url::parse(&canonical).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(parsed.scheme(), checked.scheme, "{}", case.name);
        assert_eq!(parsed.host_str(), Some(checked.host.as_str()), "{}", case.name);
        assert_eq!(parsed.port(), checked.port, "{}", case.name);
        assert_eq!(parsed.path().trim_end_matches('/'), checked.path, "{}", case.name);
        assert_eq!(parsed.as_str().trim_end_matches('/'), canonical, "{}", case.name);
        assert_eq!((parsed.username(), parsed.password()), ("", None), "{}", case.name);
        assert_eq!((parsed.query(), parsed.fragment()), (None, None), "{}", case.name);
    };
    for case in corpus::all() {
        let input = String::from_utf8(case.input()).unwrap_or_default();
        match case.field {
            Field::Url => {
                validation::url(&input, &case.policy()).into_iter().for_each(|url| check(&case, url))
            }
            Field::Audience => {
                validation::audience(&input, &case.policy())
                    .into_iter()
                    .flatten()
                    .for_each(|url| check(&case, url));
            }
            _ => {}
        }
    }
}

#[test]
fn only_an_operators_authority_is_said_to_be_one() {
    for case in corpus::all().iter().filter(|case| case.field == Field::Url) {
        let input = String::from_utf8(case.input()).expect("URLs are text");
        let Ok(url) = validation::url(&input, &case.policy()) else { continue };
        let without_operator = validation::url(&input, &validation::UrlPolicy::default());
        assert_eq!(url.allowed_by_operator, without_operator.is_err(), "{}", case.name);
    }
}
