//! Salesforce as the server sees it, answering with what was prepared: no signature is checked, so that what is
//! measured is the server. It knows how long it took itself.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::spawn_local;

use crate::failure::{Context as _, Result};

/// What stands before the ticket in a Client ID.
pub(crate) const CLIENT_ID: &str = "3MVG9bench.";
/// What stands before a ticket in an access token.
pub(crate) const TOKEN: &str = "00D5g000004AAAA!";
/// What a request for data gets: about what one record is.
const RECORD: &str = r#"{"attributes":{"type":"Contact","url":"/services/data/v62.0/sobjects/Contact/0035g00000AAAAAAA4"},"Id":"0035g00000AAAAAAA4","IsDeleted":false,"AccountId":"0015g00000AAAAAAA4","LastName":"Gonzalez","FirstName":"Rose","Salutation":"Ms.","Name":"Rose Gonzalez","MailingStreet":"313 Constitution Place","MailingCity":"Austin","MailingState":"TX","MailingPostalCode":"78767","MailingCountry":"USA","Phone":"(512) 757-6000","Fax":"(512) 757-9000","MobilePhone":"(512) 757-9340","Email":"rose@edge.example","Title":"SVP, Procurement","Department":"Procurement","LeadSource":"Trade Show","CreatedDate":"2026-01-01T08:00:00.000+0000","LastModifiedDate":"2026-01-01T08:00:00.000+0000"}"#;

/// The stub, listening on loopback.
#[derive(Clone)]
pub(crate) struct Stub(Rc<Inside>);

struct Inside {
    authority: String,
    pause: Cell<Duration>,
    times: RefCell<HashMap<u64, Duration>>,
}

impl Stub {
    /// Listens, and answers at once.
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the stub")?;
        let authority = format!("http://{}", listener.local_addr().context("the stub")?);
        let stub = Self(Rc::new(Inside { authority, pause: Cell::default(), times: RefCell::default() }));
        let serving = stub.clone();
        spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Without it, the kernel may hold back the second of two writes.
                drop(stream.set_nodelay(true));
                let stub = serving.clone();
                let service = service_fn(move |request| {
                    let stub = stub.clone();
                    async move { Ok::<_, Infallible>(stub.answer(request).await) }
                });
                let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                spawn_local(async move { drop(connection.await) });
            }
        });
        Ok(stub)
    }

    /// Scheme, host and port.
    pub(crate) fn authority(&self) -> &str {
        &self.0.authority
    }

    /// Takes so long for each answer from now on, and notes how long it really took.
    pub(crate) fn pause(&self, pause: Duration) {
        self.0.pause.set(pause);
        self.0.times.borrow_mut().clear();
    }

    /// How long the requests of each ticket took here, all together, since [`Self::pause`].
    pub(crate) fn times(&self) -> HashMap<u64, Duration> {
        self.0.times.borrow().clone()
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let begin = Instant::now();
        let is_login = request.method() == Method::POST;
        let asked = if is_login { None } else { ticket_of(&request) };
        // A body that breaks off belongs to no ticket, and its answer reaches nobody.
        let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let ticket = if is_login { ticket_of_login(&body) } else { asked };
        let answer = if is_login { self.token(ticket.unwrap_or_default()) } else { RECORD.to_owned() };
        let pause = self.0.pause.get();
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
            if let Some(ticket) = ticket {
                *self.0.times.borrow_mut().entry(ticket).or_default() += begin.elapsed();
            }
        }
        let mut response = Response::new(Full::new(Bytes::from(answer)));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    fn token(&self, ticket: u64) -> String {
        json!({
            "access_token": format!("{TOKEN}{ticket}"),
            "token_type": "Bearer",
            "scope": "api web",
            "instance_url": self.authority(),
            "id": format!("{}/id/00D5g000004AAAAEA4/0055g00000BBBBBAA4", self.authority()),
        })
        .to_string()
    }
}

/// The ticket of a request with a token: the path's last part where that is a number, else the token's.
fn ticket_of(request: &Request<Incoming>) -> Option<u64> {
    let last = request.uri().path().rsplit('/').next()?;
    last.parse().ok().or_else(|| {
        let bearer = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
        bearer.strip_prefix("Bearer ")?.strip_prefix(TOKEN)?.parse().ok()
    })
}

/// The ticket of a login, by its assertion's `iss`.
fn ticket_of_login(form: &[u8]) -> Option<u64> {
    let assertion = std::str::from_utf8(form).ok()?.rsplit_once("assertion=")?.1;
    let claims = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims["iss"].as_str()?.strip_prefix(CLIENT_ID)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_known_by_its_client_id() {
        let claims = URL_SAFE_NO_PAD.encode(json!({ "iss": format!("{CLIENT_ID}42") }).to_string());
        let form = format!("grant_type=x&assertion=e30.{claims}.c2ln");
        assert_eq!(ticket_of_login(form.as_bytes()), Some(42));
        assert_eq!(ticket_of_login(b"grant_type=x&assertion=e30.e30.c2ln"), None);
        assert_eq!(ticket_of_login(b""), None);
    }
}
