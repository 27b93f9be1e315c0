//! For every path and query that is accepted, the host that is asked is the connector's, and it receives the very segments
//! and parameters that were meant. Paths are made up at random, and so is how much of them is encoded.

use std::sync::Arc;

use contract::runtime::{ParameterValue, RuntimeRequest};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use reqwest::Url;
use url::form_urlencoded;

use crate::database::{Backend, with_database};
use crate::in_use::echo;
use crate::requests::at;
use crate::salesforce::{Instance, answer};
use crate::test_server::send;

/// Requests of each kind.
const CASES: usize = 400;

/// A value, and how it is written: which of its bytes are encoded though they need not be.
#[derive(Clone, Debug)]
struct Written {
    meant: String,
    written: String,
}

/// Values that people have: any letters, and what is special in URLs more often than chance would have it.
fn value() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "/", "%", "#", "?", ";", "\\", "½", ".", "&", "=", "+", " ", "é", "%2F", "@",
    ]);
    let piece = prop_oneof![special.prop_map(str::to_owned), "[a-zA-Z0-9]{1,3}", "\\PC"];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

/// A value, encoded: always what needs to be, and of the rest what chance says.
fn written(value: impl Strategy<Value = String>) -> impl Strategy<Value = Written> {
    (value, any::<u64>(), any::<bool>()).prop_map(|(meant, more, upper)| {
        let encode = |(at, byte): (usize, u8)| {
            let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let encoded = if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
            if plain && more >> (at % 64) & 1 == 0 { char::from(byte).to_string() } else { encoded }
        };
        let written = meant.bytes().enumerate().map(encode).collect();
        Written { meant, written }
    })
}

/// A request, by what it means.
#[derive(Clone, Debug)]
struct Meant {
    /// Segments, encoded one by one.
    segments: Vec<Written>,
    /// Names and values of the query in the path, likewise.
    in_path: Vec<(Written, Written)>,
    /// Parameters beside it, as plain text.
    beside: Vec<(String, String)>,
}

fn request() -> impl Strategy<Value = Meant> {
    let segments = prop::collection::vec(written(value()), 1..5);
    let in_path = prop::collection::vec((written(value()), written(value())), 0..4);
    let beside = prop::collection::vec((value(), value()), 0..4);
    (segments, in_path, beside).prop_map(|(segments, in_path, beside)| Meant { segments, in_path, beside })
}

/// Text that somebody may have thought of to lead elsewhere.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "/",
        "//",
        "\\",
        "..",
        ".",
        "%2e",
        "%2E%2e",
        "%252e",
        "%2f",
        "%5c",
        "%",
        "%00",
        "%0d%0a",
        "?",
        "#",
        ";",
        "@",
        ":",
        "/services/",
        "services",
        "data",
        "oauth2",
        "proxy",
        "http:",
        "evil.example",
        "．",
        "／",
        "%EF%BC%8E",
        "é",
        " ",
        "\r\n",
        "[::1]",
        "a",
        "&",
        "=",
        "‥",
        "\t",
    ]);
    let pieces = prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat());
    (prop_oneof![Just("/services/"), Just("/services/data/"), Just("")], pieces)
        .prop_map(|(beginning, rest)| format!("{beginning}{rest}"))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}

/// Whether some reader may see dots in it that lead up; such values are refused, encoded or not.
fn may_lead_up(meant: &str) -> bool {
    meant.contains(['.', '\u{2024}', '\u{2025}', '\u{2026}', '\u{fe52}', '\u{ff0e}', '\u{fe30}', '\u{fe19}'])
}

#[tokio::test(flavor = "multi_thread")]
async fn salesforce_receives_the_very_segments_that_were_meant() {
    with_database(Backend::Sqlite, async |database| {
        let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
        let (server, id, token) = at(Arc::clone(&database), &instance, 1 << 20).await;
        let mut runner = TestRunner::deterministic();
        let mut sent = 0;
        for _ in 0..CASES {
            let Meant { segments, in_path, beside } =
                request().new_tree(&mut runner).expect("a case").current();
            let path: String = segments.iter().map(|segment| format!("/{}", segment.written)).collect();
            let query: Vec<String> =
                in_path.iter().map(|(name, value)| format!("{}={}", name.written, value.written)).collect();
            let mut asked = RuntimeRequest {
                request_path: format!("/services/apexrest{path}?{}", query.join("&")),
                ..echo()
            };
            for (name, value) in &beside {
                asked.query_parameters.insert(name.clone(), ParameterValue::One(value.clone()));
            }
            let response = send(server.as_connector(&id, &token, &asked)).await;
            let leads_up = segments.iter().any(|segment| may_lead_up(&segment.meant));
            let twice = in_path.iter().any(|(name, _)| asked.query_parameters.contains_key(&name.meant));
            if response.status() != 200 {
                assert!(leads_up || twice, "{asked:?}: {}", response.text().await.expect("text"));
                continue;
            }
            sent += 1;
            let target = instance.received().pop().expect("a request").target;
            let (path, query) = target.split_once('?').unwrap_or((&target, ""));
            let received: Vec<String> = path.split('/').skip(3).map(decoded).collect();
            let meant: Vec<&str> = segments.iter().map(|segment| segment.meant.as_str()).collect();
            assert_eq!(received, meant, "{asked:?}");
            let received: Vec<(String, String)> =
                form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            let in_path = in_path.iter().map(|(name, value)| (name.meant.clone(), value.meant.clone()));
            let beside = asked.query_parameters.iter();
            let beside = beside.map(|(name, value)| (name.clone(), value.values().concat()));
            assert_eq!(received, in_path.chain(beside).collect::<Vec<_>>(), "{asked:?}");
        }
        assert!(sent > CASES / 4, "only {sent} were sent");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_accepted_goes_to_the_path_that_is_written() {
    with_database(Backend::Sqlite, async |database| {
        let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
        let (server, id, token) = at(Arc::clone(&database), &instance, 1 << 20).await;
        let mut runner = TestRunner::deterministic();
        let mut sent = 0;
        for _ in 0..4 * CASES {
            let path = hostile().new_tree(&mut runner).expect("a case").current();
            let asked = RuntimeRequest { request_path: path.clone(), ..echo() };
            let before = instance.received().len();
            let response = send(server.as_connector(&id, &token, &asked)).await;
            if response.status() != 200 {
                assert_eq!(instance.received().len(), before, "{path}");
                continue;
            }
            sent += 1;
            let found: contract::runtime::RuntimeResult = response.json().await.expect("a result");
            assert_eq!(found.http_status_code, Some(200), "{path}");
            let target = instance.received().pop().expect("a request").target;
            assert_eq!(target.split('?').next(), path.split('?').next(), "byte for byte");
            // A browser's reader of URLs finds the same host and the same path, and so does one that decodes first.
            let own = Url::parse(&instance.url).expect("a URL");
            for reading in [target.clone(), target.replace("%2f", "/").replace("%5c", "\\")] {
                let url = Url::parse(&format!("{}{reading}", instance.url)).expect("a URL");
                assert_eq!(url.origin(), own.origin(), "{path}");
                let below = url.path().strip_prefix("/services/").expect(&path).to_lowercase();
                let api = below.split('/').find(|segment| !segment.is_empty()).unwrap_or_default();
                assert!(!["oauth2", "proxy"].contains(&api), "{path}");
            }
        }
        assert!(sent > CASES / 10, "only {sent} were sent");
        assert_eq!(instance.logins(), 1);
    })
    .await;
}
