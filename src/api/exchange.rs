//! How a request goes out, and what comes back of it.

use std::time::Duration;

use contract::api::Problem;
use gloo_net::http::RequestBuilder;
use js_sys::JSON;
use leptos::leptos_dom::helpers::set_timeout_with_handle;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::AbortController;
use zeroize::Zeroizing;

use super::ApiError;

/// How long the server may take. It answers a check within 10.5 s even when Salesforce does not, and a request that is
/// tried within a sign-in and the longest of timeouts.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// A body. It is made of texts and numbers, so it cannot fail to be written as JSON; what it leaves in memory is overwritten.
pub(super) fn json(body: &impl Serialize) -> Zeroizing<String> {
    Zeroizing::new(serde_json::to_string(body).unwrap_or_default())
}

/// A body with a private key, which this copy of it does not outlive: nothing holds it while the server works.
pub(super) fn last_json(body: impl Serialize) -> Zeroizing<String> {
    json(&body)
}

/// Sends a request and reads what a success answers.
pub(super) async fn read<T: DeserializeOwned>(
    request: RequestBuilder,
    body: Option<Zeroizing<String>>,
) -> Result<T, ApiError> {
    // All but this is compiled once, and not for each type of answer.
    parsed(&call(request, body, None).await?)
}

/// Reads an answer's text: the browser parses it, serde reads what came of that. `serde_json` here weighs 3 kB more.
pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    from_value(from_json(text)?)
}

pub(super) fn from_json(text: &str) -> Result<JsValue, ApiError> {
    JSON::parse(text).map_err(|_| ApiError::NotUnderstood)
}

pub(super) fn from_value<T: DeserializeOwned>(value: JsValue) -> Result<T, ApiError> {
    serde_wasm_bindgen::from_value(value).map_err(|_| ApiError::NotUnderstood)
}

/// Sends a request and gives the text of a success, or the problem that the server answered with.
/// `abort` ends it, where somebody else may.
pub(super) async fn call(
    request: RequestBuilder,
    body: Option<Zeroizing<String>>,
    abort: Option<AbortController>,
) -> Result<String, ApiError> {
    let (ok, text) = exchange(request, body, abort).await.map_err(|_| ApiError::NoAnswer)?;
    if ok {
        return Ok(text);
    }
    let problem: Problem = parsed(&text)?;
    Err(ApiError::Problem(Box::new(problem)))
}

/// Sends a request and reads the answer whole: whether its status is a success, and its text.
async fn exchange(
    request: RequestBuilder,
    body: Option<Zeroizing<String>>,
    abort: Option<AbortController>,
) -> Result<(bool, String), gloo_net::Error> {
    let abort = abort.or_else(|| AbortController::new().ok());
    let request = request.abort_signal(abort.as_ref().map(AbortController::signal).as_ref());
    let timer = set_timeout_with_handle(
        move || {
            if let Some(abort) = abort {
                abort.abort();
            }
        },
        REQUEST_TIMEOUT,
    );
    let answer = async {
        // The browser has a body from here on: no copy waits for the answer beside it.
        let request = match body {
            Some(body) => request.header("Content-Type", "application/json").body(body.as_str())?,
            None => request.build()?,
        };
        let response = request.send().await?;
        // The time limit spans the reading as well.
        Ok((response.ok(), response.text().await?))
    };
    let answer = answer.await;
    if let Ok(timer) = timer {
        timer.clear();
    }
    answer
}
