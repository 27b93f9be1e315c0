//! Somebody who uses what is served, and the sandbox in Salesforce's place.

use std::sync::{Arc, OnceLock};

use connectors_server::clock::Clock;
use contract::api::{ConnectorState, SALESFORCE};
use contract::runtime::{self, RuntimeRequest};
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenForm, ServiceTokenScope};
use reqwest::{Client, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, KeyFiles, Running};
use serde_json::{Value, json};

/// The demo's key pair: making one takes long enough to make it once.
fn keys() -> &'static KeyFiles {
    static KEYS: OnceLock<KeyFiles> = OnceLock::new();
    KEYS.get_or_init(|| KeyFiles::generate().expect("a key pair"))
}

/// A sandbox that runs.
pub(crate) async fn sandbox() -> Arc<Running> {
    let clock = Clock::system();
    let demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
    Arc::new(salesforce_sandbox::start(demo).await.expect("the sandbox starts"))
}

/// Somebody with two connectors and a token, of which one connector is used.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) origin: String,
    pub(crate) client: Client,
    pub(crate) used: String,
    pub(crate) other: String,
    pub(crate) token: String,
}

impl User {
    pub(crate) async fn set_up(origin: &str, sandbox: &Running) -> Self {
        let client = Client::builder().no_proxy().build().expect("a client");
        let mut ids = Vec::new();
        for name in ["Used", "Other"] {
            let form = json!({
                "name": name, "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID, "url": sandbox.base_url(),
                "privateKey": keys().private_key_pem(),
            });
            let answer =
                client.post(format!("{origin}{SALESFORCE}")).json(&form).send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::CREATED);
            let saved: Value = answer.json().await.expect("JSON");
            ids.push(saved["id"].as_str().expect("an id").to_owned());
        }
        let other = ids.pop().expect("two");
        let (origin, used) = (origin.to_owned(), ids.pop().expect("two"));
        Self { origin, client, used, other, token: String::new() }.with_a_new_token().await
    }

    /// The same user with another token.
    pub(crate) async fn with_a_new_token(self) -> Self {
        let form = ServiceTokenForm {
            name: "Flows".to_owned(),
            expires_at: Clock::system().now_ms() + 24 * 60 * 60 * 1_000,
            scope: ServiceTokenScope::All,
        };
        let request = self.client.post(format!("{}{SERVICE_TOKENS}", self.origin)).json(&form);
        let created: CreatedServiceToken =
            request.send().await.expect("an answer").json().await.expect("a token");
        Self { token: created.token.expose().to_owned(), ..self }
    }

    /// Sends a request as a connector.
    pub(crate) async fn uses(&self) {
        let (status, said) = self.tries().await;
        assert_eq!(status, StatusCode::OK, "{said}");
    }

    /// The same, whatever is said to it.
    pub(crate) async fn tries(&self) -> (StatusCode, String) {
        let path = runtime::requests(&self.used);
        let request = RuntimeRequest::new("GET", "/services/data/");
        let sent = self.client.post(format!("{}{path}", self.origin)).bearer_auth(&self.token).json(&request);
        let answer = sent.send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("text"))
    }

    pub(crate) async fn deactivates_and_reactivates(&self) {
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
