//! Each line of the log says whose request it is about: from the program itself.

use std::sync::Arc;

use connectors_server::clock::Clock;
use connectors_server::identity::token;
use contract::api::{self, REQUEST_ID, SALESFORCE};
use contract::runtime::requests;
use contract::service_token::{SERVICE_TOKENS, service_token};
use reqwest::header::{FORWARDED, HOST};
use reqwest::{RequestBuilder, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Running};
use serde_json::{Value, json};

use crate::program::Program;
use crate::test_server::keys;

/// Who a proxy says that it asks for.
const ADMIN: &str = "203.0.113.9";
const FLOW: &str = "203.0.113.10";
const X_FORWARDED_FOR: &str = "x-forwarded-for";

async fn sandbox() -> Running {
    let clock = Clock::system();
    let demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
    salesforce_sandbox::start(demo).await.expect("the sandbox starts")
}

async fn start(sandbox: &Running, more: &[&str]) -> Program {
    let authorities = sandbox.addresses().authorities().into_iter();
    let mut args: Vec<String> =
        authorities.flat_map(|authority| ["--allow-authority".to_owned(), authority]).collect();
    args.extend(["--log-json"].iter().chain(more).map(|&arg| arg.to_owned()));
    Program::start(&args, &[("CONNECTORS_LOG", "trace")]).await
}

/// Sends what must be answered so; the request's id and the answer's body.
async fn ask(request: RequestBuilder, status: StatusCode) -> (String, Value) {
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), status);
    let id = response.headers()[REQUEST_ID].to_str().expect("text").to_owned();
    (id, response.json().await.unwrap_or_default())
}

/// The last line about a request: what all of the spans that it stands in say.
fn known_of(log: &str, request_id: &str) -> Value {
    let mut last = None;
    for line in log.lines().filter(|line| line.contains(request_id)) {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        let mut known = json!({});
        for span in line["spans"].as_array().expect("spans") {
            for (name, value) in span.as_object().expect("fields") {
                known[name] = value.clone();
            }
        }
        assert_eq!(known["request_id"], request_id, "{line}");
        last = Some(known);
    }
    last.unwrap_or_else(|| panic!("no line of {request_id}: {log}"))
}

#[track_caller]
fn must_say(log: &str, request_id: &str, expected: &[(&str, Option<&str>)]) {
    let known = known_of(log, request_id);
    for (name, value) in expected {
        assert_eq!(known.get(name).and_then(Value::as_str), *value, "{name} in {known}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_which_token_or_user_did_what_from_where() {
    let sandbox = sandbox().await;
    let program = start(&sandbox, &["--trusted-proxy", "127.0.0.1"]).await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let post = |path: &str, from: &str| {
        client.post(format!("{}{path}", program.origin)).header(X_FORWARDED_FOR, from)
    };
    let form = json!({
        "name": "Sales", "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID, "url": sandbox.base_url(),
        "privateKey": keys().private_key_pem(),
    });
    let (created, connector) = ask(post(SALESFORCE, ADMIN).json(&form), StatusCode::CREATED).await;
    let connector = connector["id"].as_str().expect("an id");
    let expires_at = Clock::system().now_ms() + 3_600_000;
    let token_form = json!({ "name": "Flows", "expiresAt": expires_at, "scope": "all" });
    let (_, made) = ask(post(SERVICE_TOKENS, ADMIN).json(&token_form), StatusCode::CREATED).await;
    let shown = made["token"].as_str().expect("a token");
    let token_id = made["serviceToken"]["id"].as_str().expect("an id");

    let request = json!({ "method": "GET", "requestPath": "/services/data/" });
    let send = |shown: &str| {
        // The client wrote the left one itself.
        post(&requests(connector), &format!("192.0.2.66, {FLOW}:4711")).bearer_auth(shown).json(&request)
    };
    let (sent, _) = ask(send(shown), StatusCode::OK).await;
    let deactivate = api::CONNECTOR_DEACTIVATE.replace("{id}", connector);
    let (deactivated, _) = ask(post(&deactivate, ADMIN).json(&json!({})), StatusCode::OK).await;
    let revoke = client.delete(format!("{}{}", program.origin, service_token(token_id)));
    ask(revoke, StatusCode::NO_CONTENT).await;
    let (revoked, _) = ask(send(shown), StatusCode::UNAUTHORIZED).await;
    let unknown = token::generate().expect("random bytes");
    let (not_known, _) = ask(send(unknown.token.expose()), StatusCode::UNAUTHORIZED).await;
    let mistyped = format!("{}0", unknown.token.expose());
    let (malformed, _) = ask(send(&mistyped), StatusCode::UNAUTHORIZED).await;
    let log = program.leaves().await;

    let (prefix, secret) = shown.rsplit_once('_').expect("a prefix");
    let (unknown_prefix, unknown_secret) = unknown.token.expose().rsplit_once('_').expect("a prefix");
    must_say(
        &log,
        &created,
        &[
            ("tenant", Some("demo")),
            ("user", Some("admin@demo")),
            ("client_address", Some(ADMIN)),
            ("token", None),
        ],
    );
    must_say(
        &log,
        &sent,
        &[
            ("tenant", Some("demo")),
            ("token", Some(token_id)),
            ("connector", Some(connector)),
            ("client_address", Some(FLOW)),
            ("user", None),
            ("refused_token", None),
        ],
    );
    must_say(&log, &deactivated, &[("connector", Some(connector)), ("user", Some("admin@demo"))]);
    for (request_id, shown) in
        [(&revoked, Some(prefix)), (&not_known, Some(unknown_prefix)), (&malformed, None)]
    {
        must_say(
            &log,
            request_id,
            &[("refused_token", shown), ("token", None), ("tenant", None), ("client_address", Some(FLOW))],
        );
    }
    for secret in [secret, unknown_secret] {
        // Also a half of it would be too much.
        assert!(!log.contains(&secret[..secret.len() / 2]) && !log.contains(&secret[secret.len() / 2..]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_proxy_says_nothing_of_where_he_comes_from() {
    let sandbox = sandbox().await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    for (more, address) in [
        (&[][..], "127.0.0.1"),
        (&["--trusted-proxy", "203.0.113.0/24,::1"], "127.0.0.1"),
        (&["--trusted-proxy", "127.0.0.0/8"], ADMIN),
    ] {
        let program = start(&sandbox, more).await;
        let get = |path: &str| client.get(format!("{}{path}", program.origin));
        let spoofed = get(api::CONFIG).header(X_FORWARDED_FOR, "192.0.2.66").header(X_FORWARDED_FOR, ADMIN);
        let spoofed = spoofed.header(FORWARDED, "for=192.0.2.67").header("x-real-ip", "192.0.2.68");
        let (asked, _) = ask(spoofed, StatusCode::OK).await;
        // Which host and scheme browsers use, the operator says, and no proxy.
        let host = get(api::CONFIG).header(HOST, "evil.example").header("x-forwarded-host", "localhost");
        ask(host, StatusCode::FORBIDDEN).await;
        let host =
            get(api::CONFIG).header("x-forwarded-host", "evil.example").header("x-forwarded-proto", "https");
        ask(host, StatusCode::OK).await;
        must_say(&program.leaves().await, &asked, &[("client_address", Some(address))]);
    }
}
