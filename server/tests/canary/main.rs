//! The private key goes into the vault, and nowhere else; tokens go nowhere at all.

#[expect(dead_code, unused_imports, unused_macros, reason = "the store's and the API's tests use the rest")]
#[path = "../support/database.rs"]
mod database;
#[expect(dead_code, reason = "the API's tests use the rest")]
#[path = "../support/test_server.rs"]
mod test_server;
#[path = "../support/test_vault.rs"]
mod test_vault;
#[path = "../support/traces.rs"]
mod traces;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use connectors_server::model::TenantId;
use connectors_server::salesforce::assertion::SigningKey;
use contract::api::{self, IDEMPOTENCY_KEY};
use contract::form::FIELDS;
use contract::private_key;
use contract::runtime::{RESPONSE_TIMEOUT_MS_MAX, RuntimeRequest, RuntimeResult, requests};
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenForm, ServiceTokenScope};
use reqwest::{Method, Response};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Failure};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tracing_subscriber::fmt::MakeWriter;

use crate::database::{Backend, with_database};
use crate::test_server::{TestServer, keys, other_key, send};
use crate::traces::Traces;

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

/// What was logged so far.
fn logged(log: &Log) -> String {
    String::from_utf8_lossy(&log.0.lock().expect("not poisoned")).into_owned()
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
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

/// Fails where anything of what is searched for is found.
fn must_not_hold(place: &str, bytes: &[u8], secrets: &[&Traces]) {
    for traces in secrets {
        let found = traces.in_bytes(bytes);
        assert!(found.is_empty(), "in {place} were found: {found:?}");
    }
}

fn search_directory(directory: &Path, secrets: &[&Traces]) -> usize {
    let mut searched = 0;
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            searched += search_directory(&path, secrets);
        } else {
            must_not_hold(&path.display().to_string(), &fs::read(&path).expect("a file"), secrets);
            searched += 1;
        }
    }
    searched
}

/// The assertion that every sign-in of the form showed: the clock stands still, and RS256 signs alike each time.
fn assertion(server: &TestServer) -> String {
    let key = private_key::read(keys().private_key_pem().as_bytes()).expect("a key");
    let key = SigningKey::import(&key).expect("a key that signs");
    let (audience, now) = (server.sandbox.base_url(), server.state.clock.now_ms() / 1_000);
    let assertion = key.assertion(DEMO_CLIENT_ID, DEMO_EMAIL_ID, audience, now).expect("signed");
    let claims = assertion.split('.').nth(1).expect("claims");
    let claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64")).expect("JSON");
    assert_eq!(claims, Value::from(server.sandbox.counters().last_claims), "not what was shown");
    assertion.to_string()
}

/// Uses the connector once. Gives the secrets that this took: of the caller's token what is not public, Salesforce's token,
/// and the assertion that Salesforce was shown.
async fn used(server: &TestServer) -> Traces {
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
    let secret =
        token.strip_prefix(&created.service_token.prefix).expect("a token begins with its public part");
    let (_, of_salesforce) =
        session.access_token.token.expose().rsplit_once('!').expect("an org, and a secret");
    let assertion = assertion(server);
    let (claims, signature) = assertion.rsplit_once('.').expect("a signature");
    let (_, claims) = claims.split_once('.').expect("a header");
    let all = [
        ("the service token", secret),
        ("Salesforce's token", of_salesforce),
        ("the assertion's signature", signature),
        ("the assertion's claims", claims),
    ];
    let traces = Traces::of_texts(all);
    assert_eq!(traces.in_bytes(format!("{token} {assertion} {of_salesforce}").as_bytes()).len(), all.len());
    must_not_hold("the result", answer.as_bytes(), &[&traces]);
    traces
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_found_nowhere() {
    let log = Log::default();
    // Everything that any crate would log; this test is alone in its process.
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).expect("the only one");
    // Crates that log by `log` as well.
    tracing_log::LogTracer::init().expect("the only one");
    tracing_log::log::trace!(target: "another crate", "logged by log");
    assert!(logged(&log).contains("logged by log"), "the log crate's records are searched");
    let key = Traces::of_keys(&[keys().private_key_pem(), other_key()]);
    for pem in misplaced(keys().private_key_pem()) {
        assert!(!key.in_bytes(pem.as_bytes()).is_empty(), "the search works");
    }
    with_database(Backend::Sqlite, async move |database| {
        let server = TestServer::new(Arc::clone(&database)).await;
        let mut answers = Vec::new();
        let form = server.form("Sales");
        let pem = form["privateKey"].as_str().expect("text").to_owned();
        let mut requests = vec![
            server.check(&form),
            server.find_audience(&form),
            server.create(&form).header(IDEMPOTENCY_KEY, "k"),
            server.create(&form).header(IDEMPOTENCY_KEY, "k"),
            server.create(&form),
            server.create(&json!({ "privateKey": pem, "more": 1 })),
            server.create(&json!({ &*pem: pem })),
            server.create(&json!(pem)),
            server.get(api::CONNECTORS),
            server.get(api::CONFIG),
        ];
        let misplaced = misplaced(&pem);
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
        must_not_hold("an answer", &answers, &[&key]);
        let tokens = used(&server).await;
        let secrets = [&key, &tokens];
        let log = logged(&log);
        assert!(log.len() > 10_000);
        must_not_hold("the log", log.as_bytes(), &secrets);
        assert!(search_directory(&database.data_directory(), &secrets) > 0);
        server.state.store.close().await;
        search_directory(&database.data_directory(), &secrets);
    })
    .await;
}
