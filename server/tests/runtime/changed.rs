//! A connector that is changed while it is used: requests take the change from one to the next, and none fails for it.

use std::sync::Arc;

use connectors_server::store::StoreOptions;
use contract::api::{CONNECTOR, CONNECTOR_DEACTIVATE};
use contract::codes::ProblemCode;
use reqwest::{Method, RequestBuilder, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Running, User};
use serde_json::{Value, json};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::salesforce::{Instance, answer};
use crate::test_server::{StaticDns, TestServer, keys, problem, send, succeeds, until};

on_both_databases!(
    a_request_is_answered_by_the_session_of_before,
    a_login_under_way_ends_well,
    a_login_under_way_that_fails_is_made_with_the_new_credentials,
    a_name_and_notes_keep_the_session,
    a_change_at_another_server_counts_here_as_well,
    a_deleted_one_is_used_no_more,
);

/// Another user that the sandboxes let in.
pub(crate) const OTHER_USER: &str = "other@sandbox.example";

async fn sandbox(database: &TestDatabase) -> Running {
    let clock = database.clock.clone();
    let mut demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
    demo.registry.users.push(User::named(OTHER_USER, "005DK00000A0009YAB"));
    salesforce_sandbox::start(demo).await.expect("the sandbox starts")
}

/// A server whose connectors may sign in at its own sandbox, at another one, and at an instance that takes any token.
pub(crate) struct Stage {
    pub(crate) server: TestServer,
    pub(crate) other: Running,
    instance: Instance,
}

impl Stage {
    pub(crate) async fn set(database: Arc<TestDatabase>) -> Self {
        let instance = Instance::start(|_| answer(200, "application/json", "{}")).await;
        let (own, other) = (sandbox(&database).await, sandbox(&database).await);
        let mut config = config();
        for rate in [&mut config.check.rates.checks, &mut config.check.rates.logins, &mut config.writes] {
            rate.times = 100_000;
        }
        config.allowed_authorities.push(instance.url.clone());
        config.allowed_authorities.extend(other.addresses().authorities());
        let options = StoreOptions::default();
        let server = TestServer::with_sandbox(database, config, StaticDns::default(), &options, own).await;
        Self { server, other, instance }
    }

    /// A connector that signs in at the instance.
    async fn at_instance(&self) -> String {
        self.server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &self.instance.url).await
    }

    pub(crate) fn change(&self, id: &str, patch: &Value) -> RequestBuilder {
        let request = self.server.request(Method::PATCH, &CONNECTOR.replace("{id}", id));
        request.header("if-match", "*").json(patch)
    }

    /// Has a connector sign in at the server's own sandbox from now on.
    async fn moves(&self, id: &str) {
        let patch = json!({ "url": self.server.sandbox.base_url(), "privateKey": keys().private_key_pem() });
        succeeds(self.change(id, &patch), StatusCode::OK).await;
    }
}

async fn a_request_is_answered_by_the_session_of_before(database: Arc<TestDatabase>) {
    let stage = Stage::set(database).await;
    let (id, token) = (stage.at_instance().await, stage.server.token().await);
    let asked = || stage.server.as_connector(&id, &token, &echo());
    result(asked()).await;
    stage.instance.hold_requests(true);
    let (first, second) = (tokio::spawn(result(asked())), tokio::spawn(result(asked())));
    until("both are sent", || stage.instance.requests() == 3).await;
    stage.moves(&id).await;
    assert_eq!(result(asked()).await.attempts, 1, "whoever comes now signs in with the new credentials");
    assert_eq!(stage.server.sandbox.counters().api_requests, 2, "the check's probe, and the request");
    // Nothing that was begun is on its way any more, but for what is held.
    until("the check's token is revoked", || stage.server.sandbox.counters().tokens_revoked == 1).await;
    assert_eq!(stage.instance.revoked(), [""; 0]);
    stage.instance.hold_requests(false);
    for held in [first, second] {
        let answered = held.await.expect("an answer");
        assert_eq!((answered.http_status_code, answered.attempts), (Some(200), 1));
    }
    until("the session of before has ended", || stage.instance.revoked() == ["token=00Dxx%210"]).await;
    assert_eq!((stage.instance.logins(), stage.instance.requests()), (1, 3));
}

async fn a_login_under_way_ends_well(database: Arc<TestDatabase>) {
    let stage = Stage::set(database).await;
    let (id, token) = (stage.at_instance().await, stage.server.token().await);
    let asked = || stage.server.as_connector(&id, &token, &echo());
    stage.instance.hold_logins(true);
    let waiting: Vec<_> = (0..3).map(|_| tokio::spawn(result(asked()))).collect();
    until("a login is asked for", || stage.instance.logins() == 1).await;
    stage.moves(&id).await;
    stage.instance.hold_logins(false);
    for one in waiting {
        let answered = one.await.expect("an answer");
        assert_eq!((answered.http_status_code, answered.attempts), (Some(200), 1));
    }
    until("its session has ended", || stage.instance.revoked() == ["token=00Dxx%210"]).await;
    assert_eq!(result(asked()).await.attempts, 1);
    assert_eq!((stage.instance.logins(), stage.server.state.sessions.len()), (1, 1));
}

async fn a_login_under_way_that_fails_is_made_with_the_new_credentials(database: Arc<TestDatabase>) {
    let stage = Stage::set(database).await;
    let (id, token) = (stage.at_instance().await, stage.server.token().await);
    stage.instance.hold_logins(true);
    let waiting = tokio::spawn(result(stage.server.as_connector(&id, &token, &echo())));
    until("a login is asked for", || stage.instance.logins() == 1).await;
    stage.moves(&id).await;
    stage.instance.refuse_logins();
    let answered = waiting.await.expect("an answer");
    assert_eq!((answered.http_status_code, answered.attempts), (Some(200), 1));
}

async fn a_name_and_notes_keep_the_session(database: Arc<TestDatabase>) {
    let stage = Stage::set(database).await;
    let (id, token) = (stage.at_instance().await, stage.server.token().await);
    for patch in [json!({ "name": "Other" }), json!({ "notes": "New", "contact": "Ada" }), json!({})] {
        result(stage.server.as_connector(&id, &token, &echo())).await;
        succeeds(stage.change(&id, &patch), StatusCode::OK).await;
    }
    result(stage.server.as_connector(&id, &token, &echo())).await;
    assert_eq!((stage.instance.logins(), stage.instance.requests()), (1, 4));
    assert_eq!(stage.instance.revoked(), [""; 0]);
}

async fn a_change_at_another_server_counts_here_as_well(database: Arc<TestDatabase>) {
    let stage = Stage::set(Arc::clone(&database)).await;
    let mut config = config();
    config.allowed_authorities.push(stage.instance.url.clone());
    let here = TestServer::with(database, config, StaticDns::default()).await;
    let (id, token) = (stage.at_instance().await, stage.server.token().await);
    let asked = || here.as_connector(&id, &token, &echo());
    result(asked()).await;
    // The key alone: as whom and where it signs in stays.
    let key = json!({ "privateKey": keys().private_key_pem() });
    succeeds(stage.change(&id, &key), StatusCode::OK).await;
    let before = stage.instance.logins();
    assert_eq!(result(asked()).await.attempts, 1);
    assert_eq!(stage.instance.logins(), before + 1, "by the new key, not by the one that was kept");
    until("the session of before has ended", || {
        stage.instance.revoked().contains(&"token=00Dxx%210".to_owned())
    })
    .await;
}

async fn a_deleted_one_is_used_no_more(database: Arc<TestDatabase>) {
    let stage = Stage::set(database).await;
    let (id, token) = (stage.at_instance().await, stage.server.token().await);
    let asked = || stage.server.as_connector(&id, &token, &echo());
    result(asked()).await;
    stage.instance.hold_requests(true);
    let held = tokio::spawn(result(asked()));
    until("it is sent", || stage.instance.requests() == 2).await;
    let post = |path: &str| stage.server.request(Method::POST, &path.replace("{id}", &id));
    succeeds(post(CONNECTOR_DEACTIVATE), StatusCode::OK).await;
    let delete =
        stage.server.request(Method::DELETE, &CONNECTOR.replace("{id}", &id)).header("if-match", "*");
    succeeds(delete, StatusCode::NO_CONTENT).await;
    until("its session has ended", || stage.instance.revoked() == ["token=00Dxx%210"]).await;
    assert_eq!(problem(send(asked()).await).await.code, ProblemCode::NotFound);
    stage.instance.hold_requests(false);
    assert_eq!(held.await.expect("an answer").http_status_code, Some(200), "what was sent is answered");
    assert_eq!((stage.instance.logins(), stage.server.state.sessions.len()), (1, 0));
    // What was counted of it meanwhile has nowhere to go.
    stage.server.state.usage.flush(&stage.server.state.store).await.expect("written");
}
