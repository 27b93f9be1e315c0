//! The runtime API: how flows and scripts use a connector, and how an admin tries one.

mod curl;
mod parameters;

use std::collections::BTreeMap;

pub use self::curl::curl;
pub use self::parameters::{NAME_TWICE, ParameterValue};

use serde::{Deserialize, Deserializer, Serialize};

use crate::api::{ConnectorState, Kind, Problem};
use crate::lenient_int;

/// What every path of the runtime API begins with. It is called with a service token, not by a signed-in user.
pub const PREFIX: &str = "/api/v1/runtime/";
/// `GET`: the connectors that the token may use, a [`RuntimeConnectorList`].
pub const CONNECTORS: &str = "/api/v1/runtime/connectors";
/// `POST` a [`RuntimeRequest`]: sends the request as the connector; 200 with a [`RuntimeResult`].
pub const REQUESTS: &str = "/api/v1/runtime/connectors/{id}/requests";
/// `POST` a [`TestRequest`] as an admin: 200 with a [`RuntimeResult`].
pub const TEST_REQUEST: &str = "/api/v1/connectors/{id}/try";

/// How long a request may take that does not say how long, in milliseconds: Flow Designer's own default.
pub const RESPONSE_TIMEOUT_MS: u32 = 2_000;
/// The longest that a request may ask for, in milliseconds.
pub const RESPONSE_TIMEOUT_MS_MAX: u32 = 30_000;
/// How long a [`TestRequest`] may take, in milliseconds: an admin waits for it, as for a check.
pub const TEST_REQUEST_TIMEOUT_MS: u32 = 10_000;
/// Most repeats after a 5xx or a failed connection.
pub const RETRY_ATTEMPTS_MAX: u8 = 3;

/// The path to which requests as the connector of this id are posted.
pub fn requests(id: &str) -> String {
    REQUESTS.replace("{id}", id)
}

/// The path at which an admin tests the connector of this id.
pub fn test_request(id: &str) -> String {
    TEST_REQUEST.replace("{id}", id)
}

/// The connectors that a service token may use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuntimeConnectorList {
    /// Connectors of the token's scope, oldest first.
    pub connectors: Vec<RuntimeConnector>,
}

/// What a drop-down of connectors needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuntimeConnector {
    /// A UUID that never changes, by which requests name the connector.
    pub id: String,
    /// The name that an admin gave the connector.
    pub name: String,
    /// What the connector connects to.
    pub kind: Kind,
    /// Whether requests can be sent as the connector.
    pub state: ConnectorState,
}

/// Which methods are sent again after a 5xx or a failed connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum RetryMethods {
    /// The methods that do the same however often they are sent (RFC 9110, section 9.2.2).
    #[default]
    Idempotent,
    /// All methods: whoever asks for this can tell a repeated request at the other end.
    All,
}

/// A request to send as a connector: Flow Designer's HTTP Request with **Use Authenticated Endpoint**.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuntimeRequest {
    /// `GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// A path below `/services/`, perhaps with a query; the connector supplies scheme and host. The path is sent as it is
    /// written, so whatever a segment must encode is encoded already. So is the query, in which a character that no URL
    /// may hold, such as a blank, is encoded as UTF-8. Path and whole query have at most
    /// [`crate::limits::REQUEST_TARGET_BYTES`] bytes together, as they are sent. A parameter `_HttpMethod`, which would have
    /// Salesforce take another method, is refused.
    pub request_path: String,
    /// Further parameters of the query, as plain text: they are encoded, and follow the query of the path. No name may
    /// stand in both, and `_HttpMethod` in neither.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "parameters::each_once")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub query_parameters: BTreeMap<String, ParameterValue>,
    /// Headers to send, beside those that the connector sets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "parameters::each_once")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub headers: BTreeMap<String, String>,
    /// Media type of the body. Where there is a body and none is given, or one of nothing but blanks, `application/json` for text and
    /// `application/octet-stream` for base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The body to send, written as [`Self::body_encoding`] says. `GET` and `HEAD` have none: one that is not empty is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// How [`Self::body`] is written: `base64` for bytes, such as a file's.
    #[serde(default, skip_serializing_if = "BodyEncoding::is_text", deserialize_with = "or_default")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub body_encoding: BodyEncoding,
    /// How long each attempt may take until the answer is read, in milliseconds; a sign-in included. A text of digits
    /// is a number here, and an empty one says nothing.
    #[serde(default = "default_timeout", deserialize_with = "timeout")]
    pub response_timeout_ms: u32,
    /// Repeats after a 5xx or a failed connection. A text of digits is a number here, and an empty one says nothing.
    #[serde(default, deserialize_with = "retries")]
    pub retry_attempts: u8,
    /// Which methods are repeated at all.
    #[serde(default, deserialize_with = "or_default")]
    #[cfg_attr(feature = "openapi", schema(nullable))]
    pub retry_methods: RetryMethods,
}

impl RuntimeRequest {
    /// A request of a method and a path, all else being the default.
    pub fn new(method: &str, request_path: &str) -> Self {
        Self {
            method: method.to_owned(),
            request_path: request_path.to_owned(),
            query_parameters: BTreeMap::new(),
            headers: BTreeMap::new(),
            content_type: None,
            body: None,
            body_encoding: BodyEncoding::Text,
            response_timeout_ms: RESPONSE_TIMEOUT_MS,
            retry_attempts: 0,
            retry_methods: RetryMethods::Idempotent,
        }
    }
}

const fn default_timeout() -> u32 {
    RESPONSE_TIMEOUT_MS
}

/// Reads a member whose `null` says no more than its absence.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let ms: Option<i64> = lenient_int::optional(deserializer)?;
    // What does not fit is beyond the range as the largest number is, and is told the same.
    Ok(ms.map_or(RESPONSE_TIMEOUT_MS, |ms| u32::try_from(ms).unwrap_or(u32::MAX)))
}

fn retries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let retries: Option<i64> = lenient_int::optional(deserializer)?;
    Ok(retries.map_or(0, |retries| u8::try_from(retries).unwrap_or(u8::MAX)))
}

/// How a body is written in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum BodyEncoding {
    /// As the text that it is, sent as UTF-8.
    #[default]
    Text,
    /// As base64 (RFC 4648, section 4).
    Base64,
}

impl BodyEncoding {
    /// Whether the body is written as text.
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Text)
    }
}

/// What Salesforce answered, be it a success or a refusal.
///
/// A large body is passed on while it arrives. Should the body then break off, HTTP's 200 has been sent already: the
/// result ends with `problem` and has no `httpStatusCode`, so that nobody takes a part for the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuntimeResult {
    /// Salesforce's headers, with names in lower case; several of one name are joined by a comma. Never `Set-Cookie`.
    pub http_response_headers: BTreeMap<String, String>,
    /// How [`Self::http_response_body`] is to be read. The `Content-Type` alone decides: a body is text where it is JSON,
    /// XML, a form or `text/…`, in UTF-8 or without a charset, and base64 otherwise.
    pub http_response_body_encoding: BodyEncoding,
    /// Salesforce's body, written as [`Self::http_response_body_encoding`] says. A byte-order mark is no part of a text.
    pub http_response_body: String,
    /// True where the text was not UTF-8 throughout: what was none is U+FFFD in it. Missing otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub http_response_body_lossy: bool,
    /// Salesforce's HTTP status; missing where the body broke off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status_code: Option<u16>,
    /// Requests that were sent to Salesforce's API, repeats included.
    pub attempts: u32,
    /// Milliseconds from the first request to the end of the answer, a sign-in included.
    pub duration_ms: u64,
    /// Why the body broke off, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// An admin's request by which a connector is tested: a `GET` of one of the paths that the operator lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestRequest {
    /// A path with its query, out of [`crate::api::Config::try_paths`].
    pub request_path: String,
}
