//! Every row of the table is reached by its documented input, and does what it says.

use std::error::Error as _;
use std::time::Duration;

use reqwest::redirect::Policy;
use salesforce_sandbox::{
    CONNECTION_TIME_MAX, DEMO_CLIENT_ID, Failure, Fault, KeyFiles, Oddity, Outcome, Reach, Step,
    UNKNOWN_HOST, paths,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::support::{Answer, Demo, GRANT_TYPE, read, sign};

/// How long a client here waits for a port that never answers.
const PATIENCE: Duration = Duration::from_secs(1);

#[tokio::test]
async fn every_failure_is_reached_by_its_documented_input() {
    let demo = Demo::start().await;
    let other_key = KeyFiles::generate().expect("another key");
    for &failure in Failure::ALL {
        let what = failure.id();
        let mut claims = demo.claims();
        let mut key = &demo.keys;
        let mut url = demo.running.base_url().to_owned();
        match failure.input(demo.running.addresses()) {
            ("clientId", Some(value)) => claims["iss"] = json!(value),
            ("emailId", Some(value)) => claims["sub"] = json!(value),
            ("audience", Some(value)) => claims["aud"] = json!(value),
            ("url", Some(value)) => url = value,
            ("privateKey", None) => key = &other_key,
            input => panic!("{what}: no form has {input:?}"),
        }
        let assertion = sign(r#"{"alg":"RS256"}"#, &claims.to_string(), key.private_key_pem());
        let request = demo.client.post(format!("{url}{}", paths::TOKEN));
        let request = request.form(&[("grant_type", GRANT_TYPE), ("assertion", &assertion)]);
        match failure.step() {
            Step::Token => judge(request, failure, &demo).await,
            Step::Probe => {
                let answer = read(request.send().await.expect("an answer")).await;
                assert_eq!(answer.status, 200, "{what}: {answer:?}");
                let answer = answer.json();
                let text = |name: &str| answer[name].as_str().unwrap_or_else(|| panic!("{what}: no {name}"));
                let probe = demo.client.get(format!("{}/services/data/v60.0/", text("instance_url")));
                judge(probe.bearer_auth(text("access_token")), failure, &demo).await;
            }
        }
    }
    assert_eq!(demo.running.counters().redirects_followed, 0);
}

async fn judge(request: reqwest::RequestBuilder, failure: Failure, demo: &Demo) {
    let what = failure.id();
    match failure.outcome() {
        Outcome::Fault(fault) => judge_fault(request, fault, demo, what).await,
        Outcome::UnknownHost => {
            let host = UNKNOWN_HOST.strip_prefix("https://").expect("a host");
            assert!(host.ends_with(".invalid"), "{what}: only this domain is sure never to exist");
            let error = request.send().await.expect_err(what);
            assert!(error.is_connect() && causes(&error).contains("dns"), "{what}: {}", causes(&error));
        }
        Outcome::Oauth(expected) => {
            let answer = send(request, what).await;
            let body = json!({ "error": expected.error, "error_description": expected.description });
            assert_eq!((answer.status, answer.json()), (400, body), "{what}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
        }
        Outcome::Api(expected) => {
            let answer = send(request, what).await;
            let body = json!([{ "message": expected.message, "errorCode": expected.code }]);
            assert_eq!((answer.status, answer.json()), (expected.status, body), "{what}");
        }
        Outcome::Answer(oddity) => {
            let answer = send(request, what).await;
            assert_eq!(answer.status, 200, "{what}");
            judge_oddity(&answer, oddity, what);
        }
        Outcome::ForbiddenInstance => {
            let answer = send(request, what).await.json();
            let Reach::Instance(place) = failure.reach() else { panic!("{what}: no instance") };
            let instance_url = place.url(demo.running.addresses());
            assert_eq!(answer["instance_url"], instance_url, "{what}");
            let allowed = demo.running.addresses().authorities();
            assert!(!allowed.contains(&instance_url), "{what}: must not be allowed");
        }
    }
}

async fn send(request: reqwest::RequestBuilder, what: &str) -> Answer {
    read(request.send().await.unwrap_or_else(|error| panic!("{what}: {}", causes(&error)))).await
}

fn judge_oddity(answer: &Answer, oddity: Oddity, what: &str) {
    let without = |name: &str| {
        let body = answer.json();
        let members = body.as_object().expect("an object");
        assert!(!members.contains_key(name) && members.len() == 4, "{what}: {body}");
    };
    match oddity {
        Oddity::ScopeWithoutApi => assert_eq!(answer.json()["scope"], "web refresh_token", "{what}"),
        Oddity::NoScope => without("scope"),
        Oddity::NoId => without("id"),
        Oddity::NoAccessToken => without("access_token"),
        Oddity::NoInstanceUrl => without("instance_url"),
        Oddity::NotAnObject => assert!(answer.json().is_array(), "{what}"),
        Oddity::Truncated => {
            let error = serde_json::from_str::<Value>(&answer.body).expect_err(what);
            assert!(error.is_eof(), "{what}: {error}");
        }
    }
}

async fn judge_fault(request: reqwest::RequestBuilder, fault: Fault, demo: &Demo, what: &str) {
    let html = |answer: &Answer, status: u16| {
        assert_eq!(answer.status, status, "{what}");
        assert_eq!(answer.header("content-type"), Some("text/html;charset=UTF-8"), "{what}");
        assert!(answer.body.starts_with("<!doctype html>"), "{what}");
    };
    let redirect = |answer: &Answer, status: u16| {
        assert_eq!(answer.status, status, "{what}");
        assert_eq!(answer.header("location"), Some(demo.url(paths::REDIRECT_TARGET).as_str()), "{what}");
    };
    match fault {
        Fault::Html200 => html(&send(request, what).await, 200),
        Fault::Html503 => html(&send(request, what).await, 503),
        Fault::Redirect301 => redirect(&send(request, what).await, 301),
        Fault::Redirect302 => redirect(&send(request, what).await, 302),
        Fault::Redirect303 => redirect(&send(request, what).await, 303),
        Fault::Redirect307 => redirect(&send(request, what).await, 307),
        Fault::Redirect308 => redirect(&send(request, what).await, 308),
        Fault::Stall => {
            let error = request.timeout(PATIENCE).send().await.expect_err(what);
            assert!(error.is_timeout() && !error.is_connect(), "{what}: {}", causes(&error));
        }
        Fault::Drip => {
            let response = request.timeout(PATIENCE).send().await.expect(what);
            assert_eq!(response.status(), 200, "{what}");
            let error = response.bytes().await.expect_err(what);
            assert!(error.is_timeout(), "{what}: {}", causes(&error));
        }
        Fault::Huge => {
            let mut response = request.send().await.expect(what);
            let mut length = 0;
            while let Some(chunk) = response.chunk().await.expect(what) {
                length += chunk.len();
            }
            assert_eq!(length, 100 * 1024 * 1024, "{what}");
        }
        Fault::Reset => assert_broken(request, "reset", what).await,
        Fault::Refused => assert_broken(request, "refused", what).await,
        Fault::BadTls => assert_broken(request, "certificate", what).await,
        Fault::PlainOnHttps => assert_broken(request, "corrupt message", what).await,
    }
}

async fn assert_broken(request: reqwest::RequestBuilder, why: &str, what: &str) {
    let error = request.send().await.expect_err(what);
    assert!(causes(&error).contains(why), "{what}: {}", causes(&error));
}

/// An error and all that caused it, in lower case.
fn causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text.to_lowercase()
}

#[tokio::test]
async fn whoever_follows_a_redirect_is_counted() {
    let demo = Demo::start().await;
    let naive = reqwest::Client::builder().redirect(Policy::limited(1)).no_proxy().build().expect("a client");
    let url = demo.running.addresses().fault_url(Fault::Redirect307);
    assert_eq!(naive.post(url).body("x").send().await.expect("an answer").status(), 204);
    assert_eq!(demo.running.counters().redirects_followed, 1);
}

/// Time stands still in this test and leaps to the next timer whenever nothing else is left to do.
#[tokio::test(start_paused = true)]
async fn no_fault_holds_a_connection_for_ever() {
    let demo = Demo::start().await;
    for fault in [Fault::Stall, Fault::Drip] {
        let faults = &demo.running.addresses().faults;
        let (_, address) = faults.iter().find(|(of, _)| *of == fault).expect("a port");
        let started = Instant::now();
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("the request is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("the connection is closed");
        assert!(started.elapsed() >= CONNECTION_TIME_MAX, "{fault:?}: {:?}", started.elapsed());
        let body = answer.iter().rev().take_while(|byte| **byte == b' ').count();
        match fault {
            Fault::Drip => assert!((29..=31).contains(&body), "{body} bytes"),
            _ => assert!(answer.is_empty()),
        }
    }
    assert_eq!(demo.running.counters().fault_connections, 2);
}

/// Time leaps in this test as well.
#[tokio::test(start_paused = true)]
async fn tokens_come_late_where_a_test_wants_it_and_are_good_then() {
    let demo = Demo::start().await;
    let delay = Duration::from_secs(3);
    demo.running.sandbox().delay_tokens(delay);
    let started = Instant::now();
    let token = demo.token().await;
    assert!(started.elapsed() >= delay, "{:?}", started.elapsed());
    let started = Instant::now();
    assert_eq!(demo.get("/services/data/v60.0/", &token).await.status, 200);
    assert!(started.elapsed() < delay, "{:?}", started.elapsed());
}

#[tokio::test]
async fn the_table_is_served_for_programs_and_for_people() {
    let demo = Demo::start().await;
    let rows = demo.get(paths::FAILURES, "").await.json();
    let page = demo.get(paths::CHEAT_SHEET, "").await;
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let rows = rows.as_array().expect("an array");
    assert_eq!(rows.len(), Failure::ALL.len());
    for (row, &failure) in rows.iter().zip(Failure::ALL) {
        assert_eq!(*row, failure.json(demo.running.addresses()));
        assert!(page.body.contains(&format!("<li id=\"{}\">", failure.id())), "{}", failure.id());
        if let Some(value) = row["how"]["value"].as_str() {
            assert!(page.body.contains(&format!(">{value}</code>")), "{value}");
        }
    }
    assert!(page.body.contains(DEMO_CLIENT_ID));
    assert!(!page.body.contains("<script>alert"), "what is hostile is escaped");
    assert!(!page.body.contains("PRIVATE KEY-----"));
}
