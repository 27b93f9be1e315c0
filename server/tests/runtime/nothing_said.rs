//! What programs write for members that nobody filled in, what numbers beyond their range get, and bodies that begin with a
//! byte-order mark, as some editors and shells write them.

use std::sync::Arc;

use contract::codes::ProblemCode as P;
use contract::runtime;
use reqwest::{Method, RequestBuilder};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::result;
use crate::requests::at;
use crate::salesforce::{Instance, answer};
use crate::test_server::{TestServer, fails};

on_both_databases!(
    what_nobody_filled_in_says_nothing,
    a_number_beyond_its_range_is_told_the_range,
    a_byte_order_mark_is_no_part_of_a_request,
    a_body_that_is_no_base64_is_told_why,
);

/// Members beside method and path, and the media type that Salesforce receives; or the member at fault.
const MEMBERS: &[(&str, Result<Option<&str>, &str>)] = &[
    (r#""queryParameters":null"#, Ok(None)),
    (r#""headers":null"#, Ok(None)),
    (r#""retryMethods":null"#, Ok(None)),
    (r#""bodyEncoding":null,"body":"{}""#, Ok(Some("application/json"))),
    (r#""body":null,"contentType":null"#, Ok(None)),
    (r#""responseTimeoutMs":null,"retryAttempts":"""#, Ok(None)),
    (r#""contentType":"""#, Ok(None)),
    (r#""contentType":"","body":"{}""#, Ok(Some("application/json"))),
    (r#""contentType":" ","body":"{}""#, Ok(Some("application/json"))),
    (r#""contentType":"\t","body":"e30=","bodyEncoding":"base64""#, Ok(Some("application/octet-stream"))),
    (r#""contentType":"Application/JSON","body":"{}""#, Ok(Some("Application/JSON"))),
    (r#""queryParameters":[]"#, Err("/queryParameters")),
    (r#""headers":"""#, Err("/headers")),
    (r#""bodyEncoding":"hex""#, Err("/bodyEncoding")),
    (r#""queryParameters":{"a":null}"#, Err("/queryParameters/a")),
];

/// Numbers, the code that they are refused with, and a part of what is said.
const NUMBERS: &[(&str, &str, P, &str)] = &[
    ("retryAttempts", "4", P::RequestLimits, "between 0 and 3"),
    ("retryAttempts", "300", P::RequestLimits, "between 0 and 3"),
    ("retryAttempts", "\"1000\"", P::RequestLimits, "between 0 and 3"),
    ("retryAttempts", "-1", P::RequestLimits, "between 0 and 3"),
    ("responseTimeoutMs", "0", P::RequestLimits, "between 1 and 30000 ms"),
    ("responseTimeoutMs", "-1", P::RequestLimits, "between 1 and 30000 ms"),
    ("responseTimeoutMs", "5000000000", P::RequestLimits, "between 1 and 30000 ms"),
    ("responseTimeoutMs", "\"60000\"", P::RequestLimits, "between 1 and 30000 ms"),
    ("responseTimeoutMs", "2.5", P::BodyMalformed, "expected a whole number"),
    ("responseTimeoutMs", "\"5 s\"", P::BodyMalformed, "expected a whole number"),
];

/// Bodies in base64 that is none, and what is said of them.
const NO_BASE64: &[(&str, &str)] = &[
    ("data:application/pdf;base64,JVBERi0=", "character 5 is none of it, blanks left out"),
    ("JVBERi0", "its padding is wrong"),
    ("JVBE\\r\\nRi_0", "character 7 is none of it, blanks left out"),
    ("JVBERi0=JVBERi0=", "character 8 is none of it, blanks left out"),
    ("JVBERi1=", "its last character is a wrong one"),
];

async fn what_nobody_filled_in_says_nothing(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for (members, verdict) in MEMBERS {
        let asked = post(&server, &id, &token, of(members));
        match verdict {
            Ok(content_type) => {
                result(asked).await;
                let received = instance.received().pop().expect("a request");
                let found = received.headers.get("content-type").map(|value| value.to_str().expect("ASCII"));
                assert_eq!(found, *content_type, "{members}");
            }
            Err(pointer) => {
                let problem = fails(asked, P::BodyMalformed).await;
                assert_eq!(problem.pointer.unwrap_or_default(), *pointer, "{members}");
            }
        }
    }
}

async fn a_number_beyond_its_range_is_told_the_range(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for (name, number, code, said) in NUMBERS {
        let asked = post(&server, &id, &token, of(&format!("\"{name}\":{number}")));
        let problem = fails(asked, *code).await;
        assert_eq!(problem.pointer, Some(format!("/{name}")), "{number}");
        let detail = problem.detail.expect("a detail");
        assert!(detail.contains(said), "{name} {number}: {detail}");
    }
}

async fn a_byte_order_mark_is_no_part_of_a_request(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    result(post(&server, &id, &token, format!("\u{feff}{}", of(r#""body":null"#)))).await;
    let problem = fails(post(&server, &id, &token, "\u{feff}{\"method\":1}".to_owned()), P::BodyMalformed);
    assert_eq!(problem.await.pointer.as_deref(), Some("/method"));
    // The second one is a character that no JSON begins with.
    fails(post(&server, &id, &token, format!("\u{feff}\u{feff}{}", of(r#""body":null"#))), P::BodyMalformed)
        .await;
}

async fn a_body_that_is_no_base64_is_told_why(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for (body, said) in NO_BASE64 {
        let asked = of(&format!(r#""bodyEncoding":"base64","body":"{body}""#));
        let problem = fails(post(&server, &id, &token, asked), P::RequestBody).await;
        let whole = format!("the body is not base64 (RFC 4648, section 4): {said}");
        assert_eq!(problem.detail, Some(whole), "{body}");
    }
}

fn of(members: &str) -> String {
    format!(r#"{{"method":"POST","requestPath":"/services/apexrest/a",{members}}}"#)
}

fn post(server: &TestServer, id: &str, token: &str, request: String) -> RequestBuilder {
    let post = server.request(Method::POST, &runtime::requests(id)).bearer_auth(token);
    post.header("content-type", "application/json").body(request)
}
