//! For every request that is accepted, whatever somebody wrote to lead it elsewhere, what arrives is that request alone: at
//! the connector's instance, by its method, to its path, with its headers and the connector's own, and with its body.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use contract::runtime::{ParameterValue, RuntimeRequest};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use reqwest::header::HeaderMap;
use tokio::net::TcpListener;
use url::form_urlencoded;

use crate::database::{Backend, with_database};
use crate::in_use::{echo, result};
use crate::requests::at;
use crate::salesforce::{Instance, Received, answer};
use crate::test_server::send;

/// Requests that are written.
const CASES: usize = 1_500;

/// Headers that the connector and its connection add.
const OWN: [&str; 6] = ["accept", "authorization", "content-length", "content-type", "host", "user-agent"];

fn text(pieces: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..=most).prop_map(|pieces| pieces.concat())
}

/// Paths: mostly plain, since the question is what becomes of those that are accepted.
fn path() -> impl Strategy<Value = String> {
    let odd = text(
        &[
            "/",
            "a",
            "@{foreign}",
            "//{foreign}",
            "\\",
            "..",
            "%2e",
            "%2f",
            "%0d%0a",
            ":80",
            "#",
            ";",
            "é",
            "%41",
        ],
        3,
    );
    let beginning =
        prop::sample::select(vec!["/services/data/v62.0", "/services/apexrest", "/services/async"]);
    (beginning, prop_oneof![4 => Just("/a".to_owned()), 1 => odd])
        .prop_map(|(path, odd)| path.to_owned() + &odd)
}

fn query() -> impl Strategy<Value = String> {
    text(
        &["a=1", "&", "=", "%0d%0aHost: {foreign}", " HTTP/1.1", "é", "#", "_HttpMethod=DELETE", ";", "%25"],
        3,
    )
}

fn parameters() -> impl Strategy<Value = BTreeMap<String, String>> {
    let name = text(&["b", "&", "=", " ", "\r\n", "é", "_HttpMethod", "%5f", "#", "{foreign}"], 2);
    let value =
        text(&["1", "&c=2", "\r\nHost: {foreign}\r\n\r\n", "%0d%0a", " HTTP/1.1", "#", "é", "/../"], 3);
    prop::collection::btree_map(name, value, 0..3)
}

fn headers() -> impl Strategy<Value = BTreeMap<String, String>> {
    let name = prop_oneof![
        9 => prop::sample::select(vec!["X-A", "x_b", "If-Match", "Sforce-Call-Options", "Accept-Language"]),
        1 => prop::sample::select(vec!["Accept", "Host", "host", "Authorization", "X-Forwarded-Host", "X_Forwarded_For"]),
        1 => prop::sample::select(vec!["Content-Length", "Transfer-Encoding", "transfer_encoding", "Connection", "Cookie"]),
        1 => prop::sample::select(vec!["X-HTTP-Method-Override", "User-Agent", "X-C: y\r\nHost", "X-D ", "X-A\0", "é"]),
    ];
    let value = text(
        &["a", " ", "\t", "{foreign}", "chunked", ": ", ", ", "\r\nHost: {foreign}", "\n", "\0", "é", "%0a"],
        2,
    );
    let value = prop_oneof![4 => Just("a".to_owned()), 1 => value];
    prop::collection::btree_map(name.prop_map(str::to_owned), value, 0..4)
}

fn body() -> impl Strategy<Value = Option<String>> {
    let smuggled = "0\r\n\r\nGET /services/oauth2/userinfo HTTP/1.1\r\nHost: {foreign}\r\n\r\n";
    prop::option::weighted(
        0.3,
        prop::sample::select(vec!["", "{}", " ", "é", smuggled]).prop_map(str::to_owned),
    )
}

fn request() -> impl Strategy<Value = RuntimeRequest> {
    let method =
        prop::sample::select(vec!["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "get", "TRACE", "POST /"]);
    let content_type = prop::option::weighted(
        0.3,
        text(&["application/json", "; charset=utf-8", "\r\nHost: {foreign}", " "], 2),
    );
    (method, path(), query(), parameters(), headers(), body(), content_type).prop_map(
        |(method, path, query, parameters, headers, body, content_type)| RuntimeRequest {
            method: method.to_owned(),
            request_path: if query.is_empty() { path } else { format!("{path}?{query}") },
            query_parameters: parameters.into_iter().map(|(k, v)| (k, ParameterValue::One(v))).collect(),
            headers,
            body,
            content_type,
            ..echo()
        },
    )
}

/// Holds what arrived against what was written.
fn holds(asked: &RuntimeRequest, found: &Received, instance: &str) {
    assert_eq!(found.method.as_str(), asked.method, "{asked:?}");
    let (path, query) = found.target.split_once('?').unwrap_or((&found.target, ""));
    assert_eq!(Some(path), asked.request_path.split('?').next(), "{asked:?}");
    let (names, values): (Vec<_>, Vec<_>) = form_urlencoded::parse(query.as_bytes()).into_owned().unzip();
    assert!(!names.iter().any(|name| name.eq_ignore_ascii_case("_HttpMethod")), "{asked:?}");
    for (name, value) in &asked.query_parameters {
        let ParameterValue::One(value) = value else { unreachable!("one each") };
        assert!(names.contains(name) && values.contains(value), "{asked:?}: {query}");
    }
    assert_eq!(found.body, asked.body.clone().unwrap_or_default(), "{asked:?}");

    let only = |name: &str| {
        let all: Vec<_> =
            found.headers.get_all(name).iter().map(|value| value.to_str().expect("text")).collect();
        assert!(all.len() <= 1, "{name} stands more than once: {asked:?}");
        all.first().copied()
    };
    assert_eq!(only("host"), instance.strip_prefix("http://"), "{asked:?}");
    assert_eq!(only("authorization"), Some("Bearer 00Dxx!0"), "{asked:?}");
    assert!(only("user-agent").expect("one").starts_with("connectors/"), "{asked:?}");
    let length = only("content-length").map_or(0, |length| length.parse().expect("a number"));
    assert_eq!(length, found.body.len(), "{asked:?}");
    let written: HeaderMap =
        (&asked.headers.clone().into_iter().collect::<std::collections::HashMap<_, _>>())
            .try_into()
            .expect("headers");
    for (name, value) in &written {
        let sent = only(name.as_str()).expect("it is sent");
        assert_eq!(sent, value.to_str().expect("text").trim_matches([' ', '\t']), "{asked:?}");
    }
    for name in found.headers.keys() {
        assert!(
            OWN.contains(&name.as_str()) || written.contains_key(name),
            "{name} was smuggled in: {asked:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_accepted_arrives_alone_and_as_it_is_written() {
    with_database(Backend::Sqlite, async |database| {
        let foreign = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let authority = foreign.local_addr().expect("an address").to_string();
        let visits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&visits);
        tokio::spawn(async move {
            while foreign.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
        let (server, id, token) = at(Arc::clone(&database), &instance, 1 << 20).await;
        let mut runner = TestRunner::deterministic();
        let mut sent = 0;
        for _ in 0..CASES {
            let asked = request().new_tree(&mut runner).expect("a case").current();
            let asked = serde_json::to_string(&asked).expect("JSON").replace("{foreign}", &authority);
            let asked: RuntimeRequest = serde_json::from_str(&asked).expect("the request");
            let response = server.as_connector(&id, &token, &asked);
            let response = send(response).await;
            if response.status() == 200 {
                sent += 1;
                let received = instance.received();
                holds(&asked, received.last().expect("a request"), &instance.url);
            }
            assert_eq!(instance.received().len(), sent, "no other request arrives: {asked:?}");
        }
        // The connection was not left in the middle of anything.
        result(server.as_connector(&id, &token, &echo())).await;
        assert_eq!(instance.received().len(), sent + 1);
        assert!(sent > CASES / 10, "only {sent} were sent");
        assert_eq!((instance.logins(), visits.load(Ordering::SeqCst)), (1, 0));
    })
    .await;
}
