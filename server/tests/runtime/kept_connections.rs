//! Connections that were kept and are closed just when they are used again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use connectors_server::salesforce::instance::AllowedInstance;
use contract::codes::ProblemCode;
use contract::runtime::RuntimeRequest;
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenScope};
use reqwest::Method;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{config, echo, result};
use crate::salesforce::{Instance, answer};
use crate::test_server::{TENANT, TestServer, fails, send};

on_both_databases!(
    what_can_be_repeated_is_repeated_on_a_fresh_connection,
    a_fresh_connection_that_dies_is_repeated_as_asked_only,
);

/// Answers so many requests of each connection, and closes it when the next one has come in. The first connections are
/// answered together, so that there are as many.
struct Server {
    url: String,
    /// Of each connection, in the order in which they came, the methods that it was asked with.
    connections: Arc<Mutex<Vec<Vec<String>>>>,
    answered: Arc<AtomicUsize>,
}

impl Server {
    async fn start(answered: usize, together: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
        let connections = Arc::<Mutex<Vec<Vec<String>>>>::default();
        let (seen, answered) = (Arc::clone(&connections), Arc::new(AtomicUsize::new(answered)));
        let left = Arc::clone(&answered);
        let barrier = Arc::new(Barrier::new(together));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut seen = seen.lock().expect("not poisoned");
                    seen.push(Vec::new());
                    seen.len() - 1
                };
                let note = {
                    let seen = Arc::clone(&seen);
                    move |method: String| {
                        let mut seen = seen.lock().expect("not poisoned");
                        seen[number].push(method);
                        seen[number].len()
                    }
                };
                let wait = (number < together).then(|| Arc::clone(&barrier));
                tokio::spawn(serve(stream, note, Arc::clone(&left), wait));
            }
        });
        Self { url, connections, answered }
    }

    fn seen(&self) -> Vec<Vec<String>> {
        self.connections.lock().expect("not poisoned").clone()
    }
}

async fn serve(
    stream: TcpStream,
    note: impl Fn(String) -> usize,
    answered: Arc<AtomicUsize>,
    mut wait: Option<Arc<Barrier>>,
) {
    let mut stream = BufReader::new(stream);
    while let Some(method) = read_request(&mut stream).await {
        if let Some(others) = wait.take() {
            others.wait().await;
        }
        if note(method) > answered.load(Ordering::SeqCst) {
            return;
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.expect("written");
    }
}

/// The request's method, once all of it has come in.
async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let (mut method, mut length) = (None, 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|&read| read > 0)?;
        let line = line.trim_end().to_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().expect("a length");
        }
        method.get_or_insert_with(|| line.split(' ').next().expect("a method").to_owned());
    }
    stream.read_exact(&mut vec![0; length]).await.expect("a body");
    method
}

/// A test server with a tenant's connector whose requests go to `peer`.
async fn server(
    database: Arc<TestDatabase>,
    peer: &Server,
    tenant: &str,
) -> (TestServer, Instance, String, String) {
    let instance = Instance::start_for(Some(&peer.url), |_| answer(200, "text/plain", "")).await;
    let mut config = config();
    config.allowed_authorities.push(instance.url.clone());
    config.instances.push(AllowedInstance { authority: instance.url.clone(), instance: peer.url.clone() });
    let server = TestServer::in_use_with(database, config).await;
    let id = server.connector_as(tenant, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
    let form = server.token_form(ServiceTokenScope::All);
    let created = server.request(Method::POST, SERVICE_TOKENS).header(TENANT, tenant).json(&form);
    let created: CreatedServiceToken = send(created).await.json().await.expect("a token");
    (server, instance, id, created.token.expose().to_owned())
}

fn with(method: &str) -> RuntimeRequest {
    RuntimeRequest { method: method.to_owned(), ..echo() }
}

async fn what_can_be_repeated_is_repeated_on_a_fresh_connection(database: Arc<TestDatabase>) {
    for (method, repeated) in
        [("GET", true), ("HEAD", true), ("PUT", true), ("DELETE", true), ("POST", false), ("PATCH", false)]
    {
        let peer = Server::start(1, 2).await;
        let (server, _instance, id, token) = server(Arc::clone(&database), &peer, method).await;
        // Two connections that are kept: neither must be taken for the repeat.
        let first = || async { result(server.as_connector(&id, &token, &with("GET"))).await };
        tokio::join!(first(), first());
        let kept = peer.seen().len();
        assert_eq!(kept, 2);
        if repeated {
            let found = result(server.as_connector(&id, &token, &with(method))).await;
            assert_eq!((found.http_status_code, found.attempts), (Some(200), 2), "{method}");
            assert_eq!(peer.seen().len(), kept + 1, "{method}");
        } else {
            let request = server.as_connector(&id, &token, &with(method));
            fails(request, ProblemCode::SalesforceUnreachable).await;
            assert_eq!(peer.seen().len(), kept, "{method}");
        }
        let asked = peer.seen().concat().iter().filter(|seen| **seen == method.to_lowercase()).count();
        let before = if method == "GET" { kept } else { 0 };
        assert_eq!(asked - before, 1 + usize::from(repeated), "{method}");
    }
}

async fn a_fresh_connection_that_dies_is_repeated_as_asked_only(database: Arc<TestDatabase>) {
    let peer = Server::start(0, 1).await;
    let (server, _instance, id, token) = server(database, &peer, "acme").await;
    for (retry_attempts, connections) in [(0, 1), (2, 4)] {
        let request = RuntimeRequest { retry_attempts, ..with("GET") };
        fails(server.as_connector(&id, &token, &request), ProblemCode::SalesforceUnreachable).await;
        assert_eq!(peer.seen().len(), connections);
    }
    // A kept one dies, and so does the fresh one: that is all.
    peer.answered.store(1, Ordering::SeqCst);
    result(server.as_connector(&id, &token, &with("GET"))).await;
    peer.answered.store(0, Ordering::SeqCst);
    fails(server.as_connector(&id, &token, &with("GET")), ProblemCode::SalesforceUnreachable).await;
    assert_eq!(peer.seen().len(), 6);
}
