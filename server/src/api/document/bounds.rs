//! The limits that the rules hold fields to, from the constants that they hold them by.

use contract::audit::PAGE_MAX;
use contract::form::{FIELDS, InputKind};
use contract::limits::{ADDRESSES_TRIED, CONTACT_CHARS, NOTES_CHARS, REQUEST_TARGET_BYTES};
use contract::runtime::{RESPONSE_TIMEOUT_MS, RESPONSE_TIMEOUT_MS_MAX, RETRY_ATTEMPTS_MAX};
use contract::service_token::{PREFIX, ServiceTokenForm};
use serde_json::{Value, json};

use crate::flow_requests::{headers, path, request};

/// The largest whole number that every reader of JSON keeps exactly (RFC 8259, section 6).
const INTEGER_MAX: i64 = (1 << 53) - 1;

/// Adds each to the schema that it belongs to.
pub(super) fn add(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    for (pointer, keywords) in all() {
        let schema = schemas.pointer_mut(&pointer).and_then(Value::as_object_mut);
        if let (Some(schema), Value::Object(keywords)) = (schema, keywords) {
            schema.extend(keywords);
        }
    }
    for (_, schema) in schemas.as_object_mut().into_iter().flatten() {
        leave_out_null(schema);
    }
}

/// Answers leave out what they do not have, where utoipa lets them say `null` as well. Only a field that is always there
/// may be `null`, and a request may say so of what it could leave out.
fn leave_out_null(schema: &mut Value) {
    if schema["additionalProperties"] == false {
        return;
    }
    let required = schema["required"].clone();
    let required = required.as_array().map_or(&[][..], Vec::as_slice);
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, property) in properties.filter(|(name, _)| !required.iter().any(|one| one == name.as_str())) {
        if let Some(first) = property["type"].get(0).cloned() {
            property["type"] = first;
        } else if let Some(first) = property["oneOf"].get(0).cloned() {
            *property = first;
        }
    }
}

/// JSON Schema's keywords, by where they go among the schemas.
fn all() -> Vec<(String, Value)> {
    let salesforce = FIELDS.iter().map(|spec| {
        let least = usize::from(spec.required);
        (format!("/SalesforceForm/properties/{}", spec.field), lengths(least, spec.limit))
    });
    let tokens = ServiceTokenForm::FIELDS.iter().map(|spec| match spec.input {
        InputKind::Connectors => (
            "/ServiceTokenScope/oneOf/1/properties/connectors".to_owned(),
            json!({ "minItems": 1, "maxItems": spec.limit }),
        ),
        InputKind::Choice => (format!("/ServiceTokenForm/properties/{}", spec.field), time()),
        _ => (format!("/ServiceTokenForm/properties/{}", spec.field), lengths(1, spec.limit)),
    });
    let patch = FIELDS.iter().map(|spec| {
        let least = usize::from(spec.required);
        (format!("/ConnectorPatch/properties/{}", spec.field), lengths(least, spec.limit))
    });
    salesforce
        .chain(patch)
        .chain(tokens)
        .chain(others().into_iter().map(|(pointer, keywords)| (pointer.to_owned(), keywords)))
        .collect()
}

/// A moment in milliseconds since 1970.
fn time() -> Value {
    json!({ "minimum": 0, "maximum": INTEGER_MAX })
}

/// A whole number, which may be written as text of so many digits, or nothing.
fn number_or_text(least: u32, most: u32, digits: u8, default: u32) -> Value {
    json!({
        "type": ["integer", "string", "null"],
        "minimum": least,
        "maximum": most,
        "pattern": format!("^ *([0-9]{{1,{digits}}}([.]0*)?)? *$"),
        "default": default,
    })
}

fn lengths(least: usize, most: usize) -> Value {
    if least == 0 { json!({ "maxLength": most }) } else { json!({ "minLength": least, "maxLength": most }) }
}

fn others() -> Vec<(&'static str, Value)> {
    let uuid = || json!({ "format": "uuid" });
    vec![
        ("/AuditEntry/properties/id", uuid()),
        ("/AuditEntry/properties/intentId", uuid()),
        ("/AuditEntry/properties/requestId", uuid()),
        ("/AuditEntry/properties/createdAt", time()),
        ("/AuditEntry/properties/lastAt", time()),
        ("/AuditEntry/properties/times", json!({ "minimum": 1, "maximum": INTEGER_MAX })),
        ("/AuditPage/properties/entries", json!({ "maxItems": PAGE_MAX })),
        ("/AudienceSearch/properties/tried", json!({ "maxItems": ADDRESSES_TRIED })),
        ("/CancelResult", json!({ "required": ["connector"] })),
        ("/Connector/properties/id", uuid()),
        ("/Connector/properties/createdAt", time()),
        ("/Connector/properties/revision", json!({ "minimum": 1, "maximum": INTEGER_MAX })),
        ("/Connector/properties/changedAt", time()),
        ("/Connector/properties/stateSince", time()),
        ("/Connector/properties/checkedAt", time()),
        ("/Connector/properties/notes", lengths(0, NOTES_CHARS)),
        ("/Connector/properties/contact", lengths(0, CONTACT_CHARS)),
        ("/ConnectorKey/properties/storedAt", time()),
        ("/ConnectorPatch/properties/notes", lengths(0, NOTES_CHARS)),
        ("/ConnectorPatch/properties/contact", lengths(0, CONTACT_CHARS)),
        ("/Change/properties/at", time()),
        ("/Failing/properties/since", time()),
        ("/Unreachable/properties/since", time()),
        ("/HistoryPage/properties/entries", json!({ "maxItems": PAGE_MAX })),
        ("/HistoryEntry/properties/id", uuid()),
        ("/HistoryEntry/properties/createdAt", time()),
        ("/HistoryEntry/properties/lastAt", time()),
        ("/HistoryEntry/properties/times", json!({ "minimum": 1, "maximum": INTEGER_MAX })),
        ("/HistoryEntry/properties/durationMs", json!({ "minimum": 0, "maximum": INTEGER_MAX })),
        ("/ServiceTokenScope/oneOf/1", json!({ "additionalProperties": false })),
        ("/ServiceTokenScope/oneOf/1/properties/connectors/items", uuid()),
        ("/ServiceToken/properties/id", uuid()),
        ("/ServiceToken/properties/prefix", json!({ "pattern": format!("^{PREFIX}") })),
        ("/ServiceToken/properties/expiresAt", time()),
        ("/ServiceToken/properties/revokedAt", time()),
        ("/ServiceToken/properties/lastUsedAt", time()),
        ("/ServiceToken/properties/createdAt", time()),
        ("/RuntimeConnector/properties/id", uuid()),
        ("/RuntimeRequest/properties/method", json!({ "enum": request::methods() })),
        (
            "/RuntimeRequest/properties/requestPath",
            json!({ "pattern": format!("^{}", path::BELOW), "maxLength": REQUEST_TARGET_BYTES }),
        ),
        ("/RuntimeRequest/properties/headers", json!({ "maxProperties": headers::COUNT_MAX })),
        (
            "/RuntimeRequest/properties/responseTimeoutMs",
            number_or_text(1, RESPONSE_TIMEOUT_MS_MAX, 5, RESPONSE_TIMEOUT_MS),
        ),
        ("/RuntimeRequest/properties/retryAttempts", number_or_text(0, RETRY_ATTEMPTS_MAX.into(), 1, 0)),
        ("/RuntimeResult/properties/httpStatusCode", json!({ "minimum": 100, "maximum": 999 })),
        ("/ConnectorUsage/properties/lastUsedAt", time()),
        ("/DayUsage/properties/day", time()),
        ("/Problem/properties/requestId", uuid()),
        ("/Problem/properties/status", json!({ "minimum": 400, "maximum": 599 })),
        ("/Problem/properties/type", json!({ "format": "uri", "pattern": "^urn:connectors:problem:" })),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_has_its_place() {
        let document = crate::api::document::document();
        for (pointer, keywords) in all() {
            let schema = document["components"]["schemas"].pointer(&pointer);
            let schema = schema.unwrap_or_else(|| panic!("{pointer} is not there"));
            for (keyword, value) in keywords.as_object().expect("keywords") {
                assert_eq!(&schema[keyword], value, "{pointer}");
            }
        }
    }
}
