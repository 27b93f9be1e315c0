//! The limits that the rules hold fields to, from the constants that they hold them by.

use contract::limits::{CLIENT_ID_CHARS, EMAIL_ID_CHARS, NAME_CHARS, PRIVATE_KEY_BYTES, URL_CHARS};
use contract::runtime::{RESPONSE_TIMEOUT_MS, RESPONSE_TIMEOUT_MS_MAX, RETRY_ATTEMPTS_MAX};
use contract::service_token::{CONNECTORS_MAX, PREFIX};
use serde_json::{Value, json};

use crate::runtime::{headers, path, request};

/// The largest whole number that every reader of JSON keeps exactly (RFC 8259, section 6).
const INTEGER_MAX: i64 = (1 << 53) - 1;

/// Adds each to the schema that it belongs to.
pub(super) fn add(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    for (pointer, keywords) in all() {
        let schema = schemas.pointer_mut(pointer).and_then(Value::as_object_mut);
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
fn all() -> Vec<(&'static str, Value)> {
    let uuid = || json!({ "format": "uuid" });
    let time = || json!({ "minimum": 0, "maximum": INTEGER_MAX });
    let characters = |max: usize| json!({ "minLength": 1, "maxLength": max });
    vec![
        ("/SalesforceForm/properties/name", characters(NAME_CHARS)),
        ("/SalesforceForm/properties/clientId", characters(CLIENT_ID_CHARS)),
        ("/SalesforceForm/properties/emailId", characters(EMAIL_ID_CHARS)),
        ("/SalesforceForm/properties/url", characters(URL_CHARS)),
        ("/SalesforceForm/properties/audience", json!({ "maxLength": URL_CHARS })),
        ("/SalesforceForm/properties/privateKey", characters(PRIVATE_KEY_BYTES)),
        ("/Attempt", json!({ "required": ["connector"] })),
        ("/Connector/properties/id", uuid()),
        ("/Connector/properties/createdAt", time()),
        ("/ServiceTokenForm/properties/name", characters(NAME_CHARS)),
        ("/ServiceTokenForm/properties/expiresAt", time()),
        ("/ServiceTokenScope/oneOf/1", json!({ "additionalProperties": false })),
        (
            "/ServiceTokenScope/oneOf/1/properties/connectors",
            json!({ "minItems": 1, "maxItems": CONNECTORS_MAX }),
        ),
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
            json!({ "pattern": format!("^{}", path::BELOW), "maxLength": path::BYTES_MAX }),
        ),
        ("/RuntimeRequest/properties/headers", json!({ "maxProperties": headers::COUNT_MAX })),
        (
            "/RuntimeRequest/properties/responseTimeoutMs",
            json!({ "minimum": 1, "maximum": RESPONSE_TIMEOUT_MS_MAX, "default": RESPONSE_TIMEOUT_MS }),
        ),
        (
            "/RuntimeRequest/properties/retryAttempts",
            json!({ "minimum": 0, "maximum": RETRY_ATTEMPTS_MAX, "default": 0 }),
        ),
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
            let schema = document["components"]["schemas"].pointer(pointer);
            let schema = schema.unwrap_or_else(|| panic!("{pointer} is not there"));
            for (keyword, value) in keywords.as_object().expect("keywords") {
                assert_eq!(&schema[keyword], value, "{pointer}");
            }
        }
    }
}
