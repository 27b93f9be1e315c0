//! The app's own reader of answers, held to what serde writes and reads of the same types.

use std::collections::BTreeMap;
use std::fmt::Debug;

use connectors::api::{Failure, decode};
use contract::api::{
    Attempt, Config, Connector, ConnectorList, ConnectorState, Kind, Limits, Problem, SalesforceError,
    Violation,
};
use contract::codes::{Field, ProblemCode, RuleCode, Step, WarningCode};
use contract::runtime::{ConnectorUsage, DayUsage};
use leptos::wasm_bindgen::JsValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

type Decode<T> = fn(&JsValue) -> Result<T, Failure>;

fn config(entries: &[&str]) -> Config {
    let entries: Vec<String> = entries.iter().map(|&entry| entry.to_owned()).collect();
    Config {
        version: "1.2.3".to_owned(),
        can_manage: true,
        allowed_authorities: entries.clone(),
        outgoing_addresses: entries.clone(),
        demo: false,
        try_paths: entries,
    }
}

fn connector(audience: Option<&str>, warnings: &[WarningCode]) -> Connector {
    Connector {
        id: "0190a8f2-1c3d-7e4f-8a5b-6c7d8e9f0a1b".to_owned(),
        kind: Kind::Salesforce,
        name: "Été \"1\" 😀\u{2028}".to_owned(),
        client_id: "3MVG9".to_owned(),
        email_id: "a@example.com".to_owned(),
        url: "https://login.salesforce.com".to_owned(),
        audience: audience.map(str::to_owned),
        state: ConnectorState::Connected,
        organisation_id: "00D000000000001EAA".to_owned(),
        user_id: "005000000000001AAA".to_owned(),
        instance_url: "https://example.my.salesforce.com".to_owned(),
        warnings: warnings.to_vec(),
        created_at: 1_795_000_000_123,
    }
}

pub(crate) fn bare_problem(code: ProblemCode) -> Problem {
    Problem {
        kind: format!("urn:connectors:problem:{code}"),
        title: "Title".to_owned(),
        status: code.status(),
        code,
        violations: Vec::new(),
        warnings: Vec::new(),
        step: None,
        salesforce: None,
        retry_after: None,
        request_id: "r-1".to_owned(),
    }
}

pub(crate) fn full_problem() -> Problem {
    Problem {
        violations: vec![Violation { field: Field::Name, code: RuleCode::NameEmpty }],
        warnings: vec![WarningCode::KeyLarge],
        step: Some(Step::SignIn),
        salesforce: Some(SalesforceError {
            error: "invalid_grant".to_owned(),
            error_description: "ip restricted".to_owned(),
        }),
        retry_after: Some(u32::MAX),
        ..bare_problem(ProblemCode::Invalid)
    }
}

fn connector_lists() -> [ConnectorList; 2] {
    let full = connector(Some("https://test.salesforce.com"), &[WarningCode::KeyLarge]);
    let limits = Limits { salesforce: u8::MAX };
    let day = |requests, failures| DayUsage { day: 1_795_000_000_000, requests, failures };
    let used = ConnectorUsage { last_used_at: 1_795_000_000_123, days: vec![day(3, 1), day(0, 0)] };
    let usage = BTreeMap::from([
        (full.id.clone(), used),
        ("é \"1\"".to_owned(), ConnectorUsage { last_used_at: 0, days: Vec::new() }),
    ]);
    [
        ConnectorList { connectors: vec![full, connector(None, &[])], limits, usage },
        ConnectorList { connectors: Vec::new(), limits: Limits { salesforce: 0 }, usage: BTreeMap::new() },
    ]
}

fn read<T>(text: &str, decode: Decode<T>) -> Result<T, Failure> {
    decode::parse(text).and_then(|answer| decode(&answer))
}

pub(crate) fn comes_back<T: Serialize + PartialEq + Debug>(sample: T, decode: Decode<T>) {
    let text = serde_json::to_string(&sample).expect("JSON");
    assert_eq!(read(&text, decode), Ok(sample), "{text}");
}

#[wasm_bindgen_test]
fn every_answer_that_serde_writes_comes_back() {
    comes_back(config(&["https://sandbox.example:8443", "é"]), decode::config);
    comes_back(config(&[]), decode::config);
    for list in connector_lists() {
        comes_back(list, decode::connector_list);
    }
    comes_back(connector(None, &[]), decode::connector);
    comes_back(connector(Some("https://test.salesforce.com"), WarningCode::ALL), decode::connector);
    comes_back(Attempt { connector: None }, decode::attempt);
    comes_back(Attempt { connector: Some(connector(None, &[])) }, decode::attempt);
    comes_back(full_problem(), decode::problem);
}

#[wasm_bindgen_test]
fn every_code_comes_back() {
    // A further variant breaks these two, and `decode` has to learn its name.
    let Kind::Salesforce = Kind::Salesforce;
    for state in [ConnectorState::Connected, ConnectorState::Deactivated] {
        match state {
            ConnectorState::Connected | ConnectorState::Deactivated => {
                comes_back(Connector { state, ..connector(None, &[]) }, decode::connector);
            }
        }
    }
    for &code in ProblemCode::ALL {
        comes_back(bare_problem(code), decode::problem);
    }
    let bare = || bare_problem(ProblemCode::Invalid);
    for &step in Step::ALL {
        comes_back(Problem { step: Some(step), ..bare() }, decode::problem);
    }
    for &warning in WarningCode::ALL {
        comes_back(Problem { warnings: vec![warning], ..bare() }, decode::problem);
        comes_back(connector(None, &[warning]), decode::connector);
    }
    for &field in Field::ALL {
        let violations = RuleCode::ALL.iter().map(|&code| Violation { field, code }).collect();
        comes_back(Problem { violations, ..bare() }, decode::problem);
    }
}

/// What a value can be replaced by: every JSON type, and numbers on both sides of the bounds of each integer type.
fn replacements() -> Vec<Value> {
    let largest: [i64; 4] = [u8::MAX.into(), u16::MAX.into(), u32::MAX.into(), 0];
    let bounds =
        largest.into_iter().flat_map(|largest| [json!(largest - 1), json!(largest), json!(largest + 1)]);
    let others = [json!(null), json!(true), json!(0.5), json!(1e300), json!(""), json!("unknown"), json!([])];
    others
        .into_iter()
        .chain([json!(["unknown"]), json!([null, null]), json!({}), json!({ "a": 1 })])
        .chain(bounds)
        .collect()
}

/// A value with one thing about it changed, at every depth: replaced, left out or added.
fn changed(value: &Value) -> Vec<Value> {
    let mut found = replacements();
    match value {
        Value::Object(fields) => {
            let with = |name: &str, field: Value| {
                let mut fields = fields.clone();
                fields.insert(name.to_owned(), field);
                Value::Object(fields)
            };
            found.push(with("addedLater", json!([{ "a": null }])));
            for (name, field) in fields {
                let mut without = fields.clone();
                without.remove(name);
                found.push(Value::Object(without));
                found.extend(changed(field).into_iter().map(|field| with(name, field)));
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                found.extend(changed(item).into_iter().map(|item| {
                    let mut items = items.clone();
                    items[at] = item;
                    Value::Array(items)
                }));
            }
        }
        _ => {}
    }
    found
}

pub(crate) fn reads_as_serde_does<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    sample: &T,
    decode: Decode<T>,
) {
    let (mut understood, mut refused) = (0, 0);
    for value in changed(&serde_json::to_value(sample).expect("JSON")) {
        let text = value.to_string();
        let expected = serde_json::from_str(&text).map_err(|_| Failure::NotUnderstood);
        *(if expected.is_ok() { &mut understood } else { &mut refused }) += 1;
        assert_eq!(read(&text, decode), expected, "{text}");
    }
    assert!(understood > 0 && refused > 0, "{understood} understood, {refused} refused");
}

#[wasm_bindgen_test]
fn an_answer_that_differs_is_understood_or_refused_as_serde_does() {
    reads_as_serde_does(&config(&["https://sandbox.example"]), decode::config);
    for list in connector_lists() {
        reads_as_serde_does(&list, decode::connector_list);
    }
    let full = connector(Some("https://test.salesforce.com"), &[WarningCode::KeyLarge]);
    reads_as_serde_does(&full, decode::connector);
    reads_as_serde_does(&Attempt { connector: Some(full) }, decode::attempt);
    reads_as_serde_does(&full_problem(), decode::problem);
    reads_as_serde_does(&bare_problem(ProblemCode::Internal), decode::problem);
}

#[wasm_bindgen_test]
fn what_is_no_json_is_not_understood() {
    for text in ["", "<!doctype html>", "{", "{\"connector\":null}x", "undefined", "NaN"] {
        assert_eq!(read(text, decode::attempt), Err(Failure::NotUnderstood), "{text}");
    }
}

#[wasm_bindgen_test]
fn a_struct_as_an_array_or_a_name_as_an_object_is_not_understood() {
    assert_eq!(read("[null]", decode::attempt), Err(Failure::NotUnderstood));
    let mut value = serde_json::to_value(connector(None, &[])).expect("JSON");
    value["kind"] = json!({ "salesforce": null });
    assert_eq!(read(&value.to_string(), decode::connector), Err(Failure::NotUnderstood));
}

#[wasm_bindgen_test]
fn a_number_that_javascript_would_round_is_not_understood() {
    let with = |created_at| Connector { created_at, ..connector(None, &[]) };
    comes_back(with((1 << 53) - 1), decode::connector);
    comes_back(with(1 - (1 << 53)), decode::connector);
    for beyond in [(1 << 53) + 1, i64::MIN] {
        let text = serde_json::to_string(&with(beyond)).expect("JSON");
        assert_eq!(read(&text, decode::connector), Err(Failure::NotUnderstood), "{beyond}");
    }
}
