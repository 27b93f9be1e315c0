//! Requests with bodies: how many are under way, and how much of their bodies is held, is bounded before it is read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use connectors_server::admission::Bounds;
use contract::api::SALESFORCE;
use contract::codes::ProblemCode;
use contract::runtime::{RuntimeRequest, requests};
use contract::service_token::{SERVICE_TOKENS, ServiceTokenScope};
use reqwest::{Method, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Fault};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::test_server::{NOBODY, TENANT, TestServer, fails, send, succeeds, until};

on_both_databases!(
    a_thousand_stalled_bodies_hold_up_nobody_else,
    nothing_of_a_body_is_read_before_it_is_known_whose,
    a_body_of_unknown_length_counts_as_the_largest_until_it_is_read,
    a_request_is_under_way_until_it_is_answered,
    a_stalled_body_ends_and_is_given_back,
);

const MEBIBYTE: usize = 1 << 20;
const STALLED: usize = 1_000;
const NOTHING: Bounds = Bounds { requests: 0, bytes: 0 };

fn address(server: &TestServer) -> SocketAddr {
    server.origin.strip_prefix("http://").and_then(|address| address.parse().ok()).expect("an address")
}

/// A request whose body stops somewhere, of which `headers` tell the length.
async fn stalled(address: SocketAddr, path: &str, headers: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.expect("sent");
    connection
}

/// The head of the answer, once it comes.
async fn answer(connection: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        assert_ne!(connection.read_buf(&mut answer).await.expect("an answer"), 0, "closed: {answer:?}");
    }
    String::from_utf8_lossy(&answer).to_lowercase()
}

/// A token of another tenant's, and a connector of it.
async fn other_tenant(server: &TestServer) -> (String, String) {
    let id = server.connector_as("other", DEMO_EMAIL_ID, DEMO_CLIENT_ID, server.sandbox.base_url()).await;
    let form = server.request(Method::POST, SERVICE_TOKENS).json(&server.token_form(ServiceTokenScope::All));
    let token = succeeds(form.header(TENANT, "other"), StatusCode::CREATED).await;
    (id, token["token"].as_str().expect("a token").to_owned())
}

async fn a_thousand_stalled_bodies_hold_up_nobody_else(database: Arc<TestDatabase>) {
    let mut config = config();
    // Nothing comes to an end by itself while this test looks.
    config.body_timeout = Duration::from_secs(600);
    let server = TestServer::in_use_with(database, config).await;
    let limits = server.state.config.admission;
    let (id, token) = (server.connector().await, server.token().await);
    let (other_id, other_token) = other_tenant(&server).await;
    let path = requests(&id);
    let headers = format!("Authorization: Bearer {token}\r\nContent-Length: {MEBIBYTE}");

    let refused = Arc::new(AtomicUsize::new(0));
    let mut stalling = JoinSet::new();
    for _ in 0..STALLED {
        let (path, headers, refused) = (path.clone(), headers.clone(), Arc::clone(&refused));
        let address = address(&server);
        stalling.spawn(async move {
            let mut connection = stalled(address, &path, &headers).await;
            connection.write_all(&[b' '; 4096]).await.expect("sent");
            let answer = answer(&mut connection).await;
            assert!(
                answer.starts_with("http/1.1 429") && answer.contains("\r\nretry-after: 1\r\n"),
                "{answer}"
            );
            refused.fetch_add(1, Ordering::SeqCst);
            // It goes on stalling.
            std::future::pending::<()>().await;
        });
    }
    let held = limits.of_a_token.bytes / MEBIBYTE;
    until("all others are refused", || refused.load(Ordering::SeqCst) == STALLED - held).await;
    let under_way = Bounds { requests: held, bytes: held * MEBIBYTE };
    assert_eq!(server.state.admission.under_way(), under_way);
    let metrics = server.state.metrics.text().expect("a text");
    assert!(metrics.contains(&format!("\nconnectors_body_bytes {}\n", under_way.bytes)), "{metrics}");

    assert_eq!(
        result(server.as_connector(&other_id, &other_token, &echo())).await.http_status_code,
        Some(200)
    );
    let same_tenants = server.token().await;
    assert_eq!(result(server.as_connector(&id, &same_tenants, &echo())).await.http_status_code, Some(200));
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::RateLimited).await;

    stalling.shutdown().await;
    until("all is given back", || server.state.admission.under_way() == NOTHING).await;
    assert_eq!(result(server.as_connector(&id, &token, &echo())).await.http_status_code, Some(200));
}

async fn nothing_of_a_body_is_read_before_it_is_known_whose(database: Arc<TestDatabase>) {
    let mut config = config();
    config.body_timeout = Duration::from_secs(600);
    let server = TestServer::in_use_with(database, config).await;
    let runtime = requests(&server.connector().await);
    let nobody = format!("{TENANT}: {NOBODY}\r\nContent-Length: {MEBIBYTE}");
    let mut connections = Vec::new();
    for _ in 0..20 {
        for path in [runtime.as_str(), SALESFORCE, SERVICE_TOKENS] {
            let mut connection = stalled(address(&server), path, &nobody).await;
            let answer = answer(&mut connection).await;
            assert!(answer.starts_with("http/1.1 401"), "{path}: {answer}");
            connections.push(connection);
        }
    }
    assert_eq!(server.state.admission.under_way(), NOTHING);
}

async fn a_body_of_unknown_length_counts_as_the_largest_until_it_is_read(database: Arc<TestDatabase>) {
    let mut config = config();
    config.admission.of_a_token.bytes = MEBIBYTE;
    let server = TestServer::in_use_with(database, config).await;
    let (id, token) = (server.connector().await, server.token().await);
    let headers = format!("Authorization: Bearer {token}\r\nTransfer-Encoding: chunked");
    let mut chunked = stalled(address(&server), &requests(&id), &headers).await;
    let largest = Bounds { requests: 1, bytes: MEBIBYTE };
    until("it is let in", || server.state.admission.under_way() == largest).await;
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::RateLimited).await;

    let body = serde_json::to_string(&echo()).expect("JSON");
    let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    chunked.write_all(chunks.as_bytes()).await.expect("sent");
    assert!(answer(&mut chunked).await.starts_with("http/1.1 200"));
    result(server.as_connector(&id, &token, &echo())).await;

    // What is announced as too large is not kept, so it takes none of the bytes.
    let headers = format!("Authorization: Bearer {token}\r\nContent-Length: {}", 2 * MEBIBYTE);
    let _stalled = stalled(address(&server), &requests(&id), &headers).await;
    until("it is let in", || server.state.admission.under_way() == Bounds { requests: 1, bytes: 0 }).await;
}

async fn a_request_is_under_way_until_it_is_answered(database: Arc<TestDatabase>) {
    let mut config = config();
    config.admission.of_a_token.requests = 2;
    let server = TestServer::in_use_with(database, config).await;
    let stalls = server.sandbox.addresses().fault_url(Fault::Stall);
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &stalls).await;
    let token = server.token().await;
    let request = RuntimeRequest { method: "POST".to_owned(), body: Some("x".repeat(10_000)), ..echo() };
    let waiting: Vec<_> =
        (0..2).map(|_| tokio::spawn(send(server.as_connector(&id, &token, &request)))).collect();
    let length = serde_json::to_string(&request).expect("JSON").len();
    let both = Bounds { requests: 2, bytes: 2 * length };
    until("both wait for Salesforce", || server.state.admission.under_way() == both).await;
    fails(server.as_connector(&id, &token, &request), ProblemCode::RateLimited).await;
    let list = server.request(Method::GET, contract::runtime::CONNECTORS).bearer_auth(&token);
    assert_eq!(send(list).await.status(), StatusCode::OK, "what has no body is not held up");
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
    until("their callers went away", || server.state.admission.under_way() == NOTHING).await;
}

async fn a_stalled_body_ends_and_is_given_back(database: Arc<TestDatabase>) {
    let mut config = config();
    config.body_timeout = Duration::from_millis(300);
    let server = TestServer::in_use_with(database, config).await;
    let (id, token) = (server.connector().await, server.token().await);
    let headers = format!("Authorization: Bearer {token}\r\nContent-Length: {MEBIBYTE}");
    let mut connection = stalled(address(&server), &requests(&id), &headers).await;
    let answer = answer(&mut connection).await;
    assert!(answer.starts_with("http/1.1 400"), "{answer}");
    until("it is given back", || server.state.admission.under_way() == NOTHING).await;
}
