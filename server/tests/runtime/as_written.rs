//! Requests as flows write them, as JSON, and what reaches Salesforce of each: seen by whoever receives it.

use std::sync::Arc;

use contract::codes::ProblemCode as P;
use contract::runtime::{self, RuntimeRequest};
use reqwest::{Method, RequestBuilder};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{echo, result};
use crate::requests::at;
use crate::salesforce::{Instance, answer};
use crate::world::{World, fails};

on_both_databases!(
    what_a_flow_writes_is_sent_or_refused,
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

/// Requests, each with what becomes of it.
const REQUESTS: &[(&str, Verdict)] = &[
    // A query in the path, as in Cisco's own flow.
    (
        r#"{"method":"GET","requestPath":"/services/data/v52.0/query?q=SELECT+id+from+Contact+where+Phone+like+%27%255550100%25%27"}"#,
        Sent("/services/data/v52.0/query?q=SELECT+id+from+Contact+where+Phone+like+%27%255550100%25%27"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v52.0/query/?q=a&r=b;c=d"}"#,
        Sent("/services/data/v52.0/query/?q=a&r=b;c=d"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?b?c=/../d"}"#,
        Sent("/services/apexrest/a?b?c=/../d"),
    ),
    (r#"{"method":"GET","requestPath":"/services/apexrest/a?"}"#, Sent("/services/apexrest/a")),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?b=1","queryParameters":{"c":"2 3"}}"#,
        Sent("/services/apexrest/a?b=1&c=2+3"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?","queryParameters":{"c":"%"}}"#,
        Sent("/services/apexrest/a?c=%25"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?b=1","queryParameters":{"b":"2"}}"#,
        Refused(P::RequestPath, "/queryParameters/b"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?c&%62=1","queryParameters":{"b":"2"}}"#,
        Refused(P::RequestPath, "/queryParameters/b"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?a+b=1","queryParameters":{"a b":"2"}}"#,
        Refused(P::RequestPath, "/queryParameters/a b"),
    ),
    // What no URL may hold is written as it must be, where that leaves no doubt.
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?q=SELECT Id WHERE N = 'é#<\"'"}"#,
        Sent("/services/apexrest/a?q=SELECT%20Id%20WHERE%20N%20=%20%27%C3%A9%23%3C%22%27"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?q={\"a\":[1|2^`\\]}"}"#,
        Sent("/services/apexrest/a?q=%7B%22a%22:%5B1%7C2%5E%60%5C%5D%7D"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?q=50%"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?q=%5"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?q=%zz"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?q=a\nb"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?q=a\tb"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a?q=a\u0085b"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/oauth2/userinfo?a=b"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    // Numbers, as flows write them.
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":"3","responseTimeoutMs":"5000"}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":" 3 "}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":"3.0"}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":3.0}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","responseTimeoutMs":""}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","responseTimeoutMs":null}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":"3.5"}"#,
        Refused(P::BodyMalformed, "/retryAttempts"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":"-1"}"#,
        Refused(P::BodyMalformed, "/retryAttempts"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":"٣"}"#,
        Refused(P::BodyMalformed, "/retryAttempts"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":"3e0"}"#,
        Refused(P::BodyMalformed, "/retryAttempts"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":"three"}"#,
        Refused(P::BodyMalformed, "/retryAttempts"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":[3]}"#,
        Refused(P::BodyMalformed, "/retryAttempts"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":true}"#,
        Refused(P::BodyMalformed, "/retryAttempts"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","retryAttempts":"4"}"#,
        Refused(P::RequestLimits, "/retryAttempts"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","responseTimeoutMs":"0"}"#,
        Refused(P::RequestLimits, "/responseTimeoutMs"),
    ),
    // Values of external ids, encoded by whoever writes the path.
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/a%2Fb"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/a%2Fb"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/50%25"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/50%25"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/%252F"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/%252F"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/%231%3f%3B"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/%231%3f%3B"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/%C2%BD%20l"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/%C2%BD%20l"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/ACME%5cann"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/ACME%5cann"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/%41nn%2Eb%7Ec"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/%41nn%2Eb%7Ec"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/https%3A%2F%2Fx.example%2F"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/https%3A%2F%2Fx.example%2F"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/%EF%BC%8F"}"#,
        Sent("/services/data/v62.0/sobjects/Account/Ext__c/%EF%BC%8F"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/%BD"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/%2E%2e"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/data/v62.0/sobjects/Account/Ext__c/a%2F..%2Fb"}"#,
        Refused(P::RequestPath, "/requestPath"),
    ),
    // A name that stands twice.
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","queryParameters":{"s":["Account","Contact"]}}"#,
        Sent("/services/apexrest/a?s=Account&s=Contact"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","queryParameters":{"s":[],"t":["1"],"u":""}}"#,
        Sent("/services/apexrest/a?t=1&u="),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","queryParameters":{"s":"Account","s":"Contact"}}"#,
        Refused(P::BodyMalformed, "/queryParameters/s"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","headers":{"X-A":"1","X-A":"1"}}"#,
        Refused(P::BodyMalformed, "/headers/X-A"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","headers":{"X-A":"1","x-a":"1"}}"#,
        Refused(P::RequestHeader, "/headers/x-a"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","method":"GET"}"#,
        Refused(P::BodyMalformed, "/method"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","queryParameters":{"s":["a",1]}}"#,
        Refused(P::BodyMalformed, "/queryParameters/s/1"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","queryParameters":{"s":{"a":"b"}}}"#,
        Refused(P::BodyMalformed, "/queryParameters/s"),
    ),
    (
        r#"{"method":"GET","requestPath":"/services/apexrest/a","queryParameters":{"s":null}}"#,
        Refused(P::BodyMalformed, "/queryParameters/s"),
    ),
    // Bytes as a body.
    (
        r#"{"method":"POST","requestPath":"/services/apexrest/a","body":"JVBERv8=","bodyEncoding":"base64"}"#,
        Sent("/services/apexrest/a"),
    ),
    (
        r#"{"method":"POST","requestPath":"/services/apexrest/a","body":"!","bodyEncoding":"base64"}"#,
        Refused(P::RequestBody, "/body"),
    ),
    (
        r#"{"method":"POST","requestPath":"/services/apexrest/a","body":"x","bodyEncoding":"hex"}"#,
        Refused(P::BodyMalformed, "/bodyEncoding"),
    ),
];

async fn what_a_flow_writes_is_sent_or_refused(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (world, id, token) = at(database, &instance, 1 << 20).await;
    for (request, verdict) in REQUESTS {
        let before = instance.received().len();
        let asked = post(&world, &id, &token, request);
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

async fn a_long_query_is_sent_as_far_as_salesforce_takes_it(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let (world, id, token) = at(database, &instance, 1 << 20).await;
    let path = "/services/data/v62.0/query";
    let long = |length: usize| "x".repeat(length - path.len() - "?q=".len());
    for (length, verdict) in [(12_000, Some(())), (16_384, Some(())), (16_385, None)] {
        let in_path = format!(r#"{{"method":"GET","requestPath":"{path}?q={}"}}"#, long(length));
        let beside = format!(
            r#"{{"method":"GET","requestPath":"{path}","queryParameters":{{"q":"{}"}}}}"#,
            long(length)
        );
        for request in [in_path, beside] {
            let asked = post(&world, &id, &token, &request);
            match verdict {
                Some(()) => drop(result(asked).await),
                None => {
                    let detail = fails(asked, P::RequestPath).await.detail.expect("a detail");
                    assert!(detail.contains("16385") && detail.contains("16384"), "{detail}");
                }
            }
        }
    }
}

fn post(world: &World, id: &str, token: &str, request: &str) -> RequestBuilder {
    let post = world.request(Method::POST, &runtime::requests(id)).bearer_auth(token);
    post.header("content-type", "application/json").body(request.to_owned())
}

async fn a_record_is_found_by_the_value_of_its_external_id(database: Arc<TestDatabase>) {
    let world = World::in_use(database).await;
    let (id, token) = (world.connector().await, world.token().await);
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
        let found = result(world.as_connector(&id, &token, &found)).await;
        let record: serde_json::Value = serde_json::from_str(&found.http_response_body).expect("JSON");
        assert_eq!(record["Ext__c"], value);
        let written = RuntimeRequest {
            method: "PATCH".to_owned(),
            request_path: path,
            body: Some("{\"Phone\":\"+15550100\"}".to_owned()),
            ..echo()
        };
        assert_eq!(result(world.as_connector(&id, &token, &written)).await.http_status_code, Some(200));
    }
}
