//! When there is no answer: each reason has a code of its own, and a login that fails is not hammered.

use std::sync::Arc;
use std::time::Duration;

use contract::codes::{ProblemCode, Step};
use contract::runtime::{RESPONSE_TIMEOUT_MS_MAX, RETRY_ATTEMPTS_MAX, RuntimeRequest};
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenScope};
use reqwest::Method;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Failure};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::world::{ORGANISATION, World, fails, limits, send};

on_both_databases!(
    a_refused_login_is_told_in_salesforces_words_and_backs_off,
    no_answer_has_a_code_for_each_reason,
    a_redirect_is_a_result_and_is_not_followed,
    a_token_that_is_never_accepted_is_not_asked_for_again_and_again,
    the_logins_of_a_user_are_bounded,
    what_is_out_of_range_is_refused,
    sessions_are_bounded,
);

/// A connector that fails in this way.
async fn failing(world: &World, failure: Failure) -> String {
    let client_id = failure.client_id().unwrap_or_else(|| DEMO_CLIENT_ID.to_owned());
    let user = failure.email_id().unwrap_or_else(|| DEMO_EMAIL_ID.to_owned());
    world.connector_as(ACME, &user, &client_id, world.sandbox.base_url()).await
}

async fn a_refused_login_is_told_in_salesforces_words_and_backs_off(database: Arc<TestDatabase>) {
    let world = World::in_use(database).await;
    let (id, token) = (failing(&world, Failure::NotAdminApproved).await, world.token().await);
    let asked = || world.as_connector(&id, &token, &echo());
    for (logins, pause) in [(1, 1_u32), (2, 2), (3, 4)] {
        // Whoever asks during the pause gets the same answer, without a login.
        for _ in 0..5 {
            let problem = fails(asked(), ProblemCode::SalesforceNotAdminApproved).await;
            let words = problem.salesforce.expect("Salesforce's words");
            assert_eq!(words.error, "invalid_app_access");
            assert_eq!((problem.step, problem.retry_after), (Some(Step::SignIn), Some(pause)));
        }
        assert_eq!(world.sandbox.counters().token_requests, logins);
        world.state.clock.advance(Duration::from_secs(pause.into()));
    }
    assert_eq!(world.counted(&id).await, Some((15, 15)));
}

async fn no_answer_has_a_code_for_each_reason(database: Arc<TestDatabase>) {
    let world = World::in_use(database).await;
    let token = world.token().await;
    let request = RuntimeRequest { response_timeout_ms: 1_000, retry_attempts: 2, ..echo() };
    for (failure, code) in [
        (Failure::ProbeRefused, ProblemCode::SalesforceUnreachable),
        (Failure::ProbeReset, ProblemCode::SalesforceUnreachable),
        (Failure::ProbeStall, ProblemCode::SalesforceTimedOut),
        (Failure::ProbeDrip, ProblemCode::SalesforceTimedOut),
        (Failure::ProbeUnknownHost, ProblemCode::SalesforceUnknownHost),
        (Failure::InstanceMetadata, ProblemCode::SalesforceForbiddenAddress),
        (Failure::UnknownUser, ProblemCode::SalesforceUnknownUser),
    ] {
        // An organisation each, since one has room for five.
        let user = failure.email_id().expect("a user");
        let organisation = failure.id();
        let url = world.sandbox.base_url();
        let id = world.connector_as(organisation, &user, DEMO_CLIENT_ID, url).await;
        let form = world.token_form(ServiceTokenScope::All);
        let created =
            world.request(Method::POST, SERVICE_TOKENS).header(ORGANISATION, organisation).json(&form);
        let created: CreatedServiceToken = send(created).await.json().await.expect("a token");
        fails(world.as_connector(&id, created.token.expose(), &request), code).await;
        fails(world.as_connector(&id, &token, &request), ProblemCode::NotFound).await;
    }
}

async fn a_redirect_is_a_result_and_is_not_followed(database: Arc<TestDatabase>) {
    let world = World::in_use(database).await;
    let (id, token) = (failing(&world, Failure::ProbeRedirect307).await, world.token().await);
    let found = result(world.as_connector(&id, &token, &echo())).await;
    assert_eq!(found.http_status_code, Some(307));
    assert!(found.http_response_headers.contains_key("location"));
    assert_eq!(world.sandbox.counters().redirects_followed, 0);
}

async fn a_token_that_is_never_accepted_is_not_asked_for_again_and_again(database: Arc<TestDatabase>) {
    let world = World::in_use(database).await;
    let (id, token) = (failing(&world, Failure::SessionInvalid).await, world.token().await);
    let found = result(world.as_connector(&id, &token, &echo())).await;
    assert_eq!((found.http_status_code, found.attempts), (Some(401), 2));
    for _ in 0..10 {
        let request = world.as_connector(&id, &token, &echo());
        let problem = fails(request, ProblemCode::SalesforceAccessRefused).await;
        assert_eq!(problem.retry_after, Some(1));
    }
    assert_eq!(world.sandbox.counters().token_requests, 3);
}

async fn the_logins_of_a_user_are_bounded(database: Arc<TestDatabase>) {
    let mut config = config();
    config.check.rates.logins.times = 2;
    let world = World::in_use_with(database, config).await;
    let (id, token) = (world.connector().await, world.token().await);
    for _ in 0..2 {
        result(world.as_connector(&id, &token, &echo())).await;
        world.sandbox.sandbox().drop_tokens();
    }
    let problem = fails(world.as_connector(&id, &token, &echo()), ProblemCode::RateLimited).await;
    assert_eq!(problem.retry_after, Some(3600));
    let told = send(world.as_connector(&id, &token, &echo())).await;
    let logins = ("\"logins\";q=2;w=3600", "\"logins\";r=0;t=3600");
    assert_eq!(limits(&told), [("\"default\";q=100000;w=60", "\"default\";r=99996;t=60"), logins]);
    world.state.clock.advance(Duration::from_secs(3600));
    result(world.as_connector(&id, &token, &echo())).await;
    assert_eq!(world.sandbox.counters().token_requests, 3);
}

async fn what_is_out_of_range_is_refused(database: Arc<TestDatabase>) {
    let mut config = config();
    config.runtime.body_bytes = 10_000;
    let world = World::in_use_with(database, config).await;
    let (id, token) = (world.connector().await, world.token().await);
    for (response_timeout_ms, retry_attempts) in
        [(0, 0), (RESPONSE_TIMEOUT_MS_MAX + 1, 0), (1, RETRY_ATTEMPTS_MAX + 1)]
    {
        let request = RuntimeRequest { response_timeout_ms, retry_attempts, ..echo() };
        fails(world.as_connector(&id, &token, &request), ProblemCode::RequestLimits).await;
    }
    for method in ["", "get", "TRACE", "CONNECT", "OPTIONS", "PURGE", "GET / HTTP/1.1\r\nX: y", "GET "] {
        let request = RuntimeRequest { method: method.to_owned(), ..echo() };
        fails(world.as_connector(&id, &token, &request), ProblemCode::RequestMethod).await;
    }
    let large = RuntimeRequest { body: Some("x".repeat(10_000)), ..echo() };
    fails(world.as_connector(&id, &token, &large), ProblemCode::BodyTooLarge).await;
    assert_eq!(world.sandbox.counters().connections, 0);
}

async fn sessions_are_bounded(database: Arc<TestDatabase>) {
    let mut config = config();
    config.runtime.sessions = 2;
    let world = World::in_use_with(database, config).await;
    let token = world.token().await;
    let ids = [world.connector().await, world.connector().await, world.connector().await];
    for id in &ids {
        result(world.as_connector(id, &token, &echo())).await;
        world.state.clock.advance(Duration::from_secs(1));
    }
    assert_eq!((world.state.runtime.sessions.len(), world.sandbox.counters().token_requests), (2, 3));
    result(world.as_connector(&ids[2], &token, &echo())).await;
    assert_eq!(world.sandbox.counters().token_requests, 3, "the newest was kept");
    result(world.as_connector(&ids[0], &token, &echo())).await;
    assert_eq!(world.sandbox.counters().token_requests, 4, "the oldest had gone");
}
