//! Reads a JSON body that holds a secret: bounded, in time, and wiped afterwards.

use std::pin::Pin;

use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use contract::codes::ProblemCode;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::config::BODY_BYTES;
use crate::problem::Failed;
use crate::state::AppState;

/// A body of `application/json`, at most [`BODY_BYTES`] long.
#[derive(Debug)]
pub(super) struct SecretJson<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<AppState> for SecretJson<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failed> {
        if !is_json(request.headers()) {
            return Err(Failed::new(ProblemCode::UnsupportedMediaType, "not application/json"));
        }
        let reading = timeout(state.config.body_timeout, read(request.into_body()));
        let body = reading.await.map_err(|_| malformed("the body did not arrive in time"))??;
        // serde_json quotes what it does not understand, and that may be the key: only where it was is told.
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            malformed(&format!(
                "{:?} error in line {}, column {}",
                error.classify(),
                error.line(),
                error.column()
            ))
        })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split_once(';').map_or(value, |(essence, _)| essence);
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// Reads into memory that is taken once, so that growing leaves no copy behind.
async fn read(mut body: Body) -> Result<Zeroizing<Vec<u8>>, Failed> {
    let too_large = || Failed::new(ProblemCode::BodyTooLarge, "the body is too large");
    if body.size_hint().lower() > BODY_BYTES as u64 {
        return Err(too_large());
    }
    let capacity = body.size_hint().exact().and_then(|length| usize::try_from(length).ok());
    let mut read = Zeroizing::new(Vec::with_capacity(capacity.unwrap_or(BODY_BYTES)));
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| malformed("the body broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        if read.len() + data.len() > BODY_BYTES {
            return Err(too_large());
        }
        read.extend_from_slice(&data);
    }
    Ok(read)
}

fn malformed(inside: &str) -> Failed {
    Failed::new(ProblemCode::BodyMalformed, inside)
}
