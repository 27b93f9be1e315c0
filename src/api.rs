//! The client of the server's API. Every call goes through one function and ends in what was asked for or in an
//! [`ApiError`].

mod exchange;

use contract::api::{
    self, AudienceSearch, CancelResult, Config, Connector, ConnectorList, ConnectorPatch, HistoryPage,
    Problem,
};
use contract::form::SalesforceForm;
use contract::runtime::{self, RuntimeResult, TestRequest};
use contract::service_token::{self, CreatedServiceToken, ServiceTokenForm, ServiceTokenList};
use gloo_net::http::Request;
use js_sys::{Array, Reflect};
use thiserror::Error;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::AbortController;

use self::exchange::{call, from_json, from_value, json, last_json, parsed, read};

/// How much of a connector's history is asked for at a time: as much as is read in one sitting.
const HISTORY_ENTRIES: &str = "20";

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApiError {
    /// The server said why.
    #[error("the server answered with the problem {}", .0.code)]
    Problem(Box<Problem>),
    /// No answer: offline, broken off, or out of patience.
    #[error("the server did not answer")]
    NoAnswer,
    /// An answer that this app does not understand: a proxy's, or another version's.
    #[error("the answer is not the API's")]
    NotUnderstood,
}

impl ApiError {
    /// Whether it is certain that nothing was done: the server refused, or what Salesforce had to agree to first failed there.
    /// Of an answer that never came, and of a server that failed within, it is not.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Problem(problem) => {
                problem.status < 500 || problem.code.as_str().starts_with("salesforce_")
            }
            Self::NoAnswer | Self::NotUnderstood => false,
        }
    }
}

/// What the app must know at start.
///
/// # Errors
/// Any [`ApiError`].
pub async fn config() -> Result<Config, ApiError> {
    read(Request::get(api::CONFIG), None).await
}

/// The demo's values, its private key included.
///
/// # Errors
/// Any [`ApiError`].
pub async fn demo_form() -> Result<SalesforceForm, ApiError> {
    read(Request::get(api::DEMO_FORM), None).await
}

/// The organization's connectors.
///
/// # Errors
/// Any [`ApiError`].
pub async fn connectors() -> Result<ConnectorList, ApiError> {
    connector_list(&call(Request::get(api::CONNECTORS), None, None).await?)
}

/// One connector, and how it was used.
///
/// # Errors
/// Any [`ApiError`].
pub async fn connector(id: &str) -> Result<Connector, ApiError> {
    read(Request::get(&of_connector(api::CONNECTOR, id)), None).await
}

/// Signs in with what is stored, and gives the connector as it stands after that.
///
/// # Errors
/// Any [`ApiError`].
pub async fn check_connector(id: &str) -> Result<Connector, ApiError> {
    read(Request::post(&of_connector(api::CONNECTOR_CHECK, id)), None).await
}

/// Takes a connector out of use. To do so twice does no harm.
///
/// # Errors
/// Any [`ApiError`].
pub async fn deactivate_connector(id: &str) -> Result<Connector, ApiError> {
    read(Request::post(&of_connector(api::CONNECTOR_DEACTIVATE, id)), None).await
}

/// Checks a connector that is out of use, and puts it into use again. To do so twice does no harm.
///
/// # Errors
/// Any [`ApiError`].
pub async fn reactivate_connector(id: &str) -> Result<Connector, ApiError> {
    read(Request::post(&of_connector(api::CONNECTOR_REACTIVATE, id)), None).await
}

/// Deletes a connector, unless somebody changed it since it had this revision.
///
/// # Errors
/// Any [`ApiError`]. After one without an answer it is not known whether the connector is still there.
pub async fn delete_connector(id: &str, revision: i64) -> Result<(), ApiError> {
    let request = Request::delete(&of_connector(api::CONNECTOR, id));
    let request = request.header("If-Match", &["\"", &revision.to_string(), "\""].concat());
    // 204 has no content.
    call(request, None, None).await.map(drop)
}

/// Checks a form and saves it. Repeated under the same key it gives the first result.
///
/// # Errors
/// Any [`ApiError`]. After one without an answer it is not known whether the connector was saved.
pub async fn create(form: SalesforceForm, idempotency_key: &str) -> Result<Connector, ApiError> {
    let request = Request::post(api::SALESFORCE).header(api::IDEMPOTENCY_KEY, idempotency_key);
    read(request, Some(last_json(form))).await
}

/// Changes a connector, unless somebody else changed it since it had this revision. Repeated under the same key it gives the
/// first result.
///
/// # Errors
/// Any [`ApiError`]. After one without an answer it is not known whether the change was saved.
pub async fn update_connector(
    id: &str,
    revision: i64,
    patch: ConnectorPatch,
    idempotency_key: &str,
) -> Result<Connector, ApiError> {
    let request = Request::patch(&of_connector(api::CONNECTOR, id))
        .header("If-Match", &["\"", &revision.to_string(), "\""].concat())
        .header(api::IDEMPOTENCY_KEY, idempotency_key);
    read(request, Some(last_json(patch))).await
}

/// Cancels the create or the change that runs under this key.
///
/// # Errors
/// Any [`ApiError`].
pub async fn cancel(idempotency_key: &str) -> Result<CancelResult, ApiError> {
    read(Request::delete(&api::salesforce_attempt(idempotency_key)), None).await
}

/// Looks for the URL and audience that let a form in, until `abort` says otherwise.
///
/// # Errors
/// Any [`ApiError`].
pub async fn find_audience(form: SalesforceForm, abort: AbortController) -> Result<AudienceSearch, ApiError> {
    let request = Request::post(api::SALESFORCE_FIND_AUDIENCE);
    parsed(&call(request, Some(last_json(form)), Some(abort)).await?)
}

/// What happened to a connector: the newest of it, or what is older than a former page, by its `next`.
///
/// # Errors
/// Any [`ApiError`].
pub async fn history(id: &str, after: Option<&str>) -> Result<HistoryPage, ApiError> {
    let request = Request::get(&of_connector(api::CONNECTOR_HISTORY, id));
    let request = request.query([("limit", HISTORY_ENTRIES)]);
    read(request.query(after.map(|after| ("after", after))), None).await
}

/// The organization's service tokens.
///
/// # Errors
/// Any [`ApiError`].
pub async fn service_tokens() -> Result<ServiceTokenList, ApiError> {
    read(Request::get(service_token::SERVICE_TOKENS), None).await
}

/// Creates a service token.
///
/// # Errors
/// Any [`ApiError`]. After one without an answer it is not known whether the token is there.
pub async fn create_service_token(form: &ServiceTokenForm) -> Result<CreatedServiceToken, ApiError> {
    read(Request::post(service_token::SERVICE_TOKENS), Some(json(form))).await
}

/// Revokes a service token, by its id.
///
/// # Errors
/// Any [`ApiError`].
pub async fn revoke_service_token(id: &str) -> Result<(), ApiError> {
    // 204 has no content.
    call(Request::delete(&service_token::service_token(id)), None, None).await.map(drop)
}

/// Sends one of the operator's requests as a connector.
///
/// # Errors
/// Any [`ApiError`].
pub async fn test_request(connector: &str, request_path: String) -> Result<RuntimeResult, ApiError> {
    read(Request::post(&runtime::test_request(connector)), Some(json(&TestRequest { request_path }))).await
}

/// A path of one connector's, by its id.
fn of_connector(path: &str, id: &str) -> String {
    path.replace("{id}", id)
}

/// Reads a list of connectors. One that cannot be read is left out: a newer server may know kinds and states that this page
/// does not, until it is loaded again, and the other connectors are still of use.
///
/// # Errors
/// [`ApiError::NotUnderstood`].
pub fn connector_list(text: &str) -> Result<ConnectorList, ApiError> {
    let list = from_json(text)?;
    let member = JsValue::from_str("connectors");
    let connectors = Reflect::get(&list, &member).map_err(|_| ApiError::NotUnderstood)?;
    let connectors: Array = connectors.dyn_into().map_err(|_| ApiError::NotUnderstood)?;
    let known = connectors.iter().filter_map(|connector| from_value(connector).ok()).collect();
    Reflect::set(&list, &member, &Array::new()).map_err(|_| ApiError::NotUnderstood)?;
    Ok(ConnectorList { connectors: known, ..from_value(list)? })
}
