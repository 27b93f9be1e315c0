//! A connector that is changed, or taken out of use and put back, under a steady stream of requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use contract::api::{CONNECTOR, CONNECTOR_DEACTIVATE, CONNECTOR_REACTIVATE, Connector};
use contract::codes::ProblemCode;
use contract::runtime::RuntimeResult;
use reqwest::{Method, RequestBuilder, StatusCode};
use salesforce_sandbox::DEMO_EMAIL_ID;
use serde_json::json;

use crate::changed::{OTHER_USER, Stage};
use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::echo;
use crate::test_server::{keys, problem, send, succeeds};

on_both_databases!(no_use_fails_while_it_is_changed, what_is_deactivated_during_use_says_so_and_nothing_else,);

/// Programs that use a connector until they are told to end.
struct Programs {
    ended: Arc<AtomicBool>,
    running: Vec<tokio::task::JoinHandle<Vec<Result<RuntimeResult, ProblemCode>>>>,
}

impl Programs {
    fn start(count: usize, request: &RequestBuilder) -> Self {
        let ended = Arc::<AtomicBool>::default();
        let again = |request: &RequestBuilder| request.try_clone().expect("no stream");
        let running = (0..count).map(|_| {
            let (ended, request) = (Arc::clone(&ended), again(request));
            tokio::spawn(async move {
                let mut all = Vec::new();
                while !ended.load(Ordering::SeqCst) {
                    let response = send(again(&request)).await;
                    all.push(match response.status() {
                        StatusCode::OK => Ok(response.json().await.expect("a result")),
                        _ => Err(problem(response).await.code),
                    });
                }
                all
            })
        });
        Self { running: running.collect(), ended }
    }

    async fn end(self) -> Vec<Result<RuntimeResult, ProblemCode>> {
        self.ended.store(true, Ordering::SeqCst);
        let mut all = Vec::new();
        for program in self.running {
            all.extend(program.await.expect("no panic"));
        }
        all
    }
}

async fn no_use_fails_while_it_is_changed(database: Arc<TestDatabase>) {
    const EDITS: usize = 50;
    let backend = database.backend;
    let stage = Stage::set(database).await;
    let Stage { server, other, .. } = &stage;
    // Some logins are under way at any time.
    for sandbox in [&server.sandbox, other] {
        sandbox.sandbox().delay_tokens(Duration::from_millis(20));
    }
    let created = succeeds(server.create(&server.form("In use")), StatusCode::CREATED).await;
    let id = created["id"].as_str().expect("an id").to_owned();
    let token = server.token().await;
    let programs = Programs::start(4, &server.as_connector(&id, &token, &echo()));
    let started = Instant::now();
    for edit in 0..EDITS {
        let key = keys().private_key_pem();
        let url = if edit % 4 < 2 { other.base_url() } else { server.sandbox.base_url() };
        let user = if edit % 3 == 0 { OTHER_USER } else { DEMO_EMAIL_ID };
        let patch = match edit % 5 {
            0 => json!({ "privateKey": key }),
            1 => json!({ "emailId": user, "privateKey": key }),
            2 => json!({ "url": url, "privateKey": key }),
            3 => json!({ "url": url, "emailId": user, "privateKey": key }),
            _ => json!({ "name": format!("In use {edit}"), "notes": "Renamed." }),
        };
        let changed = succeeds(stage.change(&id, &patch), StatusCode::OK).await;
        for (member, value) in patch.as_object().expect("members") {
            assert!(member == "privateKey" || changed[member] == *value, "{member} of {changed}");
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let uses = programs.end().await;
    server.state.tasks.finish().await;
    let failed: Vec<_> = uses
        .iter()
        .filter(|used| !matches!(used, Ok(found) if found.http_status_code == Some(200)))
        .collect();
    let repeated = uses.iter().filter(|used| matches!(used, Ok(found) if found.attempts > 1)).count();
    let revoked = server.sandbox.counters().tokens_revoked + other.counters().tokens_revoked;
    eprintln!(
        "{backend:?}: {} uses ({:.0} a second), {EDITS} edits ({:.1} a second), {revoked} tokens revoked; {} uses \
         failed, {repeated} met a session that had ended",
        uses.len(),
        uses.len() as f64 / seconds,
        EDITS as f64 / seconds,
        failed.len(),
    );
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(repeated, 0, "no session ends under a request");
    let live = server.sandbox.sandbox().live_tokens() + other.sandbox().live_tokens();
    assert!(live <= 1, "{live} sessions are left");
}

async fn what_is_deactivated_during_use_says_so_and_nothing_else(database: Arc<TestDatabase>) {
    const ROUNDS: usize = 10;
    let backend = database.backend;
    let stage = Stage::set(database).await;
    let server = &stage.server;
    let (id, token) = (server.connector().await, server.token().await);
    let programs = Programs::start(4, &server.as_connector(&id, &token, &echo()));
    let started = Instant::now();
    for _ in 0..ROUNDS {
        for (path, state) in [(CONNECTOR_DEACTIVATE, "deactivated"), (CONNECTOR_REACTIVATE, "connected")] {
            let changed =
                succeeds(server.request(Method::POST, &path.replace("{id}", &id)), StatusCode::OK).await;
            let changed: Connector = serde_json::from_value(changed).expect("a connector");
            assert_eq!(changed.state.as_str(), state);
            server.get(&CONNECTOR.replace("{id}", &id)).send().await.expect("an answer");
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let uses = programs.end().await;
    let refused = uses.iter().filter(|used| matches!(used, Err(ProblemCode::ConnectorDeactivated))).count();
    let answered = uses.iter().filter(|used| used.is_ok()).count();
    eprintln!(
        "{backend:?}: {} uses ({:.0} a second) around {ROUNDS} times out of use and back: {answered} answered, \
         {refused} refused",
        uses.len(),
        uses.len() as f64 / seconds,
    );
    assert_eq!(answered + refused, uses.len());
    server.state.tasks.finish().await;
    assert!(server.sandbox.sandbox().live_tokens() <= 1);
}
