//! When there is no answer: each reason has a code of its own, and a login that fails is not hammered.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::codes::{ProblemCode, Step};
use contract::runtime::{RESPONSE_TIMEOUT_MS_MAX, RETRY_ATTEMPTS_MAX, RuntimeRequest};
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenScope};
use reqwest::Method;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Failure, Fault};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::salesforce::{Instance, answer};
use crate::test_server::{StaticDns, TENANT, TestServer, fails, send, until};

on_both_databases!(
    a_refused_login_is_told_in_salesforces_words_and_backs_off,
    no_answer_has_a_code_for_each_reason,
    a_failed_connection_is_repeated_and_a_timeout_is_not,
    a_login_takes_no_longer_than_the_caller_waits,
    a_name_that_leads_inside_is_not_asked,
    an_authority_that_is_allowed_no_more_is_not_asked,
    who_still_waits_at_the_drain_deadline_is_told,
    a_redirect_is_a_result_and_is_not_followed,
    what_is_out_of_range_is_refused,
);

/// A connector that fails in this way.
pub(crate) async fn failing(server: &TestServer, failure: Failure) -> String {
    let client_id = failure.client_id().unwrap_or_else(|| DEMO_CLIENT_ID.to_owned());
    let user = failure.email_id().unwrap_or_else(|| DEMO_EMAIL_ID.to_owned());
    server.connector_as(ACME, &user, &client_id, server.sandbox.base_url()).await
}

async fn a_refused_login_is_told_in_salesforces_words_and_backs_off(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (failing(&server, Failure::NotAdminApproved).await, server.token().await);
    let asked = || server.as_connector(&id, &token, &echo());
    for (logins, pause) in [(1, 1_u32), (2, 2), (3, 4)] {
        // Whoever asks during the pause gets the same answer, without a login.
        for _ in 0..5 {
            let problem = fails(asked(), ProblemCode::SalesforceNotAdminApproved).await;
            let words = problem.salesforce.expect("Salesforce's words");
            assert_eq!(words.error, "invalid_app_access");
            assert_eq!((problem.step, problem.retry_after), (Some(Step::SignIn), Some(pause)));
        }
        assert_eq!(server.sandbox.counters().token_requests, logins);
        server.state.clock.advance(Duration::from_secs(pause.into()));
    }
    assert_eq!(server.counted(&id).await, Some((15, 15)));
}

async fn no_answer_has_a_code_for_each_reason(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let token = server.token().await;
    let request = RuntimeRequest { response_timeout_ms: 1_000, retry_attempts: 2, ..echo() };
    for (failure, code) in [
        (Failure::ProbeRefused, ProblemCode::SalesforceUnreachable),
        (Failure::ProbeReset, ProblemCode::SalesforceUnreachable),
        (Failure::ProbeStall, ProblemCode::SalesforceTimedOut),
        (Failure::ProbeDrip, ProblemCode::SalesforceTimedOut),
        (Failure::ProbeUnknownHost, ProblemCode::SalesforceUnknownHost),
        (Failure::InstanceMetadata, ProblemCode::SalesforceInstanceAddress),
        (Failure::UnknownUser, ProblemCode::SalesforceUnknownUser),
    ] {
        // A tenant each, since one has room for five.
        let user = failure.email_id().expect("a user");
        let tenant = failure.id();
        let url = server.sandbox.base_url();
        let id = server.connector_as(tenant, &user, DEMO_CLIENT_ID, url).await;
        let form = server.token_form(ServiceTokenScope::All);
        let created = server.request(Method::POST, SERVICE_TOKENS).header(TENANT, tenant).json(&form);
        let created: CreatedServiceToken = send(created).await.json().await.expect("a token");
        fails(server.as_connector(&id, created.token.expose(), &request), code).await;
        fails(server.as_connector(&id, &token, &request), ProblemCode::NotFound).await;
    }
}

async fn a_redirect_is_a_result_and_is_not_followed(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (failing(&server, Failure::ProbeRedirect307).await, server.token().await);
    let found = result(server.as_connector(&id, &token, &echo())).await;
    assert_eq!(found.http_status_code, Some(307));
    assert!(found.http_response_headers.contains_key("location"));
    assert_eq!(server.sandbox.counters().redirects_followed, 0);
}

async fn what_is_out_of_range_is_refused(database: Arc<TestDatabase>) {
    let mut config = config();
    config.runtime.body_bytes = 10_000;
    let server = TestServer::in_use_with(database, config).await;
    let (id, token) = (server.connector().await, server.token().await);
    for (response_timeout_ms, retry_attempts) in
        [(0, 0), (RESPONSE_TIMEOUT_MS_MAX + 1, 0), (1, RETRY_ATTEMPTS_MAX + 1)]
    {
        let request = RuntimeRequest { response_timeout_ms, retry_attempts, ..echo() };
        fails(server.as_connector(&id, &token, &request), ProblemCode::RequestLimits).await;
    }
    for method in ["", "get", "TRACE", "CONNECT", "OPTIONS", "PURGE", "GET / HTTP/1.1\r\nX: y", "GET "] {
        let request = RuntimeRequest { method: method.to_owned(), ..echo() };
        fails(server.as_connector(&id, &token, &request), ProblemCode::RequestMethod).await;
    }
    let large = RuntimeRequest { body: Some("x".repeat(10_000)), ..echo() };
    fails(server.as_connector(&id, &token, &large), ProblemCode::BodyTooLarge).await;
    assert_eq!(server.sandbox.counters().connections, 0);
}

async fn a_failed_connection_is_repeated_and_a_timeout_is_not(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let token = server.token().await;
    let mut asked = 0;
    for (failure, method, code, connections) in [
        (Failure::ProbeReset, "GET", ProblemCode::SalesforceUnreachable, 3),
        (Failure::ProbeReset, "POST", ProblemCode::SalesforceUnreachable, 1),
        (Failure::ProbeStall, "GET", ProblemCode::SalesforceTimedOut, 1),
    ] {
        let id = failing(&server, failure).await;
        let request = RuntimeRequest {
            method: method.to_owned(),
            response_timeout_ms: 2_000,
            retry_attempts: 2,
            ..echo()
        };
        // Signed in before, so that the login takes nothing of the request's time.
        server.sign_in(&id).await;
        fails(server.as_connector(&id, &token, &request), code).await;
        asked += connections;
        assert_eq!(server.sandbox.counters().fault_connections, asked, "{failure:?} {method}");
    }
}

async fn a_login_takes_no_longer_than_the_caller_waits(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let url = server.sandbox.addresses().fault_url(Fault::Stall);
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &url).await;
    let token = server.token().await;
    let request = RuntimeRequest { response_timeout_ms: 500, ..echo() };
    let began = Instant::now();
    fails(server.as_connector(&id, &token, &request), ProblemCode::SalesforceTimedOut).await;
    let login = server.state.config.check.budget;
    assert!(began.elapsed() < login, "{:?}", began.elapsed());
    // The login goes on alone, and those who come meanwhile wait for that one.
    fails(server.as_connector(&id, &token, &request), ProblemCode::SalesforceTimedOut).await;
    assert_eq!(server.sandbox.counters().fault_connections, 1);
}

async fn a_name_that_leads_inside_is_not_asked(database: Arc<TestDatabase>) {
    let host = "acme.my.salesforce.com";
    let instance =
        Instance::start_for(Some(&format!("https://{host}")), |_| answer(200, "text/plain", "")).await;
    let mut config = config();
    config.allowed_authorities.push(instance.url.clone());
    let names = StaticDns(HashMap::from([(host.to_owned(), vec![IpAddr::from([127, 0, 0, 1])])]));
    let server = TestServer::with(database, config, names).await;
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
    let token = server.token().await;
    // By the resolver: a connection that was tried would end as unreachable.
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::SalesforceForbiddenAddress).await;
    assert_eq!(instance.logins(), 1);
}

async fn an_authority_that_is_allowed_no_more_is_not_asked(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
    let token = server.token().await;
    for _ in 0..2 {
        let request = server.as_connector(&id, &token, &echo());
        let problem = fails(request, ProblemCode::SalesforceForbiddenAddress).await;
        assert_eq!((problem.step, problem.retry_after), (None, None), "no waiting mends it");
    }
    assert_eq!((instance.logins(), server.state.sessions.len()), (0, 0), "its key stays sealed");
    assert!(!server.state.metrics.text().expect("text").contains("connectors_sign_ins_total{"));
}

async fn who_still_waits_at_the_drain_deadline_is_told(database: Arc<TestDatabase>) {
    let mut config = config();
    config.drain = Duration::from_secs(4);
    let server = TestServer::in_use_with(database, config).await;
    let (id, token) = (failing(&server, Failure::ProbeStall).await, server.token().await);
    let waiting = tokio::spawn(fails(server.as_connector(&id, &token, &echo()), ProblemCode::ShuttingDown));
    until("Salesforce is asked", || server.sandbox.counters().fault_connections == 1).await;
    server.state.shutdown.leaving.cancel();
    waiting.await.expect("told");
    server.serving.await.expect("no panic").expect("a clean end");
}
