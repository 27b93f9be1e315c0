//! An answer of Salesforce's as JSON: whole where it is small, else while it arrives, so that a large one is never
//! held in memory.

mod encoder;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use contract::codes::ProblemCode;
use contract::runtime::RuntimeResult;
use http_body::Frame;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::{timeout, timeout_at};
use tracing::Instrument as _;

use super::delivery::Answer;
use super::headers;
use crate::error::ApiError;
use crate::model::RequestId;
use crate::salesforce::send::Incoming;
use crate::shutdown::Shutdown;
use crate::usage::RequestEnd;
use encoder::Encoder;

/// Pieces that wait for a slow reader; each is as large as the network brings it.
const PIECES: usize = 2;

/// What stands before the body. Both parts are written by the same types as [`RuntimeResult`] is, field by field.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    http_response_headers: std::collections::BTreeMap<String, String>,
    http_response_body_encoding: contract::runtime::BodyEncoding,
    http_response_body: &'static str,
}

/// What stands after the body.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tail {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    http_response_body_lossy: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status_code: Option<u16>,
    attempts: u32,
    duration_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<contract::api::Problem>,
}

/// How long an end waits for a reader who is slow.
const LAST_PIECE: Duration = Duration::from_secs(10);

/// Renders an answer; `ended` hears how it ended, once. What still arrives at the `drain_deadline` breaks off.
pub(super) fn respond(
    answer: Answer,
    request_id: RequestId,
    drain_deadline: impl Future<Output = ()> + Send + 'static,
    ended: impl FnOnce(RequestEnd) + Send + 'static,
) -> Response {
    let Answer { status, headers, beginning, rest, attempts, started } = answer;
    let mut encoder = Encoder::of(&headers, rest.is_none() && beginning.is_empty());
    let headers = headers::shown(&headers);
    let Some(incoming) = rest else {
        ended(RequestEnd::Answered(status));
        let body = encoder.whole(beginning);
        return Json(RuntimeResult {
            http_response_headers: headers,
            http_response_body_encoding: encoder.encoding(),
            http_response_body: body,
            http_response_body_lossy: encoder.is_lossy(),
            http_status_code: Some(status),
            attempts,
            duration_ms: millis(started),
            problem: None,
        })
        .into_response();
    };
    let head = Head {
        http_response_headers: headers,
        http_response_body_encoding: encoder.encoding(),
        http_response_body: "",
    };
    // `…"httpResponseBody":""}`: the body goes between the last two quotes.
    let mut first = json(&head);
    first.truncate(first.len() - 2);
    encoder.push(&beginning, &mut first);
    drop(beginning);

    let (sender, receiver) = mpsc::channel(PIECES);
    let work = async move {
        // A reader who goes away ends it: Salesforce need not send what nobody reads.
        let end = tokio::select! {
            end = pump(incoming, &mut encoder, first, &sender) => end,
            () = drain_deadline => PumpEnd::Broken(Shutdown::refusal()),
        };
        let (http_status_code, problem) = match end {
            PumpEnd::Complete => (Some(status), None),
            PumpEnd::Broken(error) => (None, Some(error.logged(&request_id.to_string()))),
            PumpEnd::ReaderGone => return ended(RequestEnd::Answered(status)),
        };
        ended(
            problem.as_ref().map_or(RequestEnd::Answered(status), |problem| RequestEnd::Failed(problem.code)),
        );
        let mut last = String::new();
        encoder.finish(&mut last);
        let http_response_body_lossy = encoder.is_lossy();
        let duration_ms = millis(started);
        let tail = Tail { http_response_body_lossy, http_status_code, attempts, duration_ms, problem };
        last.push_str("\",");
        last.push_str(&json(&tail)[1..]);
        let _gone = timeout(LAST_PIECE, sender.send(Bytes::from(last))).await;
    };
    tokio::spawn(work.in_current_span());
    let mut response = Body::new(Pieces(receiver)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// How passing a body on ended.
enum PumpEnd {
    /// All of it was passed on.
    Complete,
    /// It broke off.
    Broken(ApiError),
    /// The reader has gone.
    ReaderGone,
}

/// Passes the body on, piece by piece.
async fn pump(
    mut incoming: Incoming,
    encoder: &mut Encoder,
    first: String,
    sender: &mpsc::Sender<Bytes>,
) -> PumpEnd {
    let mut piece = first;
    loop {
        if !piece.is_empty() {
            let sending = sender.send(Bytes::from(std::mem::take(&mut piece)));
            // Salesforce's time is over for a slow reader as well: it is not kept waiting for one.
            let Ok(sent) = timeout_at(incoming.deadline(), sending).await else {
                let slow = "the answer was read too slowly";
                return PumpEnd::Broken(ApiError::new(ProblemCode::SalesforceTimedOut, slow));
            };
            if sent.is_err() {
                return PumpEnd::ReaderGone;
            }
        }
        match incoming.chunk().await {
            Ok(Some(chunk)) => encoder.push(&chunk, &mut piece),
            Ok(None) => return PumpEnd::Complete,
            Err(failure) => return PumpEnd::Broken(ApiError { step: None, ..failure.into() }),
        }
    }
}

/// A body whose pieces come from a task.
struct Pieces(mpsc::Receiver<Bytes>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}

/// Our own small types always become JSON; an empty object would be seen at once.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned())
}

fn millis(since: tokio::time::Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
