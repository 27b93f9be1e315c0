//! Traces and the log by OTLP, from the program itself.

use std::sync::Arc;
use std::time::Duration;

use base16ct::lower::encode_string;
use connectors_server::clock::Clock;
use contract::api::{self, REQUEST_ID, SALESFORCE, SALESFORCE_CHECK, salesforce_attempt};
use contract::runtime::{REQUESTS, requests};
use contract::service_token::SERVICE_TOKENS;
use opentelemetry_proto::tonic::trace::v1::Span;
use reqwest::{RequestBuilder, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, ORG_ID};
use serde_json::{Value, json};

use crate::collector::{Collector, attribute, text};
use crate::program::Program;
use crate::test_server::keys;

/// An address of this machine that nothing listens at: what is asked of it fails, and its name is a customer's.
const CANARY_HOST: &str = "127.0.0.77";
/// Far above what a start, an answer and a leave take on a busy machine, and far below for ever.
const NOBODY_WAITS: Duration = Duration::from_secs(30);
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// Attributes that a span or a record may have, all of them ours.
const ATTRIBUTES: [&str; 13] = [
    "attempt",
    "code",
    "connector",
    "http.request.method",
    "http.response.status_code",
    "http.route",
    "method",
    "request_id",
    "route",
    "status",
    "step",
    "tenant",
    "token",
];

/// Sends; the answer's status, request id and body.
async fn ask(request: RequestBuilder) -> (StatusCode, String, Value) {
    let response = request.send().await.expect("an answer");
    let id = response.headers()[REQUEST_ID].to_str().expect("text").to_owned();
    (response.status(), id, response.json().await.unwrap_or_default())
}

/// The request's span of that id, and those right below it.
fn tree<'a>(spans: &'a [Span], request_id: &str) -> (&'a Span, Vec<&'a str>) {
    let is_its = |span: &&Span| attribute(&span.attributes, "request_id").as_deref() == Some(request_id);
    let root = spans.iter().find(is_its).unwrap_or_else(|| panic!("no span of {request_id}: {spans:#?}"));
    (root, below(spans, root))
}

fn below<'a>(spans: &'a [Span], parent: &Span) -> Vec<&'a str> {
    let mut below: Vec<&Span> = spans.iter().filter(|span| span.parent_span_id == parent.span_id).collect();
    below.sort_by_key(|span| span.start_time_unix_nano);
    assert!(below.iter().all(|span| span.trace_id == parent.trace_id));
    below.iter().map(|span| span.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn traces_and_the_log_arrive_and_hold_nothing_of_a_customers() {
    let collector = Collector::start().await;
    let clock = Clock::system();
    let demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
    let sandbox = salesforce_sandbox::start(demo).await.expect("the sandbox starts");
    let mut authorities = sandbox.addresses().authorities();
    authorities.push(format!("http://{CANARY_HOST}:9"));
    let args: Vec<String> = authorities
        .iter()
        .flat_map(|authority| ["--allow-authority".to_owned(), authority.clone()])
        .collect();
    let environment =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.origin.as_str()), ("CONNECTORS_LOG", "trace")];
    let program = Program::start(&args, &environment).await;

    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let post = |path: &str| client.post(format!("{}{path}", program.origin));
    let form = json!({
        "name": "canary-name", "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID,
        "url": sandbox.base_url(), "privateKey": keys().private_key_pem(),
    });
    let traceparent = format!("00-{TRACE}-{CALLER}-01");
    let (status, created, connector) =
        ask(post(SALESFORCE).header("traceparent", traceparent).header("tracestate", "canary=1").json(&form))
            .await;
    assert_eq!(status, StatusCode::CREATED, "{connector}");
    let connector = connector["id"].as_str().expect("an id");
    let expires_at = Clock::system().now_ms() + 3_600_000;
    let form_of_token = json!({ "name": "canary-token-name", "expiresAt": expires_at, "scope": "all" });
    let (_, _, token) = ask(post(SERVICE_TOKENS).json(&form_of_token)).await;
    let (token, token_id) = (token["token"].as_str().expect("a token"), &token["serviceToken"]["id"]);
    let request = json!({
        "method": "POST", "requestPath": "/services/apexrest/canary-path",
        "queryParameters": { "canary": "canary-query" }, "headers": { "X-Canary": "canary-header" },
        "body": "{\"canary\":\"canary-body\"}", "responseTimeoutMs": 30_000,
    });
    let (status, sent, answer) = ask(post(&requests(connector)).bearer_auth(token).json(&request)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let mut unreachable = form.clone();
    unreachable["url"] = json!(format!("http://{CANARY_HOST}:9"));
    let (status, failed, _) = ask(post(SALESFORCE_CHECK).json(&unreachable)).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    ask(client.delete(format!("{}{}", program.origin, salesforce_attempt("canary-key")))).await;
    ask(client.get(format!("{}/canary-page?canary-query", program.origin))).await;
    let said = program.leaves().await;
    assert!(said.contains(&failed) && said.contains(CANARY_HOST), "the local log does say where: {said}");

    let (resources, spans) = collector.spans();
    assert!(!resources.is_empty());
    for resource in &resources {
        let service = attribute(&resource.attributes, "service.name");
        assert_eq!(service.as_deref(), Some("connectors-server"));
    }
    let (root, steps) = tree(&spans, &created);
    assert_eq!(
        (encode_string(&root.trace_id), encode_string(&root.parent_span_id)),
        (TRACE.to_owned(), CALLER.to_owned())
    );
    assert_eq!(root.name, format!("POST {SALESFORCE}"));
    assert_eq!(attribute(&root.attributes, "http.route").as_deref(), Some(SALESFORCE));
    assert_eq!(attribute(&root.attributes, "http.request.method").as_deref(), Some("POST"));
    assert_eq!(attribute(&root.attributes, "http.response.status_code").as_deref(), Some("201"));
    assert_eq!(steps, ["read_key", "reach", "sign_in", "check_access", "save"]);
    let (root, parts) = tree(&spans, &sent);
    assert_eq!((root.name.as_str(), parts), (&*format!("POST {REQUESTS}"), vec!["session", "send"]));
    let session = spans.iter().find(|span| span.name == "session").expect("a session");
    assert_eq!(below(&spans, session), ["reach", "sign_in"]);
    let (root, steps) = tree(&spans, &failed);
    assert_eq!(
        (steps.as_slice(), root.status.as_ref().map(|status| status.code)),
        (&["read_key", "reach"][..], Some(2))
    );

    let records = collector.records();
    for (request_id, route) in [(&created, SALESFORCE), (&sent, REQUESTS), (&failed, SALESFORCE_CHECK)] {
        let its = |key: &str, value: &str| {
            records.iter().find(|record| {
                attribute(&record.attributes, "request_id").as_ref() == Some(request_id)
                    && attribute(&record.attributes, key).as_deref() == Some(value)
            })
        };
        let answered =
            its("route", route).unwrap_or_else(|| panic!("no record of {request_id}: {records:#?}"));
        assert_eq!(answered.body.as_ref().map(text).as_deref(), Some("answered"));
        let span = tree(&spans, request_id).0;
        assert_eq!(answered.trace_id, span.trace_id);
        for attributes in [&answered.attributes, &span.attributes] {
            assert_eq!(attribute(attributes, "tenant").as_deref(), Some("demo"));
            let is_sent = request_id == &sent;
            assert_eq!(attribute(attributes, "token").as_deref(), token_id.as_str().filter(|_| is_sent));
            assert_eq!(attribute(attributes, "connector").as_deref(), Some(connector).filter(|_| is_sent));
        }
    }
    let refused = records.iter().find(|record| {
        attribute(&record.attributes, "code").as_deref() == Some("salesforce_unreachable")
            && attribute(&record.attributes, "request_id").as_ref() == Some(&failed)
    });
    assert_eq!(refused.and_then(|record| attribute(&record.attributes, "step")).as_deref(), Some("reach"));

    let attributes = spans.iter().flat_map(|span| &span.attributes);
    for attribute in attributes.chain(records.iter().flat_map(|record| &record.attributes)) {
        assert!(is_ours(&attribute.key), "{attribute:?}");
    }
    assert!(spans.iter().all(|span| span.events.is_empty()), "the log has its own way");
    let bytes = collector.bytes();
    let all: String = bytes.iter().copied().map(char::from).collect();
    assert!(all.contains(&created) && all.len() > 1_000, "the search works");
    let pem = keys().private_key_pem().lines().filter(|line| !line.starts_with('-')).map(str::to_owned);
    let hosts = authorities
        .iter()
        .filter_map(|authority| authority.split_once("://").map(|(_, host)| host.to_owned()));
    let ports = hosts.clone().filter_map(|host| host.rsplit_once(':').map(|(_, port)| format!(":{port}")));
    // The user and the client's address stay in the local log.
    let persons = ["admin@demo", "127.0.0.1"];
    let others =
        [token, DEMO_CLIENT_ID, DEMO_EMAIL_ID, ORG_ID, CANARY_HOST, "canary"].into_iter().chain(persons);
    for secret in pem.chain(hosts).chain(ports.filter(|port| port.len() > 4)).chain(others.map(str::to_owned))
    {
        assert!(!all.contains(&secret), "{secret} was sent to the collector");
    }
    assert!(!all.contains(api::CONFIG), "what was not asked is not told");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_caller_decides_what_is_recorded() {
    let collector = Collector::start().await;
    let args = ["--otlp-endpoint", &collector.origin].map(str::to_owned);
    let program = Program::start(&args, &[]).await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let get = |flags: &str| {
        let request = client.get(format!("{}{}", program.origin, api::CONFIG));
        request.header("traceparent", format!("00-{TRACE}-{CALLER}-{flags}"))
    };
    let (_, unsampled, _) = ask(get("00")).await;
    let (_, sampled, _) = ask(get("01")).await;
    program.leaves().await;
    let (_, spans) = collector.spans();
    for request_id in [unsampled, sampled] {
        let (root, _) = tree(&spans, &request_id);
        assert_eq!(encode_string(&root.trace_id), TRACE, "the caller's trace goes on");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_or_never_answers_keeps_nobody_waiting() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let origins = [&silent, &closed].map(|at| format!("http://{}", at.local_addr().expect("an address")));
    drop(closed);
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    for origin in origins {
        let asked_and_left = async {
            let program = Program::start(&["--otlp-endpoint".to_owned(), origin.clone()], &[]).await;
            let (status, ..) = ask(client.get(format!("{}{}", program.origin, api::READY))).await;
            assert_eq!(status, StatusCode::OK);
            program.leaves().await;
        };
        let waited = tokio::time::timeout(NOBODY_WAITS, asked_and_left).await;
        assert!(waited.is_ok(), "{origin} kept somebody waiting");
    }
}

/// Attributes that we set, and the two that tracing-opentelemetry sets of each span: its level and its target.
fn is_ours(key: &str) -> bool {
    ATTRIBUTES.contains(&key) || matches!(key, "level" | "target")
}
