//! What a token is good for: the REST API's start pages, a few canned objects, Apex REST, and userinfo.

mod query;

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::failures::{Failure, Outcome};
use crate::refusal::ApiError;
use crate::registry::ApiAccess;
use crate::sandbox::{ORG_ID, Sandbox, Session};

/// The API versions that Salesforce still serves.
const VERSIONS: std::ops::RangeInclusive<u16> = 31..=67;

/// A token that may call the API.
struct Caller(Session);

impl Caller {
    fn authenticate(sandbox: &Sandbox, headers: &HeaderMap) -> Result<Self, ApiError> {
        let session = bearer(sandbox, headers).ok_or(ApiError::INVALID_SESSION)?;
        if let Some(Outcome::Api(refusal)) = session.failure.map(Failure::outcome) {
            return Err(refusal);
        }
        let account = sandbox.account(&session.username).ok_or(ApiError::INVALID_SESSION)?;
        if account.user.api == ApiAccess::Disabled {
            return Err(ApiError::API_DISABLED);
        }
        if !session.scope.split(' ').any(|scope| matches!(scope, "api" | "full")) {
            return Err(ApiError::INVALID_SESSION);
        }
        sandbox.count(|counters| counters.api_requests += 1);
        Ok(Self(session))
    }
}

/// The session of the header `Authorization`. Salesforce takes the older scheme `OAuth` as well.
fn bearer(sandbox: &Sandbox, headers: &HeaderMap) -> Option<Session> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("Bearer") || scheme.eq_ignore_ascii_case("OAuth");
    if known { sandbox.session(token.trim()) } else { None }
}

/// `vNN.0`, where Salesforce serves it.
fn version(text: &str) -> Result<u16, ApiError> {
    let number = text.strip_prefix('v').and_then(|rest| rest.strip_suffix(".0"));
    let number = number.and_then(|digits| digits.parse().ok());
    number.filter(|number| VERSIONS.contains(number)).ok_or(ApiError::NOT_FOUND)
}

pub(crate) async fn versions() -> Json<Value> {
    Json(
        VERSIONS.map(|n| json!({ "label": label(n), "url": path(n), "version": format!("{n}.0") })).collect(),
    )
}

fn path(version: u16) -> String {
    format!("/services/data/v{version}.0")
}

/// Three releases a year, the first of each named after the year to come: 20 is Winter '11.
fn label(version: u16) -> String {
    let release = ["Winter", "Spring", "Summer"][usize::from((version - 20) % 3)];
    format!("{release} '{}", 11 + (version - 20) / 3)
}

pub(crate) async fn resources(
    State(sandbox): State<Arc<Sandbox>>,
    Path(asked): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    Caller::authenticate(&sandbox, &headers)?;
    let base = path(version(&asked)?);
    Ok(Json(json!({ "limits": format!("{base}/limits"), "query": format!("{base}/query") })))
}

pub(crate) async fn limits(
    State(sandbox): State<Arc<Sandbox>>,
    Path(asked): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    Caller::authenticate(&sandbox, &headers)?;
    version(&asked)?;
    Ok(Json(json!({ "DailyApiRequests": { "Max": 15_000, "Remaining": 14_998 } })))
}

pub(crate) async fn query(
    State(sandbox): State<Arc<Sandbox>>,
    Path(asked): Path<String>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let Caller(session) = Caller::authenticate(&sandbox, &headers)?;
    let version = version(&asked)?;
    let parameters = parameters.unwrap_or_default();
    let soql = form_urlencoded::parse(parameters.as_bytes()).find(|(name, _)| name == "q");
    let (_, soql) = soql.ok_or(ApiError::MALFORMED_QUERY)?;
    query::run(&soql, &path(version), &session.username).map(Json)
}

/// Creates a record. It is not kept.
pub(crate) async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    Path((asked, object)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    Caller::authenticate(&sandbox, &headers)?;
    version(&asked)?;
    let id = query::new_id(&object).ok_or(ApiError::NOT_FOUND)?;
    serde_json::from_slice::<Map<String, Value>>(&body).map_err(|_| ApiError::JSON_PARSER)?;
    let created = json!({ "id": id, "success": true, "errors": [] });
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// Reads or writes the record that has this value in a field that is an external id: each value has one.
pub(crate) async fn by_external_id(
    State(sandbox): State<Arc<Sandbox>>,
    Path((asked, object, field, value)): Path<(String, String, String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    Caller::authenticate(&sandbox, &headers)?;
    version(&asked)?;
    let id = query::new_id(&object).ok_or(ApiError::NOT_FOUND)?;
    if !field.ends_with("__c") {
        return Err(ApiError::NOT_FOUND);
    }
    Ok(Json(match method {
        Method::GET => json!({ "attributes": { "type": object }, "Id": id, field: value }),
        _ => json!({ "id": id, "success": true, "errors": [], "created": false }),
    }))
}

pub(crate) async fn apex_rest(
    State(sandbox): State<Arc<Sandbox>>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    Caller::authenticate(&sandbox, &headers)?;
    let body = String::from_utf8_lossy(&body);
    Ok(Json(json!({ "method": method.as_str(), "path": path, "query": query, "body": body })))
}

/// Unlike the REST API it answers a bad token with 403 and a bare word.
pub(crate) async fn userinfo(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap) -> Response {
    if !headers.contains_key(header::AUTHORIZATION) {
        return (StatusCode::FORBIDDEN, "Missing_OAuth_Token").into_response();
    }
    let account = bearer(&sandbox, &headers).and_then(|session| sandbox.account(&session.username));
    let Some(account) = account else { return (StatusCode::FORBIDDEN, "Bad_OAuth_Token").into_response() };
    let (user, base_url) = (account.user, sandbox.base_url());
    Json(json!({
        "sub": format!("{base_url}/id/{ORG_ID}/{}", user.id),
        "user_id": user.id,
        "organization_id": ORG_ID,
        "preferred_username": user.username,
        "active": true,
        "urls": { "rest": format!("{base_url}/services/data/v{{version}}/") },
    }))
    .into_response()
}

/// What is not there: the REST API's error below its paths, as for a bad token.
pub(crate) async fn not_found() -> ApiError {
    ApiError::NOT_FOUND
}
