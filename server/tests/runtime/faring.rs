//! How connectors fare in use: what Salesforce refuses is told of the connector, and what cannot be reached of the host.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::store::StoreOptions;
use contract::api::{CONNECTOR_CHECK, CONNECTORS, ConnectorList, ConnectorStatus, HistoryEvent, Unreachable};
use contract::codes::{ProblemCode, Step};
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenScope};
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};
use sqlx::Row as _;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::database::{START_MS, TestDatabase, on_both_databases};
use crate::in_use::{config, echo, result};
use crate::test_server::{StaticDns, TENANT, TestServer, fails, keys, problem, send, succeeds};

on_both_databases!(
    a_revoked_app_is_failing_within_two_uses_and_back,
    a_use_that_works_in_between_makes_it_no_failure,
    a_session_from_before_ends_no_failure,
    what_is_down_for_ten_minutes_is_the_host_alone,
);

const SECOND: Duration = Duration::from_secs(1);

/// Waits until a connector is failing, or is not; a minute is not enough only if it never will be.
async fn until_failing(server: &TestServer, id: &str, failing: bool) {
    for _ in 0..6000 {
        if server.told(id).await.failing.is_some() == failing {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never happened that {id} is failing: {failing}");
}

async fn a_revoked_app_is_failing_within_two_uses_and_back(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    let refused = ProblemCode::SalesforceKeyMismatch;
    server.take_key(false);
    fails(server.as_connector(&id, &token, &echo()), refused).await;
    server.state.clock.advance(SECOND * 59);
    fails(server.as_connector(&id, &token, &echo()), refused).await;
    assert_eq!(server.happened(&id).await, [], "it has not been a minute");
    server.state.clock.advance(SECOND * 5);
    fails(server.as_connector(&id, &token, &echo()), refused).await;
    until_failing(&server, &id, true).await;
    let told = server.told(&id).await;
    assert_eq!(told.status(), ConnectorStatus::Failing);
    let failing = told.failing.expect("failing");
    assert_eq!((failing.since, failing.code, failing.step), (START_MS, refused, Some(Step::SignIn)));
    assert_eq!(failing.salesforce.expect("its words").error, "invalid_grant");
    let began = (HistoryEvent::Failing, Some(refused), 1);
    // However often it is refused further on.
    for _ in 0..5 {
        server.state.clock.advance(SECOND * 300);
        fails(server.as_connector(&id, &token, &echo()), refused).await;
    }
    assert_eq!(server.happened(&id).await, [began]);

    server.take_key(true);
    server.state.clock.advance(SECOND * 300);
    // Many requests at a time, of which each was loaded while it failed.
    let uses: Vec<_> = (0..20).map(|_| result(server.as_connector(&id, &token, &echo()))).collect();
    let uses = join_all(uses).await;
    assert!(uses.iter().all(|one| one.http_status_code == Some(200)));
    until_failing(&server, &id, false).await;
    assert_eq!(server.happened(&id).await, [(HistoryEvent::Recovered, None, 1), began]);
    assert_eq!(server.told(&id).await.status(), ConnectorStatus::Connected);
}

async fn a_use_that_works_in_between_makes_it_no_failure(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    let refused = async || {
        server.take_key(false);
        server.sandbox.sandbox().drop_tokens();
        fails(server.as_connector(&id, &token, &echo()), ProblemCode::SalesforceKeyMismatch).await;
        server.state.clock.advance(SECOND * 70);
    };
    refused().await;
    server.take_key(true);
    result(server.as_connector(&id, &token, &echo())).await;
    refused().await;
    refused().await;
    until_failing(&server, &id, true).await;
    let since = server.told(&id).await.failing.map(|failing| failing.since);
    assert_eq!(since, Some(START_MS + 70_000), "the first since it worked");
}

async fn a_session_from_before_ends_no_failure(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    result(server.as_connector(&id, &token, &echo())).await;
    server.state.clock.advance(SECOND);
    server.take_key(false);
    fails(server.post_to(CONNECTOR_CHECK, &id), ProblemCode::SalesforceKeyMismatch).await;
    // Its token is good for a while.
    result(server.as_connector(&id, &token, &echo())).await;
    assert!(server.told(&id).await.failing.is_some());
    server.take_key(true);
    server.sandbox.sandbox().drop_tokens();
    server.state.clock.advance(SECOND);
    result(server.as_connector(&id, &token, &echo())).await;
    until_failing(&server, &id, false).await;
    let checked = (HistoryEvent::Checked, Some(ProblemCode::SalesforceKeyMismatch), 1);
    assert_eq!(server.happened(&id).await, [(HistoryEvent::Recovered, None, 1), checked]);
    let recovered_at = server.history(&id).await.entries[0].created_at;
    assert_eq!(recovered_at, START_MS + 2_000, "in the session that came after it");
}

/// What stands before a sandbox: it passes connections on, or closes them at once, as long as it is told to.
struct Switch {
    url: String,
    on: watch::Sender<bool>,
    to: watch::Sender<Option<std::net::SocketAddr>>,
}

impl Switch {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
        let (on, to) = (watch::Sender::new(true), watch::Sender::new(None));
        let (is_on, target) = (on.subscribe(), to.subscribe());
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (mut is_on, target) = (is_on.clone(), *target.borrow());
                let (true, Some(target)) = (*is_on.borrow(), target) else { continue };
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(target).await.expect("the sandbox listens");
                    tokio::select! {
                        _ended = copy_bidirectional(&mut client, &mut server) => {}
                        _off = is_on.wait_for(|on| !on) => {}
                    }
                });
            }
        });
        Self { url, on, to }
    }
}

/// Tenants with as many connectors as each may have.
const TENANTS: usize = 40;

async fn what_is_down_for_ten_minutes_is_the_host_alone(database: Arc<TestDatabase>) {
    let switch = Switch::start().await;
    let clock = database.clock.clone();
    let mut demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
    demo.public_url = Some(switch.url.clone());
    let sandbox = salesforce_sandbox::start(demo).await.expect("the sandbox starts");
    switch.to.send_replace(Some(sandbox.address()));
    let options = StoreOptions::default();
    let server =
        TestServer::with_sandbox(Arc::clone(&database), config(), StaticDns::default(), &options, sandbox)
            .await;
    let mut used = Vec::new();
    for number in 0..TENANTS {
        let tenant = format!("tenant {number}");
        let form = server.token_form(ServiceTokenScope::All);
        let created =
            send(server.request(Method::POST, SERVICE_TOKENS).header(TENANT, &tenant).json(&form)).await;
        let created: CreatedServiceToken = created.json().await.expect("a token");
        for _ in 0..5 {
            let id = server.connector_as(&tenant, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &switch.url).await;
            used.push((id, created.token.expose().to_owned()));
        }
    }
    let use_all = async || {
        let mut answers = Vec::new();
        for some in used.chunks(16) {
            let uses: Vec<_> =
                some.iter().map(|(id, token)| send(server.as_connector(id, token, &echo()))).collect();
            answers.extend(join_all(uses).await);
        }
        answers
    };
    let list = async |tenant: usize| -> ConnectorList {
        let asked = server.get(CONNECTORS).header(TENANT, format!("tenant {tenant}"));
        serde_json::from_value(succeeds(asked, StatusCode::OK).await).expect("a list")
    };
    // The other half has to sign in while it is down.
    for (id, token) in used.iter().step_by(2) {
        result(server.as_connector(id, token, &echo())).await;
    }

    server.state.clock.advance(SECOND * 30);
    switch.on.send_replace(false);
    let down_since = server.state.clock.now_ms();
    for step in 0..20 {
        for answer in use_all().await {
            let code = problem(answer).await.code;
            let expected = [ProblemCode::SalesforceUnreachable, ProblemCode::SalesforcePaused];
            assert!(expected.contains(&code), "{code}");
        }
        let is_outage = step >= 2;
        for connector in list(step).await.connectors {
            let host = switch.url.strip_prefix("http://").expect("a URL").to_owned();
            let unreachable = is_outage.then_some(Unreachable { host, since: down_since });
            assert_eq!(connector.unreachable, unreachable, "step {step}");
            let status = if is_outage { ConnectorStatus::Unreachable } else { ConnectorStatus::Connected };
            assert_eq!(connector.status(), status);
        }
        server.state.clock.advance(SECOND * 30);
    }
    switch.on.send_replace(true);
    // The longest pause after logins that failed.
    server.state.clock.advance(SECOND * 300);
    // One tries whether the host is well again, then all are let through.
    send(server.as_connector(&used[0].0, &used[0].1, &echo())).await;
    for answer in use_all().await {
        assert_eq!(answer.status(), StatusCode::OK);
    }
    for tenant in 0..TENANTS {
        for connector in list(tenant).await.connectors {
            assert_eq!(connector.status(), ConnectorStatus::Connected);
        }
    }
    let metrics = server.state.metrics.text().expect("metrics");
    for event in ["began", "ended"] {
        let line = format!("connectors_host_outages_total{{event=\"{event}\"}} 1");
        assert!(metrics.lines().any(|one| one == line), "{line}: {metrics}");
    }
    for table in ["connector_failures", "connector_history"] {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let count = sqlx::query(count).fetch_one(&mut database.connection().await).await.expect("a count");
        assert_eq!(count.get::<i64, _>(0), 0, "{table}: nobody is blamed");
    }
}
