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
    /// A path below `/services/`, without query; the connector supplies scheme and host.
    pub request_path: String,
    /// Parameters of the query, each name once.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query_parameters: BTreeMap<String, String>,
    /// Headers to send, beside those that the connector sets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Media type of the body; `application/json` where there is a body and none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The body to send, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// How long each attempt may take until the answer is read, in milliseconds; a sign-in included.
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
    /// A request of a method and a path, all else being the default.
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
    /// The body is the text itself.
    Text,
    /// The body is base64 (RFC 4648, section 4): it is not UTF-8 text by its `Content-Type` or its bytes. Above
    /// 64 KiB only JSON, and what names UTF-8 as its charset, is text: not all of the body has been seen yet.
    Base64,
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
    /// How [`Self::http_response_body`] is to be read.
    pub http_response_body_encoding: BodyEncoding,
    /// Salesforce's body, written as [`Self::http_response_body_encoding`] says.
    pub http_response_body: String,
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
