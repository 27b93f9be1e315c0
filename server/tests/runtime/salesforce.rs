//! A Salesforce instance that answers as a test wants it to, byte for byte: what the sandbox, which is strict about
//! being Salesforce, does not do. Tokens still come from the sandbox's rules: this one gives out its own.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

type Answering = dyn Fn(usize) -> Response + Send + Sync;

/// A request, as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    /// Path and query, byte for byte.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A running instance.
pub(crate) struct Instance {
    pub(crate) url: String,
    requests: Arc<AtomicUsize>,
    logins: Arc<AtomicUsize>,
    revoked: Arc<Mutex<Vec<String>>>,
    same_token: Arc<AtomicBool>,
    received: Arc<Mutex<Vec<Received>>>,
    instance_url: Arc<Mutex<String>>,
    held: watch::Sender<Held>,
    answer: Arc<Mutex<Arc<Answering>>>,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    /// What its tokens are for.
    instance_url: Arc<Mutex<String>>,
    requests: Arc<AtomicUsize>,
    logins: Arc<AtomicUsize>,
    revoked: Arc<Mutex<Vec<String>>>,
    same_token: Arc<AtomicBool>,
    received: Arc<Mutex<Vec<Received>>>,
    answer: Arc<Mutex<Arc<Answering>>>,
    held: watch::Receiver<Held>,
}

/// What is not answered for now, and whether logins are refused when they are.
#[derive(Clone, Copy, Default)]
struct Held {
    logins: bool,
    refuses_logins: bool,
    requests: bool,
}

impl Shared {
    /// Waits while this is held.
    async fn while_held(&self, held: fn(&Held) -> bool) {
        let mut all = self.held.clone();
        // Whoever held it may have gone.
        let _gone = all.wait_for(|all| !held(all)).await;
    }
}

impl Instance {
    /// Answers the n-th request (counted from 0) to anything but the token endpoint with `answer(n)`.
    pub(crate) async fn start(answer: impl Fn(usize) -> Response + Send + Sync + 'static) -> Self {
        Self::start_for(None, answer).await
    }

    /// The same, whose tokens are for another instance.
    pub(crate) async fn start_for(
        instance_url: Option<&str>,
        answer: impl Fn(usize) -> Response + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
        let (requests, logins) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let (received, revoked) = (Arc::<Mutex<_>>::default(), Arc::<Mutex<_>>::default());
        let same_token = Arc::<AtomicBool>::default();
        let held = watch::Sender::new(Held::default());
        let answer: Arc<Mutex<Arc<Answering>>> = Arc::new(Mutex::new(Arc::new(answer)));
        let instance_url = Arc::new(Mutex::new(instance_url.unwrap_or(&url).to_owned()));
        let shared = Shared {
            instance_url: Arc::clone(&instance_url),
            received: Arc::clone(&received),
            requests: Arc::clone(&requests),
            logins: Arc::clone(&logins),
            revoked: Arc::clone(&revoked),
            same_token: Arc::clone(&same_token),
            answer: Arc::clone(&answer),
            held: held.subscribe(),
        };
        let router = Router::new()
            .route("/services/oauth2/token", post(token))
            .route("/services/oauth2/revoke", post(revoke))
            .fallback(any)
            .with_state(shared);
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("serves") });
        Self { url, requests, logins, revoked, same_token, received, instance_url, held, answer, server }
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// What was sent so far to have tokens revoked.
    pub(crate) fn revoked(&self) -> Vec<String> {
        self.revoked.lock().expect("not poisoned").clone()
    }

    /// From now on each login gets the same token.
    pub(crate) fn repeat_token(&self) {
        self.same_token.store(true, Ordering::SeqCst);
    }

    /// All requests so far, but for logins and what has tokens revoked.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().expect("not poisoned").clone()
    }

    /// From now on its tokens are for another instance, as after My Domain was renamed.
    pub(crate) fn move_to(&self, url: &str) {
        url.clone_into(&mut self.instance_url.lock().expect("not poisoned"));
    }

    /// From now on it answers in another way.
    pub(crate) fn answers(&self, answer: impl Fn(usize) -> Response + Send + Sync + 'static) {
        *self.answer.lock().expect("not poisoned") = Arc::new(answer);
    }

    /// Whether logins wait for their answers.
    pub(crate) fn hold_logins(&self, hold: bool) {
        self.held.send_modify(|held| held.logins = hold);
    }

    /// Refuses the logins that wait for their answers, and all that follow.
    pub(crate) fn refuse_logins(&self) {
        self.held.send_modify(|held| *held = Held { logins: false, refuses_logins: true, ..*held });
    }

    /// Whether requests wait for their answers.
    pub(crate) fn hold_requests(&self, hold: bool) {
        self.held.send_modify(|held| held.requests = hold);
    }

    pub(crate) fn logins(&self) -> usize {
        self.logins.load(Ordering::SeqCst)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn token(State(shared): State<Shared>) -> Response {
    let login = shared.logins.fetch_add(1, Ordering::SeqCst);
    shared.while_held(|held| held.logins).await;
    if shared.held.borrow().refuses_logins {
        let words = json!({ "error": "invalid_grant", "error_description": "user is inactive" });
        return (StatusCode::BAD_REQUEST, axum::Json(words)).into_response();
    }
    let login = if shared.same_token.load(Ordering::SeqCst) { 0 } else { login };
    axum::Json(json!({
        "access_token": format!("00Dxx!{login}"), "token_type": "Bearer", "scope": "api",
        "instance_url": *shared.instance_url.lock().expect("not poisoned"),
        "id": "https://login.salesforce.com/id/00D5g000004AAAAEA4/0055g00000BBBBBAA4",
    }))
    .into_response()
}

async fn revoke(State(shared): State<Shared>, form: String) {
    shared.revoked.lock().expect("not poisoned").push(form);
}

async fn any(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    let received =
        Received { method: parts.method, target: parts.uri.to_string(), headers: parts.headers, body };
    shared.received.lock().expect("not poisoned").push(received);
    let number = shared.requests.fetch_add(1, Ordering::SeqCst);
    shared.while_held(|held| held.requests).await;
    let answer = Arc::clone(&shared.answer.lock().expect("not poisoned"));
    answer(number)
}

/// An answer.
pub(crate) fn answer(status: u16, content_type: &str, body: impl Into<Body>) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("content-type", content_type)], body.into()).into_response()
}
