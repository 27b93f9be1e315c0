//! Reads a JSON body that may hold a secret: once there is room for it, bounded, in time, and wiped afterwards.

mod fault;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use contract::codes::ProblemCode;
use http_body::Frame;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::admission::{Admission, Admitted, Asker};
use crate::config::{BODY_BYTES, Config};
use crate::error::{ApiError, Culprit};
use fault::Names;

/// What is read of a body that is refused, so that its client hears why.
const DISCARDED_BYTES: usize = 1024 * 1024;

/// A body of `application/json`, at most [`BODY_BYTES`] long, and what was taken for it.
#[derive(Debug)]
pub(in crate::api) struct SecretJson<T>(pub(in crate::api) T, pub(in crate::api) Admitted);

impl<S, T> FromRequest<S> for SecretJson<T>
where
    S: Send + Sync,
    Arc<Config>: FromRef<S>,
    Admission: FromRef<S>,
    T: DeserializeOwned,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (config, admission) = (Arc::<Config>::from_ref(state), Admission::from_ref(state));
        let read = read_json(request, &config, &admission, BODY_BYTES, Names::Hidden).await;
        read.map(|(value, admitted)| Self(value, admitted))
    }
}

/// A body of `application/json` that is passed on, as large as the operator allows, and what was taken for it.
#[derive(Debug)]
pub(in crate::api) struct RuntimeJson<T>(pub(in crate::api) T, pub(in crate::api) Admitted);

impl<S, T> FromRequest<S> for RuntimeJson<T>
where
    S: Send + Sync,
    Arc<Config>: FromRef<S>,
    Admission: FromRef<S>,
    T: DeserializeOwned,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (config, admission) = (Arc::<Config>::from_ref(state), Admission::from_ref(state));
        let bytes_max = config.runtime.body_bytes;
        let read = read_json(request, &config, &admission, bytes_max, Names::Shown).await;
        read.map(|(value, admitted)| Self(value, admitted))
    }
}

async fn read_json<T: DeserializeOwned>(
    request: Request,
    config: &Config,
    admission: &Admission,
    bytes_max: usize,
    names: Names,
) -> Result<(T, Admitted), ApiError> {
    let asker = request.extensions().get::<Asker>().cloned();
    let asker =
        asker.ok_or_else(|| ApiError::new(ProblemCode::Internal, "a body before it is known whose"))?;
    let is_json = is_json(request.headers());
    let mut body = request.into_body();
    let mut admitted = match admission.admit(&asker, if is_json { kept(&body, bytes_max) } else { 0 }) {
        Ok(admitted) => admitted,
        Err(error) => {
            // Beside the answer, which does not wait.
            let time = config.body_timeout;
            tokio::spawn(async move { discard(&mut body, time).await });
            return Err(error);
        }
    };
    if !is_json {
        discard(&mut body, config.body_timeout).await;
        return Err(ApiError::new(ProblemCode::UnsupportedMediaType, "not application/json"));
    }
    let reading = timeout(config.body_timeout, read(&mut body, bytes_max)).await;
    let read = reading.unwrap_or_else(|_| Err(malformed("the body did not arrive in time")));
    if read.as_ref().is_err_and(|error| error.code == ProblemCode::BodyTooLarge) {
        discard(&mut body, config.body_timeout).await;
    }
    let body = read?;
    admitted.hold_no_more_than(body.len());
    // Some editors and shells begin a file with a byte-order mark, which a reader may pass over (RFC 8259, section 8.1).
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body);
    let value = serde_json::from_slice(body).map_err(|error| {
        ApiError::because(ProblemCode::BodyMalformed, fault::culprit(&error, body, names))
    })?;
    Ok((value, admitted))
}

/// How many bytes of a body [`read`] may come to keep: none of one that is announced as too large.
fn kept(body: &Body, bytes_max: usize) -> usize {
    let size = body.size_hint();
    let announced = size.exact().map_or(bytes_max, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    if size.lower() > bytes_max as u64 { 0 } else { announced }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split_once(';').map_or(value, |(essence, _)| essence);
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// Reads into memory that is taken once, so that growing leaves no copy behind.
async fn read(body: &mut Body, bytes_max: usize) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    let too_large = || {
        let culprit = Culprit::new(format!("the body has more than {bytes_max} bytes"), &[]);
        ApiError::because(ProblemCode::BodyTooLarge, culprit)
    };
    if body.size_hint().lower() > bytes_max as u64 {
        return Err(too_large());
    }
    let capacity = body.size_hint().exact().and_then(|length| usize::try_from(length).ok());
    let mut read = Zeroizing::new(Vec::with_capacity(capacity.unwrap_or(bytes_max)));
    while let Some(frame) = next_frame(body).await {
        let frame = frame.map_err(|_| malformed("the body broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        if read.len() + data.len() > bytes_max {
            return Err(too_large());
        }
        read.extend_from_slice(&data);
    }
    Ok(read)
}

/// Reads on for a while without keeping anything. A connection that is closed while its client still writes is
/// reset, and the client never sees the answer.
async fn discard(body: &mut Body, time: Duration) {
    let reading = async {
        let mut left = DISCARDED_BYTES;
        while let Some(Ok(frame)) = next_frame(body).await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                break;
            }
        }
    };
    // Whether it ends by its size, its end or the time makes no difference to the answer.
    drop(timeout(time, reading).await);
}

async fn next_frame(body: &mut Body) -> Option<Result<Frame<Bytes>, axum::Error>> {
    std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
}

fn malformed(detail: &str) -> ApiError {
    ApiError::because(ProblemCode::BodyMalformed, Culprit::new(detail, &[]))
}
