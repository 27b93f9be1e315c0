//! One connection: HTTP/1.1 with a time for each head, a bound of what is in memory, and an end for who does not read.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutWriter;
use tower::ServiceExt as _;

use super::InboundLimits;
use super::places::{Kind, Place};

/// A connection that was taken in.
pub(super) struct Connection {
    pub(super) peer: SocketAddr,
    pub(super) limits: InboundLimits,
    /// Given back once the connection is closed.
    pub(super) place: Place,
    /// The paths that are answered on any place.
    pub(super) health: &'static [&'static str],
    pub(super) app: Router,
}

impl Connection {
    /// Serves it to its end; once `watcher` says so, no further request.
    pub(super) async fn serve(self, stream: TcpStream, watcher: Watcher) {
        let Self { peer, limits, place, health, app } = self;
        let mut stream = TimeoutWriter::new(stream);
        stream.set_timeout(Some(limits.unread));
        let kind = place.kind;
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let app = app.clone();
            async move {
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(peer));
                if kind == Kind::Reserve && !health.contains(&request.uri().path()) {
                    return Ok::<_, Infallible>(no_place());
                }
                app.oneshot(request).await
            }
        });
        let head = match kind {
            Kind::Client => limits.head,
            Kind::Proxy => limits.proxy_head,
            Kind::Reserve => limits.reserve_head,
        };
        let served = Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            .max_header_size(limits.head_bytes)
            .max_buf_size(limits.buffer_bytes)
            .keep_alive(kind != Kind::Reserve)
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        if let Err(error) = watcher.watch(served).await {
            tracing::trace!(%error, "a connection ended");
        }
        drop(place);
    }
}

/// What who comes above the limit is told, unless health was asked for. It costs next to nothing.
fn no_place() -> Response {
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (RETRY_AFTER, HeaderValue::from_static("1")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, "too many connections\n").into_response()
}
