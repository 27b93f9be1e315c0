//! What flows ask for, and what they get.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::IntoResponse as _;
use contract::codes::ProblemCode;
use contract::runtime::{
    self, BodyEncoding, CONNECTORS, RetryMethods, RuntimeConnectorList, RuntimeRequest, RuntimeResult,
};
use reqwest::Method;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Failure};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::salesforce::{Instance, answer};
use crate::test_server::{TestServer, fails, send, until};

on_both_databases!(
    a_flow_runs_also_after_all_tokens_are_gone,
    a_drop_down_gets_the_connectors,
    a_large_answer_is_passed_on_while_it_arrives,
    a_runaway_ends_with_a_clear_error,
    a_reader_who_stops_holds_nothing_up,
    a_5xx_is_repeated_as_asked_and_then_a_result,
    a_request_without_a_body_says_so,
    what_a_caller_leaves_out_has_flow_designers_defaults,
    a_caller_who_goes_away_is_counted,
    bytes_come_as_base64,
    the_callers_headers_arrive_and_cookies_stay,
);

/// A part of a flow template as Cisco publishes them: its HTTP Request activity. `{connector}` is the connector's id.
const FLOW: &str = r#"{
    "connectorId": "{connector}",
    "connectorId:name": "Salesforce",
    "httpRequestMethod": "POST",
    "httpRequestPath": "/services/apexrest/ivr/v1/case",
    "httpQueryParameters": { "ani": "+1 555 0100", "dnis": "8000&x=1" },
    "httpRequestHeaders": { "Sforce-Call-Options": "client=flow" },
    "httpContentType": "Application/JSON",
    "httpRequestBody": "{\"subject\":\"Rückruf\"}",
    "httpResponseTimeout": "5000",
    "retryAttempts": 1
}"#;

/// What Flow Designer sends for it: values as the flow has them.
fn of_flow(flow: &Value) -> RuntimeRequest {
    let request = json!({
        "method": flow["httpRequestMethod"], "requestPath": flow["httpRequestPath"],
        "queryParameters": flow["httpQueryParameters"], "headers": flow["httpRequestHeaders"],
        "contentType": flow["httpContentType"], "body": flow["httpRequestBody"],
        "responseTimeoutMs": flow["httpResponseTimeout"], "retryAttempts": flow["retryAttempts"],
    });
    serde_json::from_value(request).expect("a request")
}

async fn a_flow_runs_also_after_all_tokens_are_gone(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    let flow: Value = serde_json::from_str(&FLOW.replace("{connector}", &id)).expect("JSON");
    let id = flow["connectorId"].as_str().expect("an id").to_owned();
    let mut request = of_flow(&flow);
    // The flow's own time is for a machine that does nothing else.
    assert_eq!(request.response_timeout_ms, 5_000);
    request.response_timeout_ms = runtime::RESPONSE_TIMEOUT_MS_MAX;
    for (logins, attempts) in [(1, 1), (1, 1), (2, 2), (2, 1)] {
        if attempts == 2 {
            server.sandbox.sandbox().drop_tokens();
        }
        let found = result(server.as_connector(&id, &token, &request)).await;
        assert_eq!(found.http_status_code, Some(200), "{found:?}");
        assert_eq!((found.attempts, found.http_response_body_encoding), (attempts, BodyEncoding::Text));
        assert!(found.http_response_headers["content-type"].starts_with("application/json"));
        let echoed: Value = serde_json::from_str(&found.http_response_body).expect("JSON");
        assert_eq!(
            echoed,
            json!({
                "method": "POST", "path": "ivr/v1/case",
                "query": "ani=%2B1+555+0100&dnis=8000%26x%3D1", "body": "{\"subject\":\"Rückruf\"}",
            })
        );
        assert_eq!(server.sandbox.counters().token_requests, logins);
    }
    assert_eq!(server.counted(&id).await, Some((4, 0)));
}

async fn a_drop_down_gets_the_connectors(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    server.connector_as("other", DEMO_EMAIL_ID, DEMO_CLIENT_ID, server.sandbox.base_url()).await;
    let list = send(server.request(Method::GET, CONNECTORS).bearer_auth(&token)).await;
    let list: RuntimeConnectorList = list.json().await.expect("a list");
    assert_eq!(list.connectors.iter().map(|connector| connector.id.as_str()).collect::<Vec<_>>(), [id]);
}

/// A test server whose configuration allows an instance, a connector there, and a token.
pub(crate) async fn at(
    database: Arc<TestDatabase>,
    instance: &Instance,
    answer_bytes: usize,
) -> (TestServer, String, String) {
    let mut config = config();
    config.allowed_authorities.push(instance.url.clone());
    config.runtime.send.client_limits.answer_bytes = answer_bytes;
    let server = TestServer::in_use_with(database, config).await;
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
    let token = server.token().await;
    (server, id, token)
}

/// A body of so many megabytes, without an announced length.
fn megabytes(count: usize) -> Body {
    let piece = Bytes::from("é\"\\\n0123".repeat(131_072));
    let pieces = std::iter::repeat_n(piece, count).map(Ok::<_, std::convert::Infallible>);
    Body::new(Streamed(pieces))
}

struct Streamed<I>(I);

impl<I: Iterator<Item = Result<Bytes, std::convert::Infallible>> + Unpin> axum::body::HttpBody
    for Streamed<I>
{
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        std::task::Poll::Ready(self.0.next().map(|piece| piece.map(http_body::Frame::data)))
    }
}

async fn a_large_answer_is_passed_on_while_it_arrives(database: Arc<TestDatabase>) {
    let text = "text/plain; charset=utf-8";
    let instance = Instance::start(move |_| answer(200, text, megabytes(4))).await;
    let (server, id, token) = at(database, &instance, 20 << 20).await;
    let found = result(server.as_connector(&id, &token, &echo())).await;
    assert_eq!((found.http_status_code, found.problem), (Some(200), None));
    assert_eq!(found.http_response_body.len(), "é\"\\\n0123".len() * 131_072 * 4);
    assert!(found.http_response_body.ends_with("é\"\\\n0123"));
    assert_eq!(server.counted(&id).await, Some((1, 0)));
}

async fn a_runaway_ends_with_a_clear_error(database: Arc<TestDatabase>) {
    let endless = || answer(200, "text/plain; charset=utf-8", megabytes(1_000_000));
    let announced = || ([("content-type", "text/plain")], "x".repeat(3 << 20)).into_response();
    let instance = Instance::start(move |n| if n == 0 { endless() } else { announced() }).await;
    let (server, id, token) = at(database, &instance, 2 << 20).await;
    let found = result(server.as_connector(&id, &token, &echo())).await;
    assert_eq!(found.http_status_code, None, "nobody takes it for the whole");
    assert!(found.http_response_body.len() <= 2 << 20);
    let problem = found.problem.expect("a problem");
    assert_eq!(problem.code, ProblemCode::AnswerTooLarge);
    fails(server.as_connector(&id, &token, &echo()), ProblemCode::AnswerTooLarge).await;
    assert_eq!(server.counted(&id).await, Some((2, 2)));
}

async fn a_reader_who_stops_holds_nothing_up(database: Arc<TestDatabase>) {
    let ended = Arc::new(Notify::new());
    let notify = Arc::clone(&ended);
    let instance = Instance::start(move |_| {
        let told = Told(Arc::clone(&notify));
        let piece = Bytes::from("x".repeat(1 << 20));
        let pieces = std::iter::repeat_with(move || {
            let _ends_with_the_body = &told;
            Ok::<_, std::convert::Infallible>(piece.clone())
        });
        answer(200, "text/plain", Body::new(Streamed(pieces)))
    })
    .await;
    let (server, id, token) = at(database, &instance, 1 << 40).await;
    let request = RuntimeRequest { response_timeout_ms: 1_000, ..echo() };
    let unread = send(server.as_connector(&id, &token, &request)).await;
    let long = Duration::from_secs(60);
    tokio::time::timeout(long, ended.notified()).await.expect("Salesforce is no longer asked for more");
    // Whoever is only slow hears why there is no more.
    let part: RuntimeResult = unread.json().await.expect("a result");
    assert_eq!(part.http_status_code, None, "nobody takes it for the whole");
    assert_eq!(part.problem.expect("a problem").code, ProblemCode::SalesforceTimedOut);
    assert_eq!(server.counted(&id).await, Some((1, 1)));
}

/// Tells when it is dropped.
struct Told(Arc<Notify>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

async fn a_5xx_is_repeated_as_asked_and_then_a_result(database: Arc<TestDatabase>) {
    let instance = Instance::start(|n| answer(if n % 4 == 3 { 200 } else { 503 }, "text/plain", "x")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for (method, retries, methods, status, attempts) in [
        ("GET", 3, RetryMethods::Idempotent, 200, 4),
        ("PUT", 2, RetryMethods::Idempotent, 503, 3),
        ("GET", 0, RetryMethods::All, 200, 1),
        ("POST", 3, RetryMethods::Idempotent, 503, 1),
        ("PATCH", 3, RetryMethods::All, 200, 3),
    ] {
        let request = RuntimeRequest {
            method: method.to_owned(),
            retry_attempts: retries,
            retry_methods: methods,
            ..echo()
        };
        let found = result(server.as_connector(&id, &token, &request)).await;
        assert_eq!((found.http_status_code, found.attempts), (Some(status), attempts), "{method}");
    }
    assert_eq!((instance.requests(), instance.logins()), (12, 1));
}

async fn bytes_come_as_base64(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "application/pdf", &b"%PDF\xff"[..])).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    let found = result(server.as_connector(&id, &token, &echo())).await;
    assert_eq!(found.http_response_body_encoding, BodyEncoding::Base64);
    assert_eq!(found.http_response_body, "JVBERv8=");
}

async fn the_callers_headers_arrive_and_cookies_stay(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| {
        let headers = [("set-cookie", "sid=canary"), ("sforce-limit-info", "api-usage=1/15000")];
        (axum::http::StatusCode::NO_CONTENT, headers).into_response()
    })
    .await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    let mut request = RuntimeRequest { method: "DELETE".to_owned(), ..echo() };
    request.headers.insert("Sforce-Call-Options".to_owned(), "client=ivr".to_owned());
    let found = result(server.as_connector(&id, &token, &request)).await;
    assert_eq!(found.http_status_code, Some(204));
    assert_eq!(found.http_response_headers["sforce-limit-info"], "api-usage=1/15000");
    assert!(!format!("{found:?}").contains("canary"), "{found:?}");
}

async fn a_request_without_a_body_says_so(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "x")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for (method, body, length) in [
        ("POST", None, Some("0")),
        ("POST", Some(""), Some("0")),
        ("POST", Some("x"), Some("1")),
        ("PUT", None, Some("0")),
        ("PATCH", None, Some("0")),
        ("GET", None, None),
        ("DELETE", None, None),
    ] {
        let body = body.map(str::to_owned);
        let request = RuntimeRequest { method: method.to_owned(), body, ..echo() };
        result(server.as_connector(&id, &token, &request)).await;
        let asked = instance.received().pop().expect("a request");
        let told = asked.headers.get("content-length").map(|value| value.to_str().expect("text"));
        assert_eq!((asked.method.as_str(), told), (method, length), "{request:?}");
        assert_eq!(asked.body.len().to_string(), length.unwrap_or("0"), "{request:?}");
        assert!(!asked.headers.contains_key("transfer-encoding"), "{request:?}");
    }
}

async fn what_a_caller_leaves_out_has_flow_designers_defaults(database: Arc<TestDatabase>) {
    let given = json!({ "method": "GET", "requestPath": "/services/apexrest/ivr" });
    let read: RuntimeRequest = serde_json::from_value(given.clone()).expect("a request");
    assert_eq!(read, RuntimeRequest::new("GET", "/services/apexrest/ivr"));
    assert_eq!((read.response_timeout_ms, read.retry_attempts), (2_000, 0));

    let instance = Instance::start(|_| answer(503, "text/plain", "x")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    let request = server.request(Method::POST, &runtime::requests(&id)).bearer_auth(&token).json(&given);
    let found = result(request).await;
    assert_eq!((found.http_status_code, found.attempts), (Some(503), 1));
}

async fn a_caller_who_goes_away_is_counted(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let stalls = Failure::ProbeStall.email_id().expect("a user");
    let id = server.connector_as(ACME, &stalls, DEMO_CLIENT_ID, server.sandbox.base_url()).await;
    let token = server.token().await;
    let asked = tokio::spawn(server.as_connector(&id, &token, &echo()).send());
    until("Salesforce is asked", || server.sandbox.counters().fault_connections == 1).await;
    asked.abort();
    let usage = server.state.usage.clone();
    until("it is counted", || !usage.is_empty()).await;
    assert_eq!(server.counted(&id).await, Some((1, 1)));
}
