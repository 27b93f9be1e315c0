//! The ways in which Salesforce says that a session has ended, beside a plain 401, and what they may cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::response::Response;
use connectors_server::salesforce::instance::AllowedInstance;
use contract::runtime::RuntimeRequest;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::requests::at;
use crate::salesforce::{Instance, answer};
use crate::test_server::TestServer;

on_both_databases!(
    a_session_that_ended_is_renewed_once,
    a_renamed_my_domain_is_asked_at_its_new_address,
    a_path_that_always_answers_so_is_a_result_and_spends_few_logins,
);

const JSON: &str = "application/json;charset=UTF-8";
const XML: &str = "application/xml";

const QUERY: &str = "/services/data/v62.0/query?q=SELECT+Id+FROM+Account";
const APEX: &str = "/services/apexrest/ivr";
const BULK: &str = "/services/async/62.0/job";
const SOAP: &str = "/services/Soap/u/62.0";

/// Where an old host sends its callers.
const ELSEWHERE: &str = "https://acme-new.my.salesforce.com/services/data/";

/// An answer, and whether a new login and a repeat follow.
struct End(&'static str, u16, &'static str, &'static str, bool);

/// The same for what must not be done twice: a `POST`.
const POST_ENDS: &[End] = &[
    End(QUERY, 301, ELSEWHERE, "", true),
    End(APEX, 301, "https://acme-new.my.salesforce.com/services/apexrest/ivr", "", true),
    End(APEX, 302, ELSEWHERE, "", false),
    End(APEX, 302, "https://acme-new.my.salesforce.com/services/apexrest/ivr/done", "", false),
    End(APEX, 400, JSON, r#"[{"errorCode":"URL_NOT_RESET"}]"#, true),
];

/// By path, status, `Location` or media type, and body.
const ENDS: &[End] = &[
    End(QUERY, 301, ELSEWHERE, "", true),
    End(QUERY, 302, ELSEWHERE, "", true),
    End(QUERY, 307, ELSEWHERE, "", true),
    End(APEX, 308, ELSEWHERE, "", true),
    End(APEX, 301, "//acme-new.my.salesforce.com/services/", "", true),
    End(QUERY, 301, "/services/data/v62.0/query/", "", false),
    End(APEX, 302, "next", "", false),
    End(APEX, 303, ELSEWHERE, "", false),
    End(APEX, 301, "", "", false),
    End(QUERY, 400, JSON, r#"[{"message":"Destination URL not reset","errorCode":"URL_NOT_RESET"}]"#, true),
    End(APEX, 400, JSON, r#"[{"errorCode":"URL_NOT_RESET"}]"#, true),
    End(
        BULK,
        400,
        XML,
        "<?xml version=\"1.0\"?><error><exceptionCode>InvalidSessionId</exceptionCode></error>",
        true,
    ),
    End(BULK, 400, JSON, r#"{"exceptionCode":"InvalidSessionId","exceptionMessage":"Unable"}"#, true),
    End(BULK, 400, XML, "<error><exceptionCode>InvalidBatch</exceptionCode></error>", false),
    End(APEX, 401, JSON, r#"[{"message":"x","errorCode":"INVALID_JWT_FORMAT"}]"#, true),
    End(APEX, 401, JSON, r#"{"error":"INVALID_JWT"}"#, false),
    End(QUERY, 403, JSON, r#"[{"message":"x","errorCode":"INVALID_SESSION_ID"}]"#, true),
    End(QUERY, 403, JSON, r#"[{"message":"x","errorCode":"API_DISABLED_FOR_ORG"}]"#, false),
    End(
        SOAP,
        500,
        "text/xml",
        "<soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode></soapenv:Fault>",
        true,
    ),
    End(
        SOAP,
        500,
        "text/xml",
        "<soapenv:Fault><faultcode>sf:INVALID_TYPE</faultcode></soapenv:Fault>",
        false,
    ),
    End(
        QUERY,
        400,
        JSON,
        r#"[{"message":"WHERE N = 'URL_NOT_RESET' \"errorCode\":\"URL_NOT_RESET\"","errorCode":"MALFORMED_QUERY"}]"#,
        false,
    ),
    End(
        BULK,
        400,
        XML,
        "<ns:error xmlns:ns=\"x\"><ns:exceptionCode>InvalidSessionId</ns:exceptionCode></ns:error>",
        true,
    ),
    End(
        SOAP,
        500,
        "text/xml",
        "<soapenv:Fault><faultcode xmlns:ns1=\"urn:x\">ns1:INVALID_SESSION_ID</faultcode></soapenv:Fault>",
        true,
    ),
    End(
        SOAP,
        500,
        "text/xml",
        "<faultcode>soapenv:Client</faultcode><sf:exceptionCode>INVALID_SESSION_ID</sf:exceptionCode>",
        true,
    ),
    End(
        SOAP,
        500,
        "text/xml",
        "<faultcode>sf:INVALID_TYPE</faultcode></sf:exceptionCode>INVALID_SESSION_ID</sf:exceptionCode>",
        false,
    ),
    End(APEX, 401, JSON, r#"[{"message":"x","errorCode":"INVALID_JWT_SIGNATURE"}]"#, true),
    End(APEX, 401, JSON, r#"[{"message":"INVALID_JWT_SIGNATURE","errorCode":"NOT_YOURS"}]"#, false),
    End(APEX, 400, JSON, r#"{"error":"URL_NOT_RESET"}"#, false),
    End(QUERY, 404, JSON, r#"[{"errorCode":"URL_NOT_RESET"}]"#, false),
    End(APEX, 200, JSON, r#"[{"errorCode":"INVALID_SESSION_ID"}]"#, false),
];

fn as_answer(End(_, status, said, body, _): &End) -> Response {
    if !(300..400).contains(status) {
        return answer(*status, said, *body);
    }
    let mut redirect = answer(*status, "text/html", "moved");
    if !said.is_empty() {
        redirect.headers_mut().insert("location", said.parse().expect("a value"));
    }
    redirect
}

fn at_path(path: &str) -> RuntimeRequest {
    RuntimeRequest { request_path: path.to_owned(), ..echo() }
}

async fn a_session_that_ended_is_renewed_once(database: Arc<TestDatabase>) {
    let ends = || ENDS.iter().map(|end| ("GET", end)).chain(POST_ENDS.iter().map(|end| ("POST", end)));
    // Each end is followed by one good answer: to the repeat, or to a request that the test sends.
    let instance = Instance::start(move |n| match ends().nth(n / 2) {
        Some((_, end)) if n % 2 == 0 => as_answer(end),
        _ => answer(200, "text/plain", "as asked"),
    })
    .await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    let mut logins = 1;
    for (method, end @ End(path, status, said, body, renews)) in ends() {
        // There are more ends here than may be renewed in one period.
        server.state.clock.advance(server.state.config.sessions.renewals.per);
        let request = RuntimeRequest { method: method.to_owned(), ..at_path(path) };
        let found = result(server.as_connector(&id, &token, &request)).await;
        logins += usize::from(*renews);
        let (status, attempts) = if *renews { (200, 2) } else { (*status, 1) };
        let case = format!("{method} {path} {} {said} {body}", end.1);
        assert_eq!((found.http_status_code, found.attempts), (Some(status), attempts), "{case}");
        assert_eq!(instance.logins(), logins, "{case}");
        if !renews {
            result(server.as_connector(&id, &token, &echo())).await;
        }
    }
}

async fn a_renamed_my_domain_is_asked_at_its_new_address(database: Arc<TestDatabase>) {
    let new = Instance::start(|_| answer(200, "text/plain", "as asked")).await;
    let moved = new.url.clone();
    let old = Instance::start(move |n| {
        if n == 0 {
            return answer(200, "text/plain", "as asked");
        }
        let mut redirect = answer(301, "text/html", "moved");
        let location = format!("{moved}/services/apexrest/ivr/customer");
        redirect.headers_mut().insert("location", location.parse().expect("a value"));
        redirect
    })
    .await;
    let mut config = config();
    config.allowed_authorities.push(old.url.clone());
    config.instances.push(AllowedInstance { authority: old.url.clone(), instance: new.url.clone() });
    let server = TestServer::in_use_with(database, config).await;
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &old.url).await;
    let token = server.token().await;
    result(server.as_connector(&id, &token, &echo())).await;
    old.move_to(&new.url);
    // Many find out at a time.
    let request = echo();
    let many = (0..20).map(|_| tokio::spawn(result(server.as_connector(&id, &token, &request))));
    for found in many.collect::<Vec<_>>() {
        assert_eq!(found.await.expect("a result").http_status_code, Some(200));
    }
    let at_old = old.requests();
    let found = result(server.as_connector(&id, &token, &echo())).await;
    assert_eq!((found.http_status_code, found.attempts, old.requests()), (Some(200), 1, at_old));
    // At the old address there was one more login. The new one saw the token of that, and no redirect was followed.
    assert_eq!((old.logins(), new.requests(), new.logins()), (2, 21, 0));
    for received in new.received() {
        assert_eq!(received.headers["authorization"], "Bearer 00Dxx!1");
        assert_eq!(received.target, echo().request_path);
    }
}

async fn a_path_that_always_answers_so_is_a_result_and_spends_few_logins(database: Arc<TestDatabase>) {
    for end in [&ENDS[0], &ENDS[3], &ENDS[9], &ENDS[10], &ENDS[11]] {
        // At the end the session has really ended, once.
        let ends = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&ends);
        let instance = Instance::start(move |_| match left.load(Ordering::SeqCst) {
            0 => as_answer(end),
            1 => {
                left.store(2, Ordering::SeqCst);
                answer(401, JSON, r#"[{"errorCode":"INVALID_SESSION_ID"}]"#)
            }
            _ => answer(200, "text/plain", "as asked"),
        })
        .await;
        let (server, id, token) = at(Arc::clone(&database), &instance, 1 << 20).await;
        for _ in 0..15 {
            let found = result(server.as_connector(&id, &token, &at_path(APEX))).await;
            assert_eq!(found.http_status_code, Some(end.1));
        }
        let renewals = server.state.config.sessions.renewals.times;
        let logins = instance.logins();
        assert!((2..renewals).contains(&logins), "{logins} logins");
        ends.store(1, Ordering::SeqCst);
        let found = result(server.as_connector(&id, &token, &at_path(APEX))).await;
        assert_eq!((found.http_status_code, found.attempts, instance.logins()), (Some(200), 2, logins + 1));
    }
}
