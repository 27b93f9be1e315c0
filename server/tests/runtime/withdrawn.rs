//! A right that ends while a request waits: from the moment at which an admin is told that a connector is deactivated, or a
//! token revoked, nothing more is sent, whichever server of the database was told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use connectors_server::config::Config;
use connectors_server::model::{PageRequest, TenantId};
use connectors_server::outbound::resolver::{DnsResolver, LookupFuture};
use connectors_server::store::StoreOptions;
use contract::api::{CONNECTOR_DEACTIVATE, CONNECTOR_REACTIVATE};
use contract::codes::ProblemCode;
use contract::runtime::RuntimeRequest;
use contract::service_token::{CreatedServiceToken, SERVICE_TOKEN, ServiceTokenScope};
use reqwest::{Method, RequestBuilder, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::salesforce::{Instance, answer};
use crate::test_server::{StaticDns, TestServer, keys, problem, send, until};

on_both_databases!(
    a_login_that_is_answered_too_late_is_for_nothing,
    no_login_is_made_for_what_was_deactivated_while_it_waited,
    a_request_that_waits_for_its_turn_is_not_sent,
    a_request_whose_connection_takes_its_time_is_not_sent,
    a_request_is_not_repeated_by_a_token_that_is_revoked_meanwhile,
    a_session_that_another_server_keeps_is_not_used,
);

/// An instance of Salesforce, two servers of one database that may use it, and a connector and a token of theirs.
struct Stage {
    instance: Instance,
    server: TestServer,
    other: TestServer,
    connector: String,
    token: CreatedServiceToken,
}

/// Which right ends, and at which of the two servers.
#[derive(Clone, Copy, Debug)]
enum Ended {
    Connector,
    Token,
}

impl Stage {
    async fn set(database: Arc<TestDatabase>, mut config: Config, dns: impl DnsResolver) -> Self {
        let instance = Instance::start(|_| answer(200, "application/json", "{}")).await;
        config.allowed_authorities.push(instance.url.clone());
        let other = TestServer::with(Arc::clone(&database), config.clone(), StaticDns::default()).await;
        let clock = database.clock.clone();
        let sandbox = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
        let sandbox = salesforce_sandbox::start(sandbox).await.expect("the sandbox starts");
        let server = TestServer::with_sandbox(database, config, dns, &StoreOptions::default(), sandbox).await;
        let connector = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
        let token = server.create_token(ServiceTokenScope::All).await;
        Self { instance, server, other, connector, token }
    }

    fn asks(&self) -> RequestBuilder {
        self.server.as_connector(&self.connector, self.token.token.expose(), &echo())
    }

    /// What ends a right, at one of the servers.
    fn ending(&self, ended: Ended, at: &TestServer) -> RequestBuilder {
        match ended {
            Ended::Connector => {
                at.request(Method::POST, &CONNECTOR_DEACTIVATE.replace("{id}", &self.connector))
            }
            Ended::Token => {
                at.request(Method::DELETE, &SERVICE_TOKEN.replace("{id}", &self.token.service_token.id))
            }
        }
    }
}

/// Ends a right, and waits until that is acknowledged.
async fn ends(ending: RequestBuilder) {
    assert!(send(ending).await.status().is_success());
}

const fn code(ended: Ended) -> ProblemCode {
    match ended {
        Ended::Connector => ProblemCode::ConnectorDeactivated,
        Ended::Token => ProblemCode::Unauthenticated,
    }
}

async fn a_login_that_is_answered_too_late_is_for_nothing(database: Arc<TestDatabase>) {
    for ended in [Ended::Token, Ended::Connector] {
        let stage = Stage::set(Arc::clone(&database), config(), StaticDns::default()).await;
        for at in [&stage.server, &stage.other] {
            stage.instance.hold_logins(true);
            let (logins, requests) = (stage.instance.logins(), stage.instance.requests());
            let asked = tokio::spawn(send(stage.asks()));
            until("a login is asked for", || stage.instance.logins() > logins).await;
            ends(stage.ending(ended, at)).await;
            stage.instance.hold_logins(false);
            assert_eq!(problem(asked.await.expect("an answer")).await.code, code(ended), "{ended:?}");
            assert_eq!(stage.instance.requests(), requests, "{ended:?}");
            if matches!(ended, Ended::Token) {
                break;
            }
            let reactivate = CONNECTOR_REACTIVATE.replace("{id}", &stage.connector);
            ends(stage.server.request(Method::POST, &reactivate)).await;
        }
    }
}

/// The login itself is a request as well.
async fn no_login_is_made_for_what_was_deactivated_while_it_waited(database: Arc<TestDatabase>) {
    let dns = GatedDns::new(0);
    let stage = Stage::set(database, config(), dns.clone()).await;
    let asked = tokio::spawn(send(stage.asks()));
    until("the login's connection is opened", || dns.lookups() == 1).await;
    ends(stage.ending(Ended::Connector, &stage.other)).await;
    dns.open();
    assert_eq!(problem(asked.await.expect("an answer")).await.code, ProblemCode::ConnectorDeactivated);
    assert_eq!((stage.instance.logins(), stage.instance.requests()), (0, 0));
}

async fn a_request_that_waits_for_its_turn_is_not_sent(database: Arc<TestDatabase>) {
    let mut one_at_a_time = config();
    one_at_a_time.runtime.send.host_concurrency = 1;
    let stage = Stage::set(database, one_at_a_time, StaticDns::default()).await;
    assert_eq!(result(stage.asks()).await.http_status_code, Some(200));
    stage.instance.hold_requests(true);
    let first = tokio::spawn(send(stage.asks()));
    until("the first one is sent", || stage.instance.requests() == 2).await;
    // Another token's, so that it is known when it has got in.
    let other = stage.server.create_token(ServiceTokenScope::All).await;
    let second = stage.server.as_connector(&stage.connector, other.token.expose(), &echo());
    let second = tokio::spawn(send(second));
    let used = async || {
        let first = PageRequest { limit: 1, after: None };
        let tokens = stage.server.state.service_tokens.list(&TenantId::new(ACME), first).await;
        tokens
            .expect("a list")
            .items
            .iter()
            .any(|token| token.id.to_string() == other.service_token.id && token.last_used_at.is_some())
    };
    while !used().await {
        tokio::task::yield_now().await;
    }
    let revoke = SERVICE_TOKEN.replace("{id}", &other.service_token.id);
    ends(stage.other.request(Method::DELETE, &revoke)).await;
    stage.instance.hold_requests(false);
    assert_eq!(first.await.expect("an answer").status(), StatusCode::OK);
    assert_eq!(problem(second.await.expect("an answer")).await.code, ProblemCode::Unauthenticated);
    assert_eq!(stage.instance.requests(), 2);
}

async fn a_request_whose_connection_takes_its_time_is_not_sent(database: Arc<TestDatabase>) {
    for ended in [Ended::Token, Ended::Connector] {
        // The login's connection is opened at once, that of the request is not.
        let dns = GatedDns::new(1);
        let stage = Stage::set(Arc::clone(&database), config(), dns.clone()).await;
        let asked = tokio::spawn(send(stage.asks()));
        until("the request's connection is opened", || dns.lookups() == 2).await;
        ends(stage.ending(ended, &stage.other)).await;
        dns.open();
        assert_eq!(problem(asked.await.expect("an answer")).await.code, code(ended));
        assert_eq!((stage.instance.logins(), stage.instance.requests()), (1, 0), "{ended:?}");
    }
}

async fn a_request_is_not_repeated_by_a_token_that_is_revoked_meanwhile(database: Arc<TestDatabase>) {
    let stage = Stage::set(database, config(), StaticDns::default()).await;
    let revoke = stage.ending(Ended::Token, &stage.other);
    // By the time that the first attempt is answered, the token is revoked.
    stage.instance.answers(move |_| {
        let revoke = revoke.try_clone().expect("no stream");
        tokio::task::block_in_place(|| Handle::current().block_on(ends(revoke)));
        answer(503, "text/plain", "")
    });
    let request = RuntimeRequest { retry_attempts: 3, ..echo() };
    let asked = stage.server.as_connector(&stage.connector, stage.token.token.expose(), &request);
    assert_eq!(problem(send(asked).await).await.code, ProblemCode::Unauthenticated);
    assert_eq!(stage.instance.requests(), 1);
}

async fn a_session_that_another_server_keeps_is_not_used(database: Arc<TestDatabase>) {
    let stage = Stage::set(database, config(), StaticDns::default()).await;
    assert_eq!(result(stage.asks()).await.http_status_code, Some(200));
    ends(stage.ending(Ended::Connector, &stage.other)).await;
    assert_eq!(problem(send(stage.asks()).await).await.code, ProblemCode::ConnectorDeactivated);
    assert_eq!((stage.instance.logins(), stage.instance.requests()), (1, 1));
}

/// Knows `localhost`; whoever asks after the first so many waits until it is opened.
#[derive(Clone)]
struct GatedDns {
    at_once: usize,
    lookups: Arc<AtomicUsize>,
    gate: watch::Sender<bool>,
}

impl GatedDns {
    fn new(at_once: usize) -> Self {
        Self { at_once, lookups: Arc::default(), gate: watch::Sender::new(false) }
    }

    fn lookups(&self) -> usize {
        self.lookups.load(Ordering::SeqCst)
    }

    fn open(&self) {
        self.gate.send_replace(true);
    }
}

impl DnsResolver for GatedDns {
    fn look_up(&self, host: &str) -> LookupFuture {
        let found = StaticDns::default().look_up(host);
        let waits = self.lookups.fetch_add(1, Ordering::SeqCst) >= self.at_once;
        let mut gate = self.gate.subscribe();
        Box::pin(async move {
            if waits {
                gate.wait_for(|open| *open).await.map_err(std::io::Error::other)?;
            }
            found.await
        })
    }
}
