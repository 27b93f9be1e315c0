//! Answers as others than a strict Salesforce give them, byte for byte, and what the admin is told of each.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use contract::codes::{ProblemCode as P, WarningCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::database::{Backend, with_database};
use crate::test_server::{StaticDns, TestServer, config, problem, send};

const JSON: &str = "application/json;charset=UTF-8";
const HTML: &str = "text/html";

/// A status, a media type, a body, and the code that is made of it.
type Answer = (u16, &'static str, &'static str, P);

/// Answers of the token endpoint.
const TOKEN: &[Answer] = &[
    (
        400,
        JSON,
        r#"{"error":"invalid_grant","error_description":"invalid assertion"}"#,
        P::SalesforceKeyMismatch,
    ),
    (400, JSON, r#"{"error":"invalid_client_id","error_description":null}"#, P::SalesforceClientId),
    (400, JSON, r#"{"error":"app_not_found"}"#, P::SalesforceAppNotInstalled),
    (
        401,
        JSON,
        r#"{"error":"invalid_client","error_description":"invalid client credentials"}"#,
        P::SalesforceInvalidClient,
    ),
    (
        403,
        JSON,
        r#"[{"message":"this app is blocked by admin","errorCode":"OAUTH_APP_BLOCKED"}]"#,
        P::SalesforceAppBlocked,
    ),
    (
        404,
        JSON,
        r#"[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]"#,
        P::SalesforceRefused,
    ),
    (
        200,
        JSON,
        r#"{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}"#,
        P::SalesforceNotApproved,
    ),
    (200, JSON, r#"{"ok":true}"#, P::SalesforceUnexpected),
    (200, HTML, "<html>Sign in</html>", P::SalesforceUnexpected),
    (400, HTML, "<html>Bad Request</html>", P::SalesforceUnexpected),
    (404, HTML, "<html>Not Found</html>", P::SalesforceUnexpected),
    (429, HTML, "<html>Too Many Requests</html>", P::SalesforceUnavailable),
    (429, JSON, r#"{"error":"too_many_requests"}"#, P::SalesforceLoginRate),
    (503, HTML, "<html>Maintenance</html>", P::SalesforceUnavailable),
];

/// Answers to the access probe.
const PROBE: &[Answer] = &[
    (
        401,
        JSON,
        r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#,
        P::SalesforceAccessRefused,
    ),
    (
        403,
        JSON,
        r#"[{"message":"x","errorCode":"INVALID_OPERATION_WITH_EXPIRED_PASSWORD"}]"#,
        P::SalesforcePasswordExpired,
    ),
    (400, JSON, r#"[{"message":"x","errorCode":"SERVER_UNAVAILABLE"}]"#, P::SalesforceUnavailable),
    (
        403,
        JSON,
        r#"[{"message":"this app is blocked by admin","errorCode":"OAUTH_APP_BLOCKED"}]"#,
        P::SalesforceAppBlocked,
    ),
    (403, JSON, r#"[{"message":"x","errorCode":"ORG_LOCKED"}]"#, P::SalesforceInactiveOrg),
    (403, JSON, r#"[{"message":"x","errorCode":"TRIAL_EXPIRED"}]"#, P::SalesforceInactiveOrg),
    (403, JSON, r#"{"message":"ip restricted","errorCode":"LOGIN_DENIED"}"#, P::SalesforceIpRestricted),
    (
        403,
        JSON,
        r#"[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#,
        P::SalesforceRequestLimit,
    ),
    (404, JSON, r#"[{"message":"x","errorCode":"NOT_FOUND"}]"#, P::SalesforceApiVersion),
    (403, HTML, "<html>Forbidden</html>", P::SalesforceInstanceUnexpected),
    (429, HTML, "<html>Too Many Requests</html>", P::SalesforceUnavailable),
];

/// Answers to the probe that are no failure, and the warning that is made of each.
const WARNINGS: &[(u16, &str, WarningCode)] = &[
    (403, r#"[{"message":"x","errorCode":"API_DISABLED_FOR_ORG"}]"#, WarningCode::ApiDisabled),
    (403, r#"{"message":"x","errorCode":"API_CURRENTLY_DISABLED"}"#, WarningCode::ApiDisabled),
];

/// What the next requests are answered with: token endpoint, probe.
type Answers = Arc<Mutex<[(u16, &'static str, String); 2]>>;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_is_told_for_what_it_is() {
    with_database(Backend::Sqlite, async |database| {
        let answers = Answers::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
        let router = Router::new().fallback(any).with_state(Arc::clone(&answers));
        let salesforce = tokio::spawn(async move { axum::serve(listener, router).await.expect("serves") });
        let mut config = config();
        config.allowed_authorities.push(url.clone());
        let server = TestServer::with(database, config, StaticDns::default()).await;
        let mut form = server.form("Sales");
        form["url"] = json!(url);
        let token = json!({
            "access_token": "00Dxx!1", "token_type": "Bearer", "instance_url": url,
            "id": "https://login.salesforce.com/id/00D5g000004AAAAEA4/0055g00000BBBBBAA4",
        });
        let answered = async |token: (u16, &'static str, String), probe: (u16, &'static str, &str)| {
            *answers.lock().expect("not poisoned") = [token, (probe.0, probe.1, probe.2.to_owned())];
            send(server.check(&form)).await
        };
        for &(status, media_type, body, code) in TOKEN {
            let problem =
                problem(answered((status, media_type, body.to_owned()), (500, HTML, "")).await).await;
            assert_eq!(problem.code, code, "{status} {body}: {problem:?}");
        }
        for &(status, media_type, body, code) in PROBE {
            let problem =
                problem(answered((200, JSON, token.to_string()), (status, media_type, body)).await).await;
            assert_eq!(problem.code, code, "{status} {body}: {problem:?}");
        }
        for &(status, body, warning) in WARNINGS {
            let response = answered((200, JSON, token.to_string()), (status, JSON, body)).await;
            assert_eq!(response.status(), StatusCode::OK, "{status} {body}");
            let found: Value = response.json().await.expect("JSON");
            // The real clock, in the header `Date`, is not the test's.
            assert_eq!(found["warnings"][0], json!(warning), "{status} {body}");
        }
        salesforce.abort();
    })
    .await;
}

async fn any(State(answers): State<Answers>, request: Request) -> Response {
    let is_probe = usize::from(request.uri().path() != "/services/oauth2/token");
    let (status, media_type, body) = answers.lock().expect("not poisoned")[is_probe].clone();
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("content-type", media_type)], body).into_response()
}
