//! Told to leave: what runs is finished, nothing new is accepted.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connectors_server::outbound::resolver::{DnsResolver, LookupFuture};
use connectors_server::store::StoreOptions;
use contract::codes::ProblemCode;
use contract::service_token::{SERVICE_TOKENS, service_token};
use reqwest::{Method, StatusCode};
use salesforce_sandbox::Fault;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::database::{Backend, TestDatabase, on_both_databases, run};
use crate::test_server::{StaticDns, TestServer, config, fails, keys, nobody_listens, succeeds, until};

const MINUTE: Duration = Duration::from_secs(60);

on_both_databases!(
    a_hundred_requests_in_flight_are_all_answered,
    who_waits_for_the_store_at_the_drain_deadline_is_told,
);

async fn a_hundred_requests_in_flight_are_all_answered(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.host_concurrency = 100;
    // Long enough for a busy machine to send the last request before the first one gives up.
    config.check.budget = Duration::from_secs(8);
    let server = TestServer::with(database, config, StaticDns::default()).await;
    let mut form = server.form("Sales");
    form["url"] = json!(server.sandbox.addresses().fault_url(Fault::Stall));
    let requests: Vec<_> =
        (0..100).map(|_| tokio::spawn(fails(server.check(&form), ProblemCode::SalesforceTimedOut))).collect();
    until("all are in flight", || server.sandbox.counters().fault_connections == 100).await;
    let told = Instant::now();
    server.state.shutdown.leaving.cancel();
    for request in requests {
        request.await.expect("answered");
    }
    server.serving.await.expect("no panic").expect("a clean end");
    assert!(told.elapsed() < Duration::from_secs(12), "{:?}", told.elapsed());
    nobody_listens(&server.origin).await;
}

/// Knows every host's address, once it is told to answer.
#[derive(Clone)]
struct LateDns {
    asked: watch::Sender<bool>,
    answers: watch::Sender<bool>,
}

impl DnsResolver for LateDns {
    fn look_up(&self, _: &str) -> LookupFuture {
        self.asked.send_replace(true);
        let mut answers = self.answers.subscribe();
        Box::pin(async move {
            answers.wait_for(|answers| *answers).await.map_err(io::Error::other)?;
            Ok(vec![IpAddr::from([127, 0, 0, 1])])
        })
    }
}

async fn who_waits_for_the_store_at_the_drain_deadline_is_told(database: Arc<TestDatabase>) {
    let mut config = config();
    config.drain = Duration::from_secs(3);
    (config.check.budget, config.check.client_limits.connect) = (MINUTE, MINUTE);
    // Far longer than the server may take to leave.
    let patient = StoreOptions { wait: 5 * MINUTE, ..StoreOptions::default() };
    let clock = database.clock.clone();
    let sandbox = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
    let sandbox = salesforce_sandbox::start(sandbox).await.expect("the sandbox starts");
    let dns = LateDns { asked: watch::Sender::new(false), answers: watch::Sender::new(false) };
    let server =
        TestServer::with_sandbox(Arc::clone(&database), config, dns.clone(), &patient, sandbox).await;
    let expires_at = server.state.clock.now_ms() + 60_000;
    let token = json!({ "name": "Flows", "expiresAt": expires_at, "scope": "all" });
    let saved =
        succeeds(server.request(Method::POST, SERVICE_TOKENS).json(&token), StatusCode::CREATED).await;
    let form = server.form("Sales");
    let waiting = tokio::spawn(fails(server.create(&form), ProblemCode::StorageUnavailable));
    // By then it is noted that Salesforce is about to be asked.
    until("Salesforce's address is looked up", || *dns.asked.borrow()).await;
    let mut operator = database.connection().await;
    let others_may_read = match database.backend {
        Backend::Sqlite => "BEGIN IMMEDIATE",
        Backend::Postgres => "BEGIN; LOCK TABLE connectors, service_tokens IN SHARE MODE",
    };
    run(&mut operator, others_may_read).await;
    dns.answers.send_replace(true);
    until("Salesforce let it in", || server.sandbox.counters().api_requests == 1).await;

    server.state.shutdown.leaving.cancel();
    // On a connection of its own: those that wait for their next request are closed on leaving.
    let newcomer = reqwest::Client::builder().no_proxy().build().expect("a client");
    let id = saved["serviceToken"]["id"].as_str().expect("an id");
    let late = newcomer.delete(format!("{}{}", server.origin, service_token(id)));
    let late = tokio::spawn(fails(late, ProblemCode::StorageUnavailable));
    let told = timeout(MINUTE, waiting).await.expect("before the store answers");
    let problem = told.expect("told");
    let told = timeout(MINUTE, late).await.expect("though it came after the word to leave");
    told.expect("told as well");
    assert_eq!(problem.retry_after, Some(5), "whether it was saved is open, and the same key asks again");
    let left = timeout(MINUTE, server.serving).await.expect("before the store answers");
    left.expect("no panic").expect("a clean end");
    run(&mut operator, "ROLLBACK").await;
}
