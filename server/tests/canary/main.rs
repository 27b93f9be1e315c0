//! The private key goes into the vault, and nowhere else; tokens go nowhere at all.

#[expect(dead_code, unused_imports, unused_macros, reason = "the store's and the API's tests use the rest")]
#[path = "../support/database.rs"]
mod database;
#[expect(dead_code, reason = "the API's tests use the rest")]
#[path = "../support/test_server.rs"]
mod test_server;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connectors_server::model::TenantId;
use contract::api::{self, IDEMPOTENCY_KEY};
use contract::form::FIELDS;
use contract::runtime::{RESPONSE_TIMEOUT_MS_MAX, RuntimeRequest, RuntimeResult, requests};
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenForm, ServiceTokenScope};
use reqwest::{Method, Response};
use salesforce_sandbox::Failure;
use serde_json::json;
use tokio::task::JoinSet;
use tracing_subscriber::fmt::MakeWriter;

use crate::database::{Backend, with_database};
use crate::test_server::{TestServer, keys, other_key, send};

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What the key looks like wherever it might turn up: each line of the PEM, and the middle of the DER raw and in hex.
fn canaries() -> Vec<Vec<u8>> {
    let pem = keys().private_key_pem();
    let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(lines.concat()).expect("base64");
    // The private exponent and the primes: the beginning holds the public modulus.
    let secret = &der[der.len() / 2..];
    let hex = base16ct::lower::encode_string(&secret[..32]);
    let base64 = STANDARD.encode(&secret[..33]);
    let secret_lines = lines[lines.len() / 2..].iter().filter(|line| line.len() > 16);
    secret_lines
        .map(|line| line.as_bytes().to_vec())
        .chain([
            secret[..32].to_vec(),
            hex.to_uppercase().into_bytes(),
            hex.into_bytes(),
            base64.into_bytes(),
        ])
        .collect()
}

/// The key as it gets into a field that is not for one: whole, as an input of one line leaves it, behind what stood
/// there, without its frame, and damaged.
fn misplaced(pem: &str) -> [String; 6] {
    let line = pem.replace('\n', "");
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    [
        pem.to_owned(),
        format!("https://login.salesforce.com{line}"),
        line.chars().skip(300).collect(),
        line.chars().take(line.len() - 300).collect(),
        STANDARD.encode(pem),
        body,
    ]
}

/// Bytes as text, one character each: the standard library searches text much faster than windows of bytes.
fn as_text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn is_in(bytes: &[u8]) -> bool {
    let text = as_text(bytes);
    canaries().iter().any(|canary| text.contains(&as_text(canary)))
}

fn hits(place: &str, bytes: &[u8]) {
    assert!(!is_in(bytes), "the key was found in {place}");
}

fn search_directory(directory: &Path, tokens: &[String]) -> usize {
    let mut searched = 0;
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            searched += search_directory(&path, tokens);
        } else {
            let content = fs::read(&path).expect("a file");
            hits(&path.display().to_string(), &content);
            let content = as_text(&content);
            assert!(tokens.iter().all(|token| !content.contains(token)), "a token is in {}", path.display());
            searched += 1;
        }
    }
    searched
}

/// Uses the connector once. Gives the tokens that this took: the caller's, and Salesforce's.
async fn used(server: &TestServer) -> Vec<String> {
    let list = send(server.get(api::CONNECTORS)).await;
    let list: api::ConnectorList = list.json().await.expect("a list");
    let connector = list.connectors.first().expect("a connector");
    let expires_at = server.state.clock.now_ms() + 60_000;
    let form = ServiceTokenForm { name: "Flows".to_owned(), expires_at, scope: ServiceTokenScope::All };
    let created = send(server.request(Method::POST, SERVICE_TOKENS).json(&form)).await;
    let created: CreatedServiceToken = created.json().await.expect("a token");
    let token = created.token.expose();
    let request = RuntimeRequest::new("GET", "/services/apexrest/ivr");
    let request = RuntimeRequest { response_timeout_ms: RESPONSE_TIMEOUT_MS_MAX, ..request };
    let sent = server.request(Method::POST, &requests(&connector.id)).bearer_auth(token).json(&request);
    let answer = send(sent).await.text().await.expect("a body");
    let result: RuntimeResult = serde_json::from_str(&answer).expect("a result");
    assert_eq!(result.http_status_code, Some(200), "{answer}");
    let tenant = TenantId::new("acme");
    let saved = server.state.connectors.list(&tenant).await.expect("a list").remove(0);
    let session = server.state.sessions.session(&tenant, &saved).await.expect("a session");
    let tokens = vec![token.to_owned(), session.access_token.token.expose().to_owned()];
    assert!(tokens.iter().all(|token| token.len() > 20 && !answer.contains(token)), "{answer}");
    tokens
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_found_nowhere() {
    let log = Log::default();
    // Everything that any crate would log; this test is alone in its process.
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).expect("the only one");
    let logged = log.clone();
    with_database(Backend::Sqlite, async move |database| {
        let server = TestServer::new(Arc::clone(&database)).await;
        let mut answers = Vec::new();
        let form = server.form("Sales");
        let key = form["privateKey"].as_str().expect("text").to_owned();
        let mut requests = vec![
            server.check(&form),
            server.find_audience(&form),
            server.create(&form).header(IDEMPOTENCY_KEY, "k"),
            server.create(&form).header(IDEMPOTENCY_KEY, "k"),
            server.create(&form),
            server.create(&json!({ "privateKey": key, "more": 1 })),
            server.create(&json!({ &*key: key })),
            server.create(&json!(key)),
            server.get(api::CONNECTORS),
            server.get(api::CONFIG),
        ];
        let misplaced = misplaced(&key);
        for text in &misplaced {
            for field in FIELDS.iter().filter(|spec| !spec.is_for_key()) {
                let mut form = form.clone();
                form[field.field.as_str()] = json!(text);
                requests.extend([server.check(&form), server.create(&form)]);
            }
            let token =
                json!({ "name": text, "scope": "all", "expiresAt": server.state.clock.now_ms() + 60_000 });
            requests.push(server.request(Method::POST, SERVICE_TOKENS).json(&token));
        }
        for &failure in Failure::ALL {
            let (field, value) = failure.input(server.sandbox.addresses());
            let mut form = form.clone();
            form[field] = json!(value.as_deref().unwrap_or(other_key()));
            requests.push(server.check(&form));
        }
        // All at once: several failures are a wait until the check gives up.
        let mut sent: JoinSet<Response> = requests.into_iter().map(send).collect();
        while let Some(response) = sent.join_next().await {
            let response = response.expect("no panic");
            answers.extend(format!("{:?}", response.headers()).into_bytes());
            answers.extend(response.bytes().await.expect("a body"));
        }
        assert!(answers.len() > 10_000);
        hits("an answer", &answers);
        let tokens = used(&server).await;
        let log = logged.0.lock().expect("not poisoned").clone();
        assert!(log.len() > 10_000);
        hits("the log", &log);
        assert!(tokens.iter().all(|token| !as_text(&log).contains(token)), "a token was found in the log");
        assert!(search_directory(&database.data_directory(), &tokens) > 0);
        server.state.store.close().await;
        search_directory(&database.data_directory(), &tokens);
        assert!(is_in(key.as_bytes()), "the search works");
    })
    .await;
}
