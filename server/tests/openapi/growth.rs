//! The API only grows: what clients have once relied on stays.
//!
//! `server/openapi.json` is the document as it was last released. After a change that adds to the API, write it anew:
//! `CONNECTORS_WRITE_OPENAPI=1 cargo test --package connectors-server --test openapi committed`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use connectors_server::api::document;
use serde_json::Value;

/// What people read, and what may be loosened: clients do not depend on it.
const FREE: [&str; 12] = [
    "description",
    "summary",
    "title",
    "example",
    "examples",
    "info",
    "tags",
    "maxLength",
    "maxItems",
    "maximum",
    "minimum",
    "pattern",
];

/// Said of a type that has become one of several.
const WIDER: &str = " is not all any more";

fn committed_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json")
}

fn committed() -> Value {
    let text = fs::read_to_string(committed_path()).expect("server/openapi.json is there");
    serde_json::from_str(&text).expect("server/openapi.json is JSON")
}

/// What is in `before` and not in `after`, as JSON Pointers. A request may not ask for more than it did.
fn removed(before: &Value, after: &Value) -> Vec<String> {
    let (of_requests, asked) = required_of_requests(before);
    let (_, asks) = required_of_requests(after);
    let mut lost = Vec::new();
    missing("", before, after, &mut lost);
    // A request may ask for less than it did, and take more.
    let is_of_request =
        |at: &str| of_requests.iter().any(|schema| at.starts_with(schema.trim_start_matches('#')));
    lost.retain(|at| !(is_of_request(at) && (at.contains("/required/") || at.ends_with(WIDER))));
    // What is new asks nobody for more than before.
    let new = asks.difference(&asked).filter(|member| was_there(before, member));
    lost.extend(new.map(|member| format!("{member} was not required")));
    lost
}

/// Whether a document had the schema, or the operation, that a required member is of.
fn was_there(before: &Value, member: &str) -> bool {
    let mut words = member.split(' ');
    match (words.next(), words.next()) {
        (Some(schema), _) if schema.starts_with('/') => before.pointer(schema).is_some(),
        (Some(method), Some(path)) if path.starts_with('/') => before["paths"][path].get(method).is_some(),
        _ => true,
    }
}

fn missing(at: &str, before: &Value, after: &Value, lost: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (name, was) in before.iter().filter(|(name, _)| !FREE.contains(&name.as_str())) {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                match after.get(name) {
                    Some(is) => missing(&at, was, is, lost),
                    None if name == "$ref"
                        && after.get("oneOf").is_some_and(|choices| is_one_of(was, choices)) =>
                    {
                        lost.push(at + WIDER)
                    }
                    None => lost.push(at),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            for (place, was) in before.iter().enumerate() {
                let at = format!("{at}/{place}");
                let alike = |is: &&Value| {
                    let mut unlike = Vec::new();
                    missing(&at, was, is, &mut unlike);
                    unlike.is_empty() && names(was) == names(is)
                };
                if after.iter().find(alike).is_none() {
                    lost.push(format!("{at} {was}"));
                }
            }
        }
        _ if before == after => {}
        (_, Value::Array(after)) if after.contains(before) => lost.push(format!("{at} {before}{WIDER}")),
        _ => lost.push(format!("{at} {before}")),
    }
}

/// Whether a link is one of several schemas.
fn is_one_of(link: &Value, choices: &Value) -> bool {
    choices.as_array().into_iter().flatten().any(|choice| choice["$ref"] == *link)
}

/// What tells an element of a list from the others: a parameter's name and place.
fn names(element: &Value) -> [Option<&Value>; 2] {
    ["name", "in"].map(|member| element.get(member))
}

/// The schemas that requests are made of, and the members and parameters that requests must have, as `schema member`.
fn required_of_requests(document: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let operations = document["paths"].as_object().into_iter().flatten().flat_map(|(path, item)| {
        item.as_object()
            .into_iter()
            .flatten()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    for (name, operation) in operations {
        required("body", &operation["requestBody"], document, &mut seen, &mut found);
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["required"] == true {
                found.insert(format!("{name} {}", parameter["name"]));
            }
        }
    }
    (seen, found)
}

fn required(
    name: &str,
    schema: &Value,
    document: &Value,
    seen: &mut BTreeSet<String>,
    found: &mut BTreeSet<String>,
) {
    for member in schema["required"].as_array().into_iter().flatten() {
        found.insert(format!("{name} {member}"));
    }
    match schema {
        Value::Object(members) => {
            for (member, inner) in members.iter().filter(|(member, _)| !FREE.contains(&member.as_str())) {
                match inner.as_str().filter(|_| member == "$ref").and_then(|link| link.strip_prefix('#')) {
                    Some(link) if seen.insert(link.to_owned()) => {
                        let target = document.pointer(link).expect("a link leads somewhere");
                        required(link, target, document, seen, found);
                    }
                    _ => required(&format!("{name}/{member}"), inner, document, seen, found),
                }
            }
        }
        Value::Array(elements) => {
            elements.iter().for_each(|inner| required(name, inner, document, seen, found));
        }
        _ => {}
    }
}

#[test]
fn the_api_only_grows() {
    assert_eq!(removed(&committed(), &document()), [""; 0]);
}

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let document = document();
    if env::var_os("CONNECTORS_WRITE_OPENAPI").is_some() {
        assert_eq!(removed(&committed(), &document), [""; 0], "nothing is written: the API would shrink");
        let text = serde_json::to_string_pretty(&document).expect("JSON");
        fs::write(committed_path(), text + "\n").expect("server/openapi.json is written");
    }
    assert!(
        committed() == document,
        "the API has grown: write server/openapi.json anew, as server/tests/openapi/growth.rs says"
    );
}

#[test]
fn what_is_removed_renamed_or_asked_for_is_caught() {
    let before = document();
    let changed = |change: fn(&mut Value)| {
        let mut after = before.clone();
        change(&mut after);
        assert_ne!(after, before, "the change changes something");
        removed(&before, &after)
    };
    let a_path = changed(|after| {
        after["paths"].as_object_mut().expect("paths").remove("/api/v1/connectors");
    });
    assert_eq!(a_path, ["/paths/~1api~1v1~1connectors"]);
    let a_member = changed(|after| {
        let members = &mut after["components"]["schemas"]["Connector"]["properties"];
        let member = members.as_object_mut().expect("members").remove("salesforceOrgId").expect("a member");
        members["salesforceOrganizationId"] = member;
    });
    assert_eq!(a_member, ["/components/schemas/Connector/properties/salesforceOrgId"]);
    let a_code = changed(|after| {
        let codes = &mut after["components"]["schemas"]["RuleCode"]["enum"];
        codes.as_array_mut().expect("codes").remove(0);
    });
    assert_eq!(a_code.len(), 1, "{a_code:?}");
    let more_is_asked = changed(|after| {
        let required = &mut after["components"]["schemas"]["SalesforceForm"]["required"];
        required.as_array_mut().expect("required").push("audience".into());
    });
    assert_eq!(more_is_asked.len(), 1, "{more_is_asked:?}");
    let another_type = changed(|after| {
        after["components"]["schemas"]["SalesforceForm"]["properties"]["name"]["type"] = "integer".into();
    });
    assert_eq!(another_type.len(), 1, "{another_type:?}");
    let perhaps_null = changed(|after| {
        after["components"]["schemas"]["Connector"]["properties"]["name"]["type"] =
            serde_json::json!(["string", "null"]);
    });
    assert_eq!(perhaps_null.len(), 1, "{perhaps_null:?}");
}

#[test]
fn what_is_added_or_said_otherwise_is_no_loss() {
    let before = document();
    let mut after = before.clone();
    after["paths"]["/api/v1/more"] = serde_json::json!({"get": {"responses": {}}});
    after["components"]["schemas"]["Connector"]["properties"]["more"] = serde_json::json!({"type": "string"});
    after["components"]["schemas"]["Connector"]["description"] = "Said otherwise.".into();
    let codes = &mut after["components"]["schemas"]["RuleCode"]["enum"];
    codes.as_array_mut().expect("codes").insert(0, "a_new_code".into());
    assert_eq!(removed(&before, &after), [""; 0]);
    let asked = &mut after["components"]["schemas"]["SalesforceForm"]["required"];
    asked.as_array_mut().expect("members").clear();
    after["components"]["schemas"]["SalesforceForm"]["properties"]["name"]["type"] =
        serde_json::json!(["string", "null"]);
    assert_eq!(removed(&before, &after), [""; 0], "a request may ask for less, and take more");
}
