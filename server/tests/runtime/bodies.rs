//! Bodies: bytes that are sent, and what of an answer is text.

use std::sync::Arc;

use contract::codes::ProblemCode;
use contract::runtime::{BodyEncoding, RuntimeRequest};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{ACME, config, echo, result};
use crate::requests::at;
use crate::salesforce::{Instance, answer};
use crate::test_server::{TestServer, fails};

on_both_databases!(
    bytes_are_sent_as_base64_says,
    a_method_that_has_no_body_is_sent_without_one,
    a_body_is_bounded_as_it_is_written,
    the_media_type_alone_decides_whatever_the_size,
);

/// Every byte there is.
fn all_bytes() -> Vec<u8> {
    (0..=u8::MAX).collect()
}

async fn bytes_are_sent_as_base64_says(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(201, "application/json", "{}")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    let encoded = base64_of(&all_bytes());
    let in_lines: Vec<&str> =
        encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    let multipart = "multipart/form-data; boundary=\"b\"";
    for (method, body, content_type, sent_as) in [
        ("POST", encoded.clone(), None, "application/octet-stream"),
        ("POST", encoded.clone(), Some(multipart), multipart),
        ("PATCH", in_lines.join("\r\n"), Some("image/png"), "image/png"),
        ("PUT", in_lines.join("\n") + "\n", Some("application/json"), "application/json"),
    ] {
        let request = RuntimeRequest {
            method: method.to_owned(),
            body: Some(body),
            body_encoding: BodyEncoding::Base64,
            content_type: content_type.map(str::to_owned),
            ..echo()
        };
        result(server.as_connector(&id, &token, &request)).await;
        let received = instance.received().pop().expect("a request");
        assert_eq!(received.body, all_bytes(), "{method}");
        assert_eq!(received.headers["content-type"], sent_as, "{method}");
        assert_eq!(received.headers["content-length"], "256", "{method}");
    }
    let sent = instance.received().len();
    for body in ["JVBERv8", "%PDF", "JVBERv8=!", "_-8="] {
        let request = RuntimeRequest {
            method: "POST".to_owned(),
            body: Some(body.to_owned()),
            body_encoding: BodyEncoding::Base64,
            ..echo()
        };
        let problem = fails(server.as_connector(&id, &token, &request), ProblemCode::RequestBody).await;
        assert_eq!(problem.pointer.as_deref(), Some("/body"));
        assert!(!problem.detail.expect("a detail").contains(body), "{body}");
    }
    assert_eq!(instance.received().len(), sent);
}

async fn a_method_that_has_no_body_is_sent_without_one(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "application/json", "")).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    let of = |method: &str, body: Option<&str>, body_encoding| RuntimeRequest {
        method: method.to_owned(),
        body: body.map(str::to_owned),
        body_encoding,
        ..echo()
    };
    for method in ["GET", "HEAD"] {
        let smuggled = "GET /services/oauth2/userinfo HTTP/1.1\r\n\r\n";
        for (body, encoding) in [
            ("{}", BodyEncoding::Text),
            (" ", BodyEncoding::Text),
            (smuggled, BodyEncoding::Text),
            ("e30=", BodyEncoding::Base64),
        ] {
            let asked = server.as_connector(&id, &token, &of(method, Some(body), encoding));
            let problem = fails(asked, ProblemCode::RequestBody).await;
            assert_eq!(problem.pointer.as_deref(), Some("/body"), "{method} {body}");
            let detail = problem.detail.expect("a detail");
            assert!(detail.contains(method) && detail.contains("POST"), "{detail}");
        }
        assert_eq!((instance.requests(), instance.logins()), (0, 0), "{method}");
    }
    // What nobody filled in says nothing.
    for (method, body, encoding) in [
        ("GET", None, BodyEncoding::Text),
        ("GET", Some(""), BodyEncoding::Text),
        ("HEAD", Some("\n"), BodyEncoding::Base64),
    ] {
        result(server.as_connector(&id, &token, &of(method, body, encoding))).await;
        let received = instance.received().pop().expect("a request");
        assert_eq!((received.method.as_str(), received.body.len()), (method, 0));
        assert!(!received.headers.contains_key("content-length"), "{method}");
    }
}

async fn a_body_is_bounded_as_it_is_written(database: Arc<TestDatabase>) {
    let instance = Instance::start(|_| answer(200, "text/plain", "")).await;
    let mut config = config();
    config.allowed_authorities.push(instance.url.clone());
    config.runtime.body_bytes = 10_000;
    let server = TestServer::in_use_with(database, config).await;
    let id = server.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, &instance.url).await;
    let token = server.token().await;
    let of = |bytes: usize| RuntimeRequest {
        method: "POST".to_owned(),
        body: Some(base64_of(&vec![0xff; bytes])),
        body_encoding: BodyEncoding::Base64,
        ..echo()
    };
    // As base64 it has 9,600 characters, beside the rest of the request.
    result(server.as_connector(&id, &token, &of(7_200))).await;
    assert_eq!(instance.received().pop().expect("a request").body.len(), 7_200);
    let problem = fails(server.as_connector(&id, &token, &of(9_000)), ProblemCode::BodyTooLarge).await;
    assert_eq!(problem.detail.as_deref(), Some("the body has more than 10000 bytes"));
}

async fn the_media_type_alone_decides_whatever_the_size(database: Arc<TestDatabase>) {
    use BodyEncoding::{Base64, Text};
    // Media type, body, how it is written, the text that it is, and whether something of it was lost.
    let table: &[(&str, &[u8], BodyEncoding, &str, bool)] = &[
        ("text/csv", "Name;é\n".as_bytes(), Text, "Name;é\n", false),
        ("text/plain", b"caf\xe9 ", Text, "caf\u{fffd} ", true),
        ("application/json", b"\"\xff\" ", Text, "\"\u{fffd}\" ", true),
        ("application/xml", b"\xef\xbb\xbf<a/>", Text, "<a/>", false),
        ("text/csv; charset=UTF-8", b"\xef\xbb\xbfName\n", Text, "Name\n", false),
        ("text/csv; charset=ISO-8859-1", b"caf\xe9", Base64, "", false),
        ("application/pdf", b"%PDF", Base64, "", false),
    ];
    let cases: Vec<_> =
        [1, 40_000].into_iter().flat_map(|repeats| table.iter().map(move |row| (repeats, row))).collect();
    let bodies: Vec<_> = cases.iter().map(|(repeats, row)| (row.0, row.1.repeat(*repeats))).collect();
    let answered = bodies.clone();
    let instance = Instance::start(move |n| answer(200, answered[n].0, answered[n].1.clone())).await;
    let (server, id, token) = at(database, &instance, 1 << 20).await;
    for ((repeats, (media_type, _, encoding, text, lossy)), (_, long)) in cases.into_iter().zip(bodies) {
        let (encoding, lossy) = (*encoding, *lossy);
        let found = result(server.as_connector(&id, &token, &echo())).await;
        let case = format!("{media_type} {repeats}");
        assert_eq!(
            (found.http_response_body_encoding, found.http_response_body_lossy),
            (encoding, lossy),
            "{case}"
        );
        let expected = match encoding {
            Base64 => base64_of(&long),
            Text => {
                // The mark is one at the beginning only.
                let long = String::from_utf8_lossy(&long).into_owned();
                long.strip_prefix('\u{feff}').unwrap_or(&long).to_owned()
            }
        };
        assert!(found.http_response_body == expected, "{case}");
        assert!(encoding == Base64 || found.http_response_body.starts_with(*text), "{case}");
    }
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
