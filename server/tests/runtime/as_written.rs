//! Requests as flows write them, as JSON, and what reaches Salesforce of each: seen by whoever receives it.

use std::sync::Arc;

use contract::codes::ProblemCode as P;
use contract::runtime::{self, RuntimeRequest};
use reqwest::{Method, RequestBuilder};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{echo, result};
use crate::requests::at;
use crate::salesforce::{Instance, answer};
use crate::test_server::{TestServer, fails};

on_both_databases!(
    what_a_flow_writes_is_sent_or_refused,
    a_number_is_read_however_it_is_written,
    an_encoded_value_is_sent_byte_for_byte,
    a_long_query_is_sent_as_far_as_salesforce_takes_it,
    a_record_is_found_by_the_value_of_its_external_id,
);

/// What becomes of a request.
enum Verdict {
    /// Salesforce receives this path and query.
    Sent(&'static str),
    /// It is refused with this code, and this pointer to the culprit.
    Refused(P, &'static str),
}
use Verdict::{Refused, Sent};

/// Requests without their method, each with what becomes of it. A query in the path, as in Cisco's own flow; what no URL may
/// hold, which is written as it must be where that leaves no doubt; numbers as texts; names that stand twice; bytes.
const REQUESTS: &[(&str, Verdict)] = &[
    (
        r#"{"requestPath":"/services/data/v52.0/query?q=SELECT+id+from+Contact+where+Phone+like+%27%255550100%25%27"}"#,
        Sent("/services/data/v52.0/query?q=SELECT+id+from+Contact+where+Phone+like+%27%255550100%25%27"),
    ),
    (
        r#"{"requestPath":"/services/data/v52.0/query/?q=a&r=b;c=d"}"#,
        Sent("/services/data/v52.0/query/?q=a&r=b;c=d"),
    ),
    (r#"{"requestPath":"/services/apexrest/a?b?c=/../d"}"#, Sent("/services/apexrest/a?b?c=/../d")),
    (r#"{"requestPath":"/services/apexrest/a?"}"#, Sent("/services/apexrest/a")),
    (
        r#"{"requestPath":"/services/apexrest/a?b=1","queryParameters":{"c":"2 3"}}"#,
        Sent("/services/apexrest/a?b=1&c=2+3"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a?","queryParameters":{"c":"%"}}"#,
        Sent("/services/apexrest/a?c=%25"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a?b=1","queryParameters":{"b":"2"}}"#,
        Refused(P::RequestPath, "/queryParameters/b"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a?c&%62=1","queryParameters":{"b":"2"}}"#,
        Refused(P::RequestPath, "/queryParameters/b"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a?a+b=1","queryParameters":{"a b":"2"}}"#,
        Refused(P::RequestPath, "/queryParameters/a b"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a?q=SELECT Id WHERE N = 'é#<\"'"}"#,
        Sent("/services/apexrest/a?q=SELECT%20Id%20WHERE%20N%20=%20%27%C3%A9%23%3C%22%27"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a?q={\"a\":[1|2^`\\]}"}"#,
        Sent("/services/apexrest/a?q=%7B%22a%22:%5B1%7C2%5E%60%5C%5D%7D"),
    ),
    (r#"{"requestPath":"/services/apexrest/a?q=50%"}"#, Refused(P::RequestPath, "/requestPath")),
    (r#"{"requestPath":"/services/apexrest/a?q=%5"}"#, Refused(P::RequestPath, "/requestPath")),
    (r#"{"requestPath":"/services/apexrest/a?q=%zz"}"#, Refused(P::RequestPath, "/requestPath")),
    (r#"{"requestPath":"/services/apexrest/a?q=a\nb"}"#, Refused(P::RequestPath, "/requestPath")),
    (r#"{"requestPath":"/services/apexrest/a?q=a\tb"}"#, Refused(P::RequestPath, "/requestPath")),
    (r#"{"requestPath":"/services/apexrest/a?q=a\u0085b"}"#, Refused(P::RequestPath, "/requestPath")),
    (
        r#"{"requestPath":"/services/data/v62.0/sobjects/Case/1?a&%5fhttpMETHOD=DELETE"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"requestPath":"/services/data/v62.0/sobjects/Case/1","queryParameters":{"_HttpMethod":"PATCH"}}"#,
        Refused(P::RequestPath, "/queryParameters/_HttpMethod"),
    ),
    (r#"{"requestPath":"/services/oauth2/userinfo?a=b"}"#, Refused(P::RequestPath, "/requestPath")),
    (
        r#"{"requestPath":"/services/apexrest/a","retryAttempts":"3","responseTimeoutMs":"5000"}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","queryParameters":{"s":["Account","Contact"]}}"#,
        Sent("/services/apexrest/a?s=Account&s=Contact"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","queryParameters":{"s":[],"t":["1"],"u":""}}"#,
        Sent("/services/apexrest/a?t=1&u="),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","queryParameters":{"s":"Account","s":"Contact"}}"#,
        Refused(P::BodyMalformed, "/queryParameters/s"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","headers":{"X-A":"1","X-A":"1"}}"#,
        Refused(P::BodyMalformed, "/headers/X-A"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","headers":{"X-A":"1","x-a":"1"}}"#,
        Refused(P::RequestHeader, "/headers/x-a"),
    ),
    (r#"{"requestPath":"/services/apexrest/a","method":"GET"}"#, Refused(P::BodyMalformed, "/method")),
    (
        r#"{"requestPath":"/services/apexrest/a","queryParameters":{"s":["a",1]}}"#,
        Refused(P::BodyMalformed, "/queryParameters/s/1"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","queryParameters":{"s":{"a":"b"}}}"#,
        Refused(P::BodyMalformed, "/queryParameters/s"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","queryParameters":{"s":null}}"#,
        Refused(P::BodyMalformed, "/queryParameters/s"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","body":"JVBERv8=","bodyEncoding":"base64"}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","body":"!","bodyEncoding":"base64"}"#,
        Refused(P::RequestBody, "/body"),
    ),
    (
        r#"{"requestPath":"/services/apexrest/a","body":"x","bodyEncoding":"hex"}"#,
        Refused(P::BodyMalformed, "/bodyEncoding"),
    ),
];

/// Members that are numbers, as they are written, and the code of the refusal where there is one.
const NUMBERS: &[(&str, &str, Option<P>)] = &[
    ("retryAttempts", r#"" 3 ""#, None),
    ("retryAttempts", r#""3.0""#, None),
    ("retryAttempts", r#"3.0"#, None),
    ("responseTimeoutMs", r#""""#, None),
    ("responseTimeoutMs", r#"null"#, None),
    ("retryAttempts", r#""3.5""#, Some(P::BodyMalformed)),
    ("retryAttempts", r#""-1""#, Some(P::BodyMalformed)),
    ("retryAttempts", r#""٣""#, Some(P::BodyMalformed)),
    ("retryAttempts", r#""3e0""#, Some(P::BodyMalformed)),
    ("retryAttempts", r#""three""#, Some(P::BodyMalformed)),
    ("retryAttempts", r#"[3]"#, Some(P::BodyMalformed)),
    ("retryAttempts", r#"true"#, Some(P::BodyMalformed)),
    ("retryAttempts", r#""4""#, Some(P::RequestLimits)),
    ("responseTimeoutMs", r#""0""#, Some(P::RequestLimits)),
];

/// Values of external ids, encoded by whoever writes the path, and whether they are sent.
const VALUES: &[(&str, bool)] = &[
    ("a%2Fb", true),
    ("50%25", true),
    ("%252F", true),
    ("%231%3f%3B", true),
    ("%C2%BD%20l", true),
    ("ACME%5cann", true),
    ("%41nn%2Eb%7Ec", true),
    ("https%3A%2F%2Fx.example%2F", true),
    ("%EF%BC%8F", true),
    ("%BD", false),
    ("%2E%2e", false),
    ("a%2F..%2Fb", false),
];

async fn what_a_flow_writes_is_sent_or_refused(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for (members, verdict) in REQUESTS {
        let request = members.replacen('{', "{\"method\":\"POST\",", 1);
        let before = instance.received().len();
        let asked = post(&server, &id, &token, &request);
        match verdict {
            Sent(target) => {
                let found = result(asked).await;
                let received = instance.received().pop().expect("a request");
                assert_eq!((found.attempts, received.target.as_str()), (1, *target), "{request}");
            }
            Refused(code, pointer) => {
                let problem = fails(asked, *code).await;
                assert_eq!(problem.pointer.as_deref(), Some(*pointer), "{request}: {problem:?}");
                assert_eq!(instance.received().len(), before, "{request}");
            }
        }
    }
}

async fn a_number_is_read_however_it_is_written(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(503, "text/plain", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for (name, written, code) in NUMBERS {
        let request = format!(r#"{{"method":"GET","requestPath":"/services/data/","{name}":{written}}}"#);
        let asked = post(&server, &id, &token, &request);
        let Some(code) = code else {
            let repeats = if *name == "retryAttempts" { 3 } else { 0 };
            assert_eq!(result(asked).await.attempts, 1 + repeats, "{request}");
            continue;
        };
        let problem = fails(asked, *code).await;
        assert_eq!(problem.pointer, Some(format!("/{name}")), "{request}");
    }
}

async fn an_encoded_value_is_sent_byte_for_byte(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for (value, is_sent) in VALUES {
        let path = format!("/services/data/v62.0/sobjects/Account/Ext__c/{value}");
        let asked =
            server.as_connector(&id, &token, &RuntimeRequest { request_path: path.clone(), ..echo() });
        if *is_sent {
            result(asked).await;
            assert_eq!(instance.received().pop().expect("a request").target, path);
        } else {
            let problem = fails(asked, P::RequestPath).await;
            assert_eq!(problem.pointer.as_deref(), Some("/requestPath"), "{problem:?}");
        }
    }
}

async fn a_long_query_is_sent_as_far_as_salesforce_takes_it(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    let path = "/services/data/v62.0/query";
    let long = |length: usize| "x".repeat(length - path.len() - "?q=".len());
    for (length, verdict) in [(12_000, Some(())), (16_384, Some(())), (16_385, None)] {
        let in_path = format!(r#"{{"method":"GET","requestPath":"{path}?q={}"}}"#, long(length));
        let beside = format!(
            r#"{{"method":"GET","requestPath":"{path}","queryParameters":{{"q":"{}"}}}}"#,
            long(length)
        );
        for (request, pointer) in [(in_path, "/requestPath"), (beside, "/queryParameters")] {
            let asked = post(&server, &id, &token, &request);
            match verdict {
                Some(()) => drop(result(asked).await),
                None => {
                    let problem = fails(asked, P::RequestPath).await;
                    assert_eq!(problem.pointer.as_deref(), Some(pointer), "{problem:?}");
                    let detail = problem.detail.expect("a detail");
                    assert!(detail.contains("16385") && detail.contains("16384"), "{detail}");
                }
            }
        }
    }
}

fn post(server: &TestServer, id: &str, token: &str, request: &str) -> RequestBuilder {
    let post = server.request(Method::POST, &runtime::requests(id)).bearer_auth(token);
    post.header("content-type", "application/json").body(request.to_owned())
}

async fn a_record_is_found_by_the_value_of_its_external_id(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    for (written, value) in [
        ("AC-1", "AC-1"),
        ("a%2Fb", "a/b"),
        ("50%25", "50%"),
        ("%231%3F%3B%26", "#1?;&"),
        ("%C2%BD%20l", "½ l"),
        ("%252F", "%2F"),
        ("ACME%5Cann", "ACME\\ann"),
        ("https%3A%2F%2Fx.example%2Fy", "https://x.example/y"),
        ("%6A%6F%65%2Edoe%7E", "joe.doe~"),
    ] {
        let path = format!("/services/data/v62.0/sobjects/Account/Ext__c/{written}");
        let found = RuntimeRequest { request_path: path.clone(), ..echo() };
        let found = result(server.as_connector(&id, &token, &found)).await;
        let record: serde_json::Value = serde_json::from_str(&found.http_response_body).expect("JSON");
        assert_eq!(record["Ext__c"], value);
        let written = RuntimeRequest {
            method: "PATCH".to_owned(),
            request_path: path,
            body: Some("{\"Phone\":\"+15550100\"}".to_owned()),
            ..echo()
        };
        assert_eq!(result(server.as_connector(&id, &token, &written)).await.http_status_code, Some(200));
    }
}
