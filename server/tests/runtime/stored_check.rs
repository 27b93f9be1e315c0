//! A connector that is checked with what is stored of it, and what is told of that.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::model::TenantId;
use contract::api::{
    self, CONNECTOR_CHECK, CONNECTOR_DEACTIVATE, CONNECTOR_HISTORY, CONNECTOR_REACTIVATE, Connector,
    ConnectorState, HistoryEvent, HistoryPage,
};
use contract::codes::{ProblemCode, Step};
use reqwest::{Method, RequestBuilder, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Failure, KeyFiles};
use sqlx::Row as _;

use crate::database::{START_MS, TestDatabase, on_both_databases, run};
use crate::in_use::{ACME, config, echo, result};
use crate::refusals::failing;
use crate::salesforce::{Instance, answer};
use crate::test_server::{READ_ONLY, StaticDns, TENANT, TestServer, fails, keys, send, succeeds, until};

on_both_databases!(
    a_check_keeps_what_it_finds_out,
    a_refused_check_makes_it_failing_and_a_good_one_ends_that,
    what_is_of_no_connector_is_history_alone,
    a_check_ends_the_pause_of_a_login,
    what_a_check_says_of_what_was_meanwhile_changed_counts_for_nothing,
    it_is_reactivated_only_once_it_is_let_in,
    a_check_whose_client_goes_away_ends,
    only_its_own_managers_check_a_connector,
);

const MINUTE: Duration = Duration::from_secs(60);

impl TestServer {
    /// A request to one of a connector's own addresses.
    pub(crate) fn post_to(&self, path: &str, id: &str) -> RequestBuilder {
        self.request(Method::POST, &path.replace("{id}", id))
    }

    /// A connector, as an admin is told of it.
    pub(crate) async fn told(&self, id: &str) -> Connector {
        let told = succeeds(self.get(&api::CONNECTOR.replace("{id}", id)), StatusCode::OK).await;
        serde_json::from_value(told).expect("a connector")
    }

    /// What happened to a connector, newest first: each event with its code and number.
    pub(crate) async fn happened(&self, id: &str) -> Vec<(HistoryEvent, Option<ProblemCode>, i64)> {
        self.history(id).await.entries.into_iter().map(|one| (one.event, one.code, one.times)).collect()
    }

    pub(crate) async fn history(&self, id: &str) -> HistoryPage {
        let page = succeeds(self.get(&CONNECTOR_HISTORY.replace("{id}", id)), StatusCode::OK).await;
        serde_json::from_value(page).expect("a page")
    }

    /// From now on the sandbox refuses the demo's key, as after somebody put another certificate into the app, or takes it again.
    pub(crate) fn take_key(&self, taken: bool) {
        let other = KeyFiles::generate().expect("a key pair");
        let certificate = if taken { keys().certificate.clone() } else { other.certificate };
        assert!(self.sandbox.sandbox().replace_certificate(DEMO_CLIENT_ID, certificate).expect("in memory"));
    }
}

/// What the audit log says of a connector: actions, how they ended, and whether a row names the one before.
async fn audited(database: &TestDatabase, id: &str) -> Vec<(String, String, bool)> {
    let rows = sqlx::query(
        "SELECT action, outcome, intent_id FROM audit WHERE target = $1 AND action <> 'create' \
         ORDER BY created_at, id",
    );
    let rows = rows.bind(id).fetch_all(&mut database.connection().await).await.expect("rows");
    let told = rows.iter().map(|row| {
        (row.get("action"), row.get("outcome"), row.get::<Option<String>, _>("intent_id").is_some())
    });
    told.collect()
}

async fn a_check_keeps_what_it_finds_out(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let id = server.connector().await;
    // As an older server left it, and Salesforce has changed meanwhile.
    let mut connection = database.connection().await;
    run(&mut connection, "UPDATE private_keys SET public_key_sha256 = NULL").await;
    run(&mut connection, "UPDATE salesforce_connectors SET salesforce_org_id = 'another', instance_url = 'https://o.my.salesforce.com'").await;
    run(&mut connection, "UPDATE connectors SET warnings = '[\"api_disabled\"]'").await;
    server.state.clock.advance(MINUTE);
    let checked = succeeds(server.post_to(CONNECTOR_CHECK, &id), StatusCode::OK).await;
    let checked: Connector = serde_json::from_value(checked).expect("a connector");
    assert_eq!(checked, Connector { usage: None, ..server.told(&id).await });
    assert_eq!((checked.checked_at, checked.revision), (START_MS + 60_000, 1));
    assert_eq!(checked.salesforce_org_id, salesforce_sandbox::ORG_ID);
    assert_eq!(checked.instance_url, server.sandbox.base_url());
    assert!(checked.scopes.contains(&"api".to_owned()), "{:?}", checked.scopes);
    assert!(!checked.warnings.contains(&contract::codes::WarningCode::ApiDisabled), "{:?}", checked.warnings);
    let sha256 =
        contract::private_key::read(keys().private_key_pem().as_bytes()).expect("a key").public_key_sha256();
    assert_eq!(checked.key.expect("a key").public_key_sha256, Some(sha256));
    let asked = server.sandbox.counters().token_requests;

    server.state.clock.advance(MINUTE);
    succeeds(server.post_to(CONNECTOR_CHECK, &id), StatusCode::OK).await;
    let history = server.history(&id).await;
    assert_eq!(history.entries.len(), 1);
    let entry = &history.entries[0];
    assert_eq!((entry.event, entry.times, entry.user.as_deref()), (HistoryEvent::Checked, 2, Some("ann")));
    assert_eq!((entry.created_at, entry.last_at), (START_MS + 60_000, START_MS + 120_000));
    assert!(entry.duration_ms.is_some_and(|took| took >= 0));
    assert_eq!(server.sandbox.counters().token_requests, asked + 1, "a session that is kept says nothing");
    let row = |outcome: &str, ends| ("check_connector".to_owned(), outcome.to_owned(), ends);
    let rows = [row("started", false), row("succeeded", true)];
    assert_eq!(audited(&database, &id).await, [&rows[..], &rows[..]].concat());
    until("the tokens of checks are revoked", || server.sandbox.sandbox().live_tokens() == 0).await;
}

async fn a_refused_check_makes_it_failing_and_a_good_one_ends_that(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let id = server.connector().await;
    server.take_key(false);
    for _ in 0..2 {
        server.state.clock.advance(MINUTE);
        fails(server.post_to(CONNECTOR_CHECK, &id), ProblemCode::SalesforceKeyMismatch).await;
    }
    let failing = server.told(&id).await.failing.expect("failing");
    assert_eq!((failing.since, failing.code), (START_MS + 60_000, ProblemCode::SalesforceKeyMismatch));
    assert_eq!(failing.step, Some(Step::SignIn));
    assert_eq!(failing.salesforce.expect("its words").error, "invalid_grant");
    assert_eq!(server.told(&id).await.checked_at, START_MS, "no check succeeded since");
    let refused = (HistoryEvent::Checked, Some(ProblemCode::SalesforceKeyMismatch), 2);
    assert_eq!(server.happened(&id).await, [refused]);

    server.take_key(true);
    succeeds(server.post_to(CONNECTOR_CHECK, &id), StatusCode::OK).await;
    assert_eq!(server.told(&id).await.failing, None);
    assert_eq!(server.happened(&id).await, [(HistoryEvent::Checked, None, 1), refused]);
    let outcomes: Vec<_> = audited(&database, &id).await.into_iter().map(|(_, outcome, _)| outcome).collect();
    let refused = "salesforce_key_mismatch";
    assert_eq!(outcomes, ["started", refused, "started", refused, "started", "succeeded"]);
}

async fn what_is_of_no_connector_is_history_alone(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.rates.checks.times = 1;
    let server = TestServer::in_use_with(Arc::clone(&database), config).await;
    let id = failing(&server, Failure::ProbeRefused).await;
    fails(server.post_to(CONNECTOR_CHECK, &id), ProblemCode::SalesforceInstanceUnreachable).await;
    let told = [(HistoryEvent::Checked, Some(ProblemCode::SalesforceInstanceUnreachable), 1)];
    assert_eq!((server.told(&id).await.failing, server.happened(&id).await), (None, told.to_vec()));
    // What this server does not let through says nothing of the connector at all.
    fails(server.post_to(CONNECTOR_CHECK, &id), ProblemCode::RateLimited).await;
    assert_eq!((server.told(&id).await.failing, server.happened(&id).await), (None, told.to_vec()));
    let rows = audited(&database, &id).await;
    assert_eq!(rows.last(), Some(&("check_connector".to_owned(), "rate_limited".to_owned(), false)));
}

async fn a_check_ends_the_pause_of_a_login(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    server.take_key(false);
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::SalesforceKeyMismatch).await;
    server.take_key(true);
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::SalesforceKeyMismatch).await;
    succeeds(server.post_to(CONNECTOR_CHECK, &id), StatusCode::OK).await;
    assert_eq!(result(server.as_connector(&id, &token, &echo())).await.http_status_code, Some(200));
}

/// A connector at an instance that answers logins when it is let.
async fn at_an_instance(database: &Arc<TestDatabase>) -> (TestServer, Instance, String) {
    let instance = Instance::start(|_| answer(200, "application/json", "{}")).await;
    let mut config = config();
    config.allowed_authorities.push(instance.url.clone());
    let server = TestServer::with(Arc::clone(database), config, StaticDns::default()).await;
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
    (server, instance, id)
}

async fn what_a_check_says_of_what_was_meanwhile_changed_counts_for_nothing(database: Arc<TestDatabase>) {
    let (server, instance, id) = at_an_instance(&database).await;
    let edit = "UPDATE connectors SET revision = revision + 1";
    let deactivate = "UPDATE connectors SET state_since = 1";
    for change in [edit, deactivate, "DELETE FROM connectors"] {
        let before = server.told(&id).await;
        instance.hold_logins(true);
        let logins = instance.logins();
        server.state.clock.advance(MINUTE);
        let check = tokio::spawn(send(server.post_to(CONNECTOR_CHECK, &id)));
        until("Salesforce is asked", || instance.logins() > logins).await;
        run(&mut database.connection().await, change).await;
        instance.hold_logins(false);
        let problem = crate::test_server::problem(check.await.expect("an answer")).await;
        if change.starts_with("DELETE") {
            assert_eq!(problem.code, ProblemCode::NotFound);
            assert_eq!(server.state.store.for_tenant(&TenantId::new(ACME)).list().await.expect("a list"), []);
        } else {
            assert_eq!(problem.code, ProblemCode::ConnectorChanged);
            assert_eq!(server.told(&id).await.checked_at, before.checked_at, "{change}");
            assert_eq!(server.happened(&id).await, [], "{change}");
        }
    }
    let outcomes: Vec<_> = audited(&database, &id).await.into_iter().map(|(_, outcome, _)| outcome).collect();
    assert_eq!(
        outcomes,
        ["started", "connector_changed", "started", "connector_changed", "started", "not_found"]
    );
}

async fn it_is_reactivated_only_once_it_is_let_in(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(Arc::clone(&database)).await;
    let (id, token) = (server.connector().await, server.token().await);
    for _ in 0..2 {
        server.state.clock.advance(MINUTE);
        succeeds(server.post_to(CONNECTOR_DEACTIVATE, &id), StatusCode::OK).await;
    }
    assert_eq!(server.told(&id).await.state_since, START_MS + 60_000, "it was out of use already");
    let deactivated = (HistoryEvent::Deactivated, None, 1);
    assert_eq!(server.happened(&id).await, [deactivated]);

    server.take_key(false);
    fails(server.post_to(CONNECTOR_REACTIVATE, &id), ProblemCode::SalesforceKeyMismatch).await;
    let told = server.told(&id).await;
    assert_eq!((told.state, told.state_since), (ConnectorState::Deactivated, START_MS + 60_000));
    assert!(told.failing.is_some());
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::ConnectorDeactivated).await;
    server.take_key(true);
    // A check alone puts nothing back into use.
    succeeds(server.post_to(CONNECTOR_CHECK, &id), StatusCode::OK).await;
    assert_eq!(server.told(&id).await.state, ConnectorState::Deactivated);

    server.state.clock.advance(MINUTE);
    let asked = server.sandbox.counters().token_requests;
    for _ in 0..2 {
        succeeds(server.post_to(CONNECTOR_REACTIVATE, &id), StatusCode::OK).await;
    }
    assert_eq!(server.sandbox.counters().token_requests, asked + 1, "one in use is given as it is");
    let told = server.told(&id).await;
    let now = START_MS + 180_000;
    assert_eq!((told.state, told.state_since, told.checked_at), (ConnectorState::Connected, now, now));
    assert_eq!((told.failing, told.revision), (None, 1));
    let checked = |code| (HistoryEvent::Checked, code, 1);
    assert_eq!(
        server.happened(&id).await,
        [
            (HistoryEvent::Reactivated, None, 1),
            checked(None),
            checked(Some(ProblemCode::SalesforceKeyMismatch)),
            deactivated
        ]
    );
    let rows = audited(&database, &id).await;
    let rows: Vec<_> = rows.iter().filter(|(action, ..)| action == "reactivate").collect();
    let outcomes: Vec<_> = rows.iter().map(|(_, outcome, ends)| (outcome.as_str(), *ends)).collect();
    let refused = ("salesforce_key_mismatch", true);
    assert_eq!(outcomes, [("started", false), refused, ("started", false), ("succeeded", true)]);
    assert_eq!(result(server.as_connector(&id, &token, &echo())).await.http_status_code, Some(200));
}

async fn a_check_whose_client_goes_away_ends(database: Arc<TestDatabase>) {
    let (server, instance, id) = at_an_instance(&database).await;
    instance.hold_logins(true);
    let check = tokio::spawn(send(server.post_to(CONNECTOR_CHECK, &id)));
    until("Salesforce is asked", || instance.logins() == 1).await;
    check.abort();
    let canceled = ("check_connector".to_owned(), "canceled".to_owned(), true);
    for _ in 0..6000 {
        if audited(&database, &id).await.last() == Some(&canceled) {
            assert_eq!(server.happened(&id).await, [], "nothing came of it");
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never ends");
}

async fn only_its_own_managers_check_a_connector(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let id = server.connector().await;
    let check = |id: &str| server.post_to(CONNECTOR_CHECK, id);
    fails(check(&id).header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
    fails(check(&id).header(TENANT, "other"), ProblemCode::NotFound).await;
    fails(check("nonsense"), ProblemCode::NotFound).await;
    fails(check(&id).header("origin", "null"), ProblemCode::CrossSite).await;
    let history = || server.get(&CONNECTOR_HISTORY.replace("{id}", &id));
    succeeds(history().header(READ_ONLY, "1"), StatusCode::OK).await;
    fails(history().header(TENANT, "other"), ProblemCode::NotFound).await;
    fails(server.get(&format!("{}?limit=0", CONNECTOR_HISTORY.replace("{id}", &id))), ProblemCode::NotFound)
        .await;
    assert_eq!((server.happened(&id).await, server.sandbox.counters().token_requests), (vec![], 0));
}
