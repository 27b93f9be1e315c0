//! A client of the server: HTTP/1.1 over connections that are kept, as a browser or a flow engine keeps them.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::spawn_local;

use crate::failure::{Context as _, Failure, Result};

/// A request with its whole body.
pub(crate) type Ask = Request<Full<Bytes>>;

/// A client of one address. Cheap to clone: clones share the connections.
#[derive(Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    idle: Rc<RefCell<Vec<SendRequest<Full<Bytes>>>>>,
}

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, idle: Rc::default() }
    }

    /// A request to this server, with JSON or an empty text for none.
    pub(crate) fn request(&self, method: Method, path: &str, token: Option<&str>, json: String) -> Ask {
        let has_body = !json.is_empty();
        let mut request = Request::new(Full::new(Bytes::from(json)));
        *request.method_mut() = method;
        // Paths and tokens here are the API's own constants, ids and answers.
        *request.uri_mut() = path.parse().expect("a path");
        let headers = request.headers_mut();
        headers.insert(HOST, self.address.to_string().parse().expect("an authority"));
        if has_body {
            headers.insert(CONTENT_TYPE, "application/json".parse().expect("a media type"));
        }
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, format!("Bearer {token}").parse().expect("a token"));
        }
        request
    }

    /// Asks, and reads the whole answer.
    pub(crate) async fn ask(&self, request: Ask) -> Result<Answer> {
        let mut connection = self.connection().await?;
        let response = connection.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        self.idle.borrow_mut().push(connection);
        Ok(Answer { status, body })
    }

    /// Asks for JSON, as one does to prepare a measurement.
    pub(crate) async fn json(&self, request: Ask) -> Result<Value> {
        let answer = self.ask(request).await?;
        if !answer.status.is_success() {
            return Err(answer.refused());
        }
        serde_json::from_slice(&answer.body).map_err(|error| Failure::Said(format!("no JSON: {error}")))
    }

    async fn connection(&self) -> Result<SendRequest<Full<Bytes>>> {
        loop {
            // A statement of its own: the list is not borrowed while this waits.
            let kept = self.idle.borrow_mut().pop();
            let Some(mut kept) = kept else { return self.connect().await };
            if kept.ready().await.is_ok() {
                return Ok(kept);
            }
        }
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(self.address).await.context("the server")?;
        stream.set_nodelay(true).context("the server")?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // What breaks a connection is told to the request on it.
        spawn_local(async move { drop(connection.await) });
        Ok(sender)
    }
}

impl Answer {
    /// The answer as a reason to stop.
    pub(crate) fn refused(&self) -> Failure {
        let body = String::from_utf8_lossy(&self.body).into_owned();
        Failure::Answer { status: self.status.as_u16(), body }
    }
}
