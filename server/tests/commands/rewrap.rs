//! `rewrap`: another master key, while the server goes on.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use connectors_server::clock::Clock;
use contract::api::{ConnectorState, SALESFORCE};
use contract::runtime::{self, RuntimeRequest};
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenForm, ServiceTokenScope};
use reqwest::{Client, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, KeyFiles, Running};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::database::{TestDatabase, on_both_databases};
use crate::program::{Serving, ended, program};

on_both_databases!(no_request_fails_while_the_master_key_changes);

async fn no_request_fails_while_the_master_key_changes(database: Arc<TestDatabase>) {
    let data = tempfile::tempdir().expect("a directory");
    let (old, new) = (data.path().join("old.key"), data.path().join("new.key"));
    std::fs::write(&old, "a1".repeat(32)).expect("a file");
    std::fs::write(&new, "b2".repeat(32)).expect("a file");
    for key in [&old, &new] {
        std::fs::set_permissions(key, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .expect("its owner");
    }
    let keys = KeyFiles::generate().expect("a key pair");
    let clock = Clock::system();
    let demo = salesforce_sandbox::Config::demo(&keys, Arc::new(move || clock.now()));
    let sandbox = salesforce_sandbox::start(demo).await.expect("the sandbox starts");
    let command = |sealing: &Path, others: &[&Path]| {
        let mut command = program(data.path(), &database);
        command.arg("--master-key-file").arg(sealing);
        for other in others {
            command.arg("--other-master-key-file").arg(other);
        }
        command
    };
    let serve = async |mut command: Command, sandbox: &Running| {
        for authority in sandbox.addresses().authorities() {
            command.args(["--allow-authority", &authority]);
        }
        Serving::start(&mut command).await
    };

    let serving = serve(command(&old, &[]), &sandbox).await;
    let user = User::set_up(&serving.origin, &sandbox, &keys).await;
    serving.killed().await;

    let serving = serve(command(&new, &[&old]), &sandbox).await;
    let user = Arc::new(User { origin: serving.origin.clone(), ..user });
    let (done, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let using = tokio::spawn({
        let (user, done, sent) = (Arc::clone(&user), Arc::clone(&done), Arc::clone(&sent));
        async move {
            while !done.load(Ordering::Relaxed) {
                user.uses().await;
                sent.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    for _ in 0..5 {
        let mut rewrap = command(&new, &[&old]).arg("rewrap").spawn().expect("it runs");
        let before = sent.load(Ordering::Relaxed);
        while sent.load(Ordering::Relaxed) == before && !using.is_finished() {
            tokio::task::yield_now().await;
        }
        // Wherever it is by then.
        rewrap.kill().await.expect("it is there, or has ended");
    }
    let (code, said, errors) = ended(command(&new, &[&old]).arg("rewrap")).await;
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.contains("Everything is under master key"), "{said}");
    user.deactivates_and_reactivates().await;
    done.store(true, Ordering::Relaxed);
    using.await.expect("no request failed");
    serving.killed().await;

    let (code, _, errors) = ended(command(&old, &[]).args(["--demo", "--port", "0"])).await;
    assert_eq!(code, Some(1), "{errors}");
    let serving = serve(command(&new, &[]), &sandbox).await;
    User { origin: serving.origin.clone(), ..user.as_ref().clone() }.uses().await;
    serving.killed().await;
}

/// Somebody with two connectors and a token, of which one connector is used.
#[derive(Clone)]
struct User {
    origin: String,
    client: Client,
    used: String,
    other: String,
    token: String,
}

impl User {
    async fn set_up(origin: &str, sandbox: &Running, keys: &KeyFiles) -> Self {
        let client = Client::builder().no_proxy().build().expect("a client");
        let mut ids = Vec::new();
        for name in ["Used", "Other"] {
            let form = json!({
                "name": name, "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID, "url": sandbox.base_url(),
                "privateKey": keys.private_key_pem(),
            });
            let answer =
                client.post(format!("{origin}{SALESFORCE}")).json(&form).send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::CREATED);
            let saved: Value = answer.json().await.expect("JSON");
            ids.push(saved["id"].as_str().expect("an id").to_owned());
        }
        let form = ServiceTokenForm {
            name: "Flows".to_owned(),
            expires_at: Clock::system().now_ms() + 24 * 60 * 60 * 1_000,
            scope: ServiceTokenScope::All,
        };
        let request = client.post(format!("{origin}{SERVICE_TOKENS}")).json(&form);
        let created: CreatedServiceToken =
            request.send().await.expect("an answer").json().await.expect("a token");
        let other = ids.pop().expect("two");
        let (origin, used) = (origin.to_owned(), ids.pop().expect("two"));
        Self { origin, client, used, other, token: created.token.expose().to_owned() }
    }

    /// Sends a request as a connector.
    async fn uses(&self) {
        let path = runtime::requests(&self.used);
        let request = RuntimeRequest::new("GET", "/services/data/");
        let sent = self.client.post(format!("{}{path}", self.origin)).bearer_auth(&self.token).json(&request);
        let answer = sent.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{:?}", answer.text().await);
    }

    async fn deactivates_and_reactivates(&self) {
        for (verb, state) in
            [("deactivate", ConnectorState::Deactivated), ("reactivate", ConnectorState::Connected)]
        {
            let path = format!("{}/api/v1/connectors/{}/{verb}", self.origin, self.other);
            let answer = self.client.post(path).send().await.expect("an answer");
            let changed: Value = answer.json().await.expect("JSON");
            assert_eq!(changed["state"], state.as_str(), "{changed}");
        }
    }
}
