//! Salesforce's two ways to say no: OAuth errors, and the REST API's arrays.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

/// JSON as Salesforce sends it: with a charset, and never to be cached.
pub(crate) fn answer(status: StatusCode, json: String) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "application/json;charset=UTF-8"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, json).into_response()
}

/// An error of the token endpoint: status 400, `{"error","error_description"}`, never cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OauthError {
    /// `error`.
    pub error: &'static str,
    /// `error_description`, in Salesforce's words.
    #[serde(rename = "error_description")]
    pub description: &'static str,
}

impl OauthError {
    /// The signature, or the assertion as such, is no good.
    pub const INVALID_ASSERTION: Self = Self::new("invalid_grant", "invalid assertion");
    /// No app has this Client ID.
    pub const UNKNOWN_CLIENT: Self = Self::new("invalid_client_id", "client identifier invalid");
    /// `aud` is not one the app takes.
    pub const AUDIENCE: Self = Self::new("invalid_grant", "audience is invalid");
    /// An External Client App that this server does not know.
    pub const APP_NOT_FOUND: Self =
        Self::new("app_not_found", "External client app is not installed in this org");
    /// `exp` has passed. Salesforce does say "authorization code" here.
    pub const EXPIRED: Self = Self::new("invalid_grant", "expired authorization code");
    /// The app lets users authorize it themselves, and this one has not.
    pub const NOT_APPROVED: Self = Self::new("invalid_grant", "user hasn't approved this consumer");
    /// The app is for users whom an admin approved, and this one's profile is not among them.
    pub const NOT_ADMIN_APPROVED: Self =
        Self::new("invalid_app_access", "user is not admin approved to access this app");
    /// No such username. Salesforce's wording varies.
    pub const UNKNOWN_USER: Self = Self::new("invalid_grant", "unknown user");
    /// The user is deactivated.
    pub const INACTIVE_USER: Self = Self::new("inactive_user", "user is inactive");
    /// The grant type is not the JWT bearer's.
    pub const GRANT_TYPE: Self = Self::new("unsupported_grant_type", "grant type not supported");
    /// The token to revoke is none that lives.
    pub const INVALID_TOKEN: Self = Self::new("invalid_token", "the token was invalid");
    /// A parameter stands twice (RFC 6749, section 3.2).
    pub const REPEATED_PARAMETER: Self = Self::new("invalid_request", "a parameter is repeated");
    /// The body is larger than the token endpoint reads.
    pub const TOO_LARGE: Self = Self::new("invalid_request", "the request is too large");

    /// An error from its two texts.
    pub const fn new(error: &'static str, description: &'static str) -> Self {
        Self { error, description }
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        answer(StatusCode::BAD_REQUEST, json!(self).to_string())
    }
}

/// An error of the REST API: a status, and an array of one `{"message","errorCode"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// `errorCode`.
    pub code: &'static str,
    /// `message`.
    pub message: &'static str,
}

impl ApiError {
    /// The token is missing, unknown or dropped.
    pub const INVALID_SESSION: Self =
        Self { status: 401, code: "INVALID_SESSION_ID", message: "Session expired or invalid" };
    /// The user's profile lacks "API Enabled", or the edition has no API.
    pub const API_DISABLED: Self = Self {
        status: 403,
        code: "API_DISABLED_FOR_ORG",
        message: "The REST API is not enabled for this Organization",
    };
    /// The organization used up its calls of the day.
    pub const REQUEST_LIMIT: Self =
        Self { status: 403, code: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." };
    /// The instance is being serviced.
    pub const SERVER_UNAVAILABLE: Self =
        Self { status: 503, code: "SERVER_UNAVAILABLE", message: "The server is temporarily unavailable" };
    /// No such resource or API version.
    pub const NOT_FOUND: Self =
        Self { status: 404, code: "NOT_FOUND", message: "The requested resource does not exist" };
    /// The body is no JSON object.
    pub const JSON_PARSER: Self =
        Self { status: 400, code: "JSON_PARSER_ERROR", message: "The HTTP entity body is not readable" };
    /// The query cannot be read.
    pub const MALFORMED_QUERY: Self =
        Self { status: 400, code: "MALFORMED_QUERY", message: "unexpected token: query" };
    /// The query asks for an object that the sandbox does not hold.
    pub const INVALID_TYPE: Self =
        Self { status: 400, code: "INVALID_TYPE", message: "sObject type is not supported." };
    /// The query asks for a field that the object does not have.
    pub const INVALID_FIELD: Self =
        Self { status: 400, code: "INVALID_FIELD", message: "No such column on entity." };
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        answer(status, json!([{ "message": self.message, "errorCode": self.code }]).to_string())
    }
}
