//! Answers about connectors in use: their count, service tokens, and what Salesforce said to a request.

use contract::runtime::{BodyEncoding, ConnectorUsage, DayUsage, RuntimeResult};
use contract::secret::SecretText;
use contract::service_token::{CreatedServiceToken, ServiceToken, ServiceTokenList, ServiceTokenScope};
use wasm_bindgen::JsValue;

use super::{Failure, Object, code, integer, list, map, problem, text, whole};

/// Reads a [`ServiceTokenList`].
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none.
pub fn service_token_list(answer: &JsValue) -> Result<ServiceTokenList, Failure> {
    let tokens = Object::new(answer)?.get("serviceTokens");
    Ok(ServiceTokenList { service_tokens: list(&tokens, service_token)? })
}

/// Reads a [`CreatedServiceToken`].
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none.
pub fn created_service_token(answer: &JsValue) -> Result<CreatedServiceToken, Failure> {
    let token = SecretText::new(Object::new(answer)?.text("token")?);
    Ok(CreatedServiceToken { token, service_token: service_token(answer)? })
}

/// Reads a [`RuntimeResult`].
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none.
pub fn runtime_result(answer: &JsValue) -> Result<RuntimeResult, Failure> {
    let object = Object::new(answer)?;
    let status = object.optional("httpStatusCode");
    Ok(RuntimeResult {
        http_response_headers: map(&object.get("httpResponseHeaders"), text)?,
        http_response_body_encoding: code(&object.get("httpResponseBodyEncoding"), encoding)?,
        http_response_body: object.text("httpResponseBody")?,
        http_status_code: status.map(|status| whole(&status)).transpose()?,
        attempts: object.whole("attempts")?,
        duration_ms: object.whole("durationMs")?,
        problem: object.optional("problem").as_ref().map(problem).transpose()?,
    })
}

pub(super) fn usage(value: &JsValue) -> Result<ConnectorUsage, Failure> {
    let object = Object::new(value)?;
    Ok(ConnectorUsage {
        last_used_at: object.integer("lastUsedAt")?,
        days: list(&object.get("days"), day_usage)?,
    })
}

fn day_usage(value: &JsValue) -> Result<DayUsage, Failure> {
    let object = Object::new(value)?;
    Ok(DayUsage {
        day: object.integer("day")?,
        requests: object.whole("requests")?,
        failures: object.whole("failures")?,
    })
}

fn service_token(value: &JsValue) -> Result<ServiceToken, Failure> {
    let object = Object::new(value)?;
    let moment = |name| object.optional(name).as_ref().map(integer).transpose();
    Ok(ServiceToken {
        id: object.text("id")?,
        name: object.text("name")?,
        prefix: object.text("prefix")?,
        scope: scope(&object.get("scope"))?,
        expires_at: object.integer("expiresAt")?,
        revoked_at: moment("revokedAt")?,
        last_used_at: moment("lastUsedAt")?,
        created_by: object.text("createdBy")?,
        created_at: object.integer("createdAt")?,
    })
}

/// A name, or an object with one field: so serde writes a variant that holds something.
fn scope(value: &JsValue) -> Result<ServiceTokenScope, Failure> {
    if value.as_string().is_some_and(|name| name == "all") {
        return Ok(ServiceTokenScope::All);
    }
    let object = Object::new(value)?;
    if object.names().length() != 1 {
        return Err(Failure::NotUnderstood);
    }
    Ok(ServiceTokenScope::Connectors(list(&object.get("connectors"), text)?))
}

fn encoding(wire: &str) -> Option<BodyEncoding> {
    match wire {
        "text" => Some(BodyEncoding::Text),
        "base64" => Some(BodyEncoding::Base64),
        _ => None,
    }
}
