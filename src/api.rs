//! The way to the server. Every call goes through one funnel and ends in what was asked for or in a [`Failure`].
//!
//! The browser parses the answers and [`decode`] reads them: serde's deserialization of them weighed 53 kB of wasm,
//! 17 kB of the page as it is sent.

pub mod decode;

use contract::api::{self, Attempt, Config, Connector, ConnectorList, Problem};
use contract::form::SalesforceForm;
use contract::runtime::{self, RuntimeResult, TryRequest};
use contract::service_token::{self, CreatedServiceToken, ServiceTokenForm, ServiceTokenList};
use gloo_net::http::{Request, RequestBuilder};
use leptos::leptos_dom::helpers::set_timeout_with_handle;
use thiserror::Error;
use wasm_bindgen::JsValue;
use web_sys::AbortController;
use zeroize::Zeroizing;

use std::time::Duration;

/// How long the server may take. It answers a check within 10.5 s even when Salesforce does not, and a request that is
/// tried within a sign-in and the longest of timeouts.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
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

/// What the app must know at start.
///
/// # Errors
/// Any [`Failure`].
pub async fn config() -> Result<Config, Failure> {
    decode::config(&call(Request::get(api::CONFIG), None).await?)
}

/// The organisation's connectors.
///
/// # Errors
/// Any [`Failure`].
pub async fn connectors() -> Result<ConnectorList, Failure> {
    decode::connector_list(&call(Request::get(api::CONNECTORS), None).await?)
}

/// Checks a form and saves it. Repeated under the same key it gives the first result.
///
/// # Errors
/// Any [`Failure`]. After one without an answer it is not known whether the connector was saved.
pub async fn create(form: &SalesforceForm, idempotency_key: &str) -> Result<Connector, Failure> {
    // The form is made of texts: it cannot fail to be written as JSON.
    let body = Zeroizing::new(serde_json::to_string(form).unwrap_or_default());
    let request = Request::post(api::SALESFORCE).header(api::IDEMPOTENCY_KEY, idempotency_key);
    decode::connector(&call(request, Some(&body)).await?)
}

/// Cancels the create that runs under this key.
///
/// # Errors
/// Any [`Failure`].
pub async fn cancel(idempotency_key: &str) -> Result<Attempt, Failure> {
    decode::attempt(&call(Request::delete(&api::salesforce_attempt(idempotency_key)), None).await?)
}

/// The organisation's service tokens.
///
/// # Errors
/// Any [`Failure`].
pub async fn service_tokens() -> Result<ServiceTokenList, Failure> {
    decode::service_token_list(&call(Request::get(service_token::SERVICE_TOKENS), None).await?)
}

/// Creates a service token.
///
/// # Errors
/// Any [`Failure`]. After one without an answer it is not known whether the token is there.
pub async fn create_service_token(form: &ServiceTokenForm) -> Result<CreatedServiceToken, Failure> {
    // It is made of texts and a number: it cannot fail to be written as JSON.
    let body = serde_json::to_string(form).unwrap_or_default();
    decode::created_service_token(&call(Request::post(service_token::SERVICE_TOKENS), Some(&body)).await?)
}

/// Revokes a service token, by its id.
///
/// # Errors
/// Any [`Failure`].
pub async fn revoke_service_token(id: &str) -> Result<(), Failure> {
    call(Request::delete(&service_token::service_token(id)), None).await.map(drop)
}

/// Sends one of the operator's requests as a connector.
///
/// # Errors
/// Any [`Failure`].
pub async fn try_request(connector: &str, request_path: String) -> Result<RuntimeResult, Failure> {
    let body = serde_json::to_string(&TryRequest { request_path }).unwrap_or_default();
    decode::runtime_result(&call(Request::post(&runtime::try_request(connector)), Some(&body)).await?)
}

/// The answer of a success, as JSON; the same code for every type of answer.
async fn call(request: RequestBuilder, body: Option<&str>) -> Result<JsValue, Failure> {
    let (ok, text) = exchange(request, body).await.map_err(|_| Failure::NoAnswer)?;
    // 204 has no content.
    let answer = if ok && text.is_empty() { JsValue::NULL } else { decode::parse(&text)? };
    if ok { Ok(answer) } else { Err(Failure::Problem(Box::new(decode::problem(&answer)?))) }
}

/// Sends it and reads the answer whole: whether its status is a success, and its text.
async fn exchange(request: RequestBuilder, body: Option<&str>) -> Result<(bool, String), gloo_net::Error> {
    let abort = AbortController::new().ok();
    let request = request.abort_signal(abort.as_ref().map(AbortController::signal).as_ref());
    let timer = set_timeout_with_handle(
        move || {
            if let Some(abort) = abort {
                abort.abort();
            }
        },
        PATIENCE,
    );
    let answer = async {
        let response = match body {
            Some(body) => request.header("Content-Type", "application/json").body(body)?.send().await?,
            None => request.send().await?,
        };
        Ok((response.ok(), response.text().await?))
    };
    let answer = answer.await;
    if let Ok(timer) = timer {
        timer.clear();
    }
    answer
}
