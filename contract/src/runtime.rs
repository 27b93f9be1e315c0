//! The runtime API: how flows and scripts use a connector, and how an admin tries one.

mod curl;

use std::collections::BTreeMap;

pub use self::curl::curl;

use serde::{Deserialize, Serialize};

use crate::api::{ConnectorState, Kind, Problem};
use crate::lenient_int;

/// What every path of the runtime API begins with. It is called with a service token, not by a signed-in user.
pub const PREFIX: &str = "/api/v1/runtime/";
/// `GET`: the connectors that the token may use, a [`RuntimeConnectorList`].
pub const CONNECTORS: &str = "/api/v1/runtime/connectors";
/// `POST` a [`RuntimeRequest`]: sends it as the connector; 200 with a [`RuntimeResult`].
pub const REQUESTS: &str = "/api/v1/runtime/connectors/{id}/requests";
/// `POST` a [`TestRequest`] by an admin: 200 with a [`RuntimeResult`].
pub const TEST_REQUEST: &str = "/api/v1/connectors/{id}/try";

/// How long a request may take where it does not say, in milliseconds: Flow Designer's own default.
pub const RESPONSE_TIMEOUT_MS: u32 = 2_000;
/// The longest that it may ask for, in milliseconds.
pub const RESPONSE_TIMEOUT_MS_MAX: u32 = 30_000;
/// How long a request that an admin tries may take, in milliseconds: somebody waits for it, as for a check.
pub const TEST_REQUEST_TIMEOUT_MS: u32 = 10_000;
/// Most repeats after a 5xx or a failed connection.
pub const RETRY_ATTEMPTS_MAX: u8 = 3;

/// The path of a connector's requests.
pub fn requests(id: &str) -> String {
    REQUESTS.replace("{id}", id)
}

/// The path at which a connector is tried.
pub fn test_request(id: &str) -> String {
    TEST_REQUEST.replace("{id}", id)
}

/// The connectors that a service token may use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuntimeConnectorList {
    /// Oldest first.
    pub connectors: Vec<RuntimeConnector>,
}

/// What a drop-down of connectors needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuntimeConnector {
    /// A UUID that never changes.
    pub id: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: Kind,
    /// How it stands.
    pub state: ConnectorState,
}

/// Which methods are sent again after a 5xx or a failed connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum RetryMethods {
    /// Those that do the same however often they are sent (RFC 9110, section 9.2.2).
    #[default]
    Idempotent,
    /// All: whoever asks for it can tell a repeated request at the other end.
    All,
}

/// A request to send as a connector: Flow Designer's HTTP Request with **Use Authenticated Endpoint**.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuntimeRequest {
    /// `GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// A path below `/services/`, without query; the connector supplies scheme and host.
    pub request_path: String,
    /// The query's parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query_parameters: BTreeMap<String, String>,
    /// Headers beside those that the connector sets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body's media type; `application/json` where there is a body and it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// How long each attempt may take until its answer is read, in milliseconds; a sign-in that it needs included.
    #[serde(default = "response_timeout_ms", deserialize_with = "lenient_int::number")]
    pub response_timeout_ms: u32,
    /// Repeats after a 5xx or a failed connection.
    #[serde(default, deserialize_with = "lenient_int::number")]
    pub retry_attempts: u8,
    /// Which methods are repeated at all.
    #[serde(default)]
    pub retry_methods: RetryMethods,
}

impl RuntimeRequest {
    /// A request without anything but a method and a path.
    pub fn new(method: &str, request_path: &str) -> Self {
        Self {
            method: method.to_owned(),
            request_path: request_path.to_owned(),
            query_parameters: BTreeMap::new(),
            headers: BTreeMap::new(),
            content_type: None,
            body: None,
            response_timeout_ms: RESPONSE_TIMEOUT_MS,
            retry_attempts: 0,
            retry_methods: RetryMethods::Idempotent,
        }
    }
}

const fn response_timeout_ms() -> u32 {
    RESPONSE_TIMEOUT_MS
}

/// How [`RuntimeResult::http_response_body`] is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum BodyEncoding {
    /// As it is.
    Text,
    /// Base64 (RFC 4648, section 4): the answer is not UTF-8 text by its `Content-Type` or its bytes. Of an answer above
    /// 64 KiB only JSON, and what names UTF-8 as its charset, is text: the rest of it has not been seen yet.
    Base64,
}

/// What Salesforce answered, whatever it says.
///
/// A large body is passed on while it arrives. Should it then break off, HTTP's 200 has been sent already: the
/// result ends with `problem` and has no `httpStatusCode`, so that nobody takes a part for the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuntimeResult {
    /// Salesforce's headers, with names in lower case; several of one name are joined by a comma. Never `Set-Cookie`.
    pub http_response_headers: BTreeMap<String, String>,
    /// How the body is written.
    pub http_response_body_encoding: BodyEncoding,
    /// The body.
    pub http_response_body: String,
    /// Salesforce's HTTP status; missing where the body broke off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status_code: Option<u16>,
    /// Requests sent to Salesforce's API for this one.
    pub attempts: u32,
    /// From the first to the end of the answer, in milliseconds; a sign-in included.
    pub duration_ms: u64,
    /// Why the body broke off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// An admin's request to try a connector: a `GET` of one of the paths that the operator lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestRequest {
    /// One of [`crate::api::Config::try_paths`], query included.
    pub request_path: String,
}

/// How a connector was used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConnectorUsage {
    /// The last request, in milliseconds since 1970 (UTC).
    pub last_used_at: i64,
    /// The last days on which there were requests, newest first.
    pub days: Vec<DayUsage>,
}

/// How a connector was used on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DayUsage {
    /// The day's beginning, in milliseconds since 1970 (UTC).
    pub day: i64,
    /// Requests.
    pub requests: u64,
    /// Those of them that got no answer from Salesforce.
    pub failures: u64,
}
