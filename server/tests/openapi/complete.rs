//! Nothing is missing: no route, no method, no code.

use std::collections::BTreeSet;

use connectors_server::api::{document, routes};
use contract::codes::ProblemCode;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::database::{Backend, with_database};
use crate::test_server::{TestServer, send};

/// What is served to say that there is nothing below `/api`, and the page's place, as axum calls it.
const NO_API: [&str; 5] = ["/api", "/api/", "/api/{*rest}", "/", "/{*__private__axum_fallback}"];

/// The paths of a router, which tells them to people who debug it only.
fn served(router: &axum::Router<connectors_server::state::AppState>) -> BTreeSet<String> {
    let shown = format!("{router:?}");
    let words = shown.split('"').skip(1).step_by(2);
    words.filter(|word| word.starts_with('/')).map(str::to_owned).collect()
}

fn documented() -> BTreeSet<String> {
    document()["paths"].as_object().expect("paths").keys().cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_in_the_document() {
    with_database(Backend::Sqlite, async |database| {
        let server = TestServer::new(database).await;
        let mut paths = served(&routes(&server.state));
        for path in NO_API {
            assert!(paths.remove(path), "{path} is not served: are the router's paths still shown?");
        }
        assert_eq!(paths, documented());

        let document = document();
        for (path, item) in document["paths"].as_object().expect("paths") {
            let real = path.replace("{id}", "x").replace("{key}", "x");
            let probe = Method::from_bytes(b"PROBE").expect("a method");
            let response = send(server.request(probe, &real)).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
            let allowed = response.headers()["allow"].to_str().expect("text").to_lowercase();
            let allowed: BTreeSet<&str> = allowed.split(',').filter(|method| *method != "head").collect();
            let described: BTreeSet<&str> =
                item.as_object().expect("operations").keys().map(String::as_str).collect();
            assert_eq!(allowed, described, "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_that_is_not_in_the_document_is_caught() {
    with_database(Backend::Sqlite, async |database| {
        let server = TestServer::new(database).await;
        let more = routes(&server.state).route("/api/v1/hidden", axum::routing::get(async || ""));
        let hidden: Vec<String> = served(&more).difference(&documented()).cloned().collect();
        assert!(hidden.contains(&"/api/v1/hidden".to_owned()), "{hidden:?}");
    })
    .await;
}

/// The codes that the document's answers name.
fn codes(document: &Value) -> BTreeSet<&str> {
    let operations = document["paths"].as_object().expect("paths").values().flat_map(|item| {
        item.as_object().expect("operations").values().map(|operation| &operation["responses"])
    });
    let answers = operations.chain([&document["components"]["responses"]]);
    answers
        .flat_map(|responses| responses.as_object().expect("responses").values())
        .filter_map(|response| {
            response["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]
                ["enum"]
                .as_array()
        })
        .flatten()
        .map(|code| code.as_str().expect("a code"))
        .collect()
}

#[test]
fn every_code_is_documented_somewhere() {
    let document = document();
    let all: BTreeSet<&str> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes(&document), all);
}

#[test]
fn a_code_that_is_documented_nowhere_is_caught() {
    let mut document = document();
    document["components"]["responses"] = Value::Object(serde_json::Map::new());
    assert!(!codes(&document).contains(ProblemCode::MethodNotAllowed.as_str()));
}

#[test]
fn every_body_has_a_sample() {
    let document = document();
    let operations = document["paths"].as_object().expect("paths").iter().flat_map(|(path, item)| {
        item.as_object().expect("operations").iter().map(move |(method, operation)| (path, method, operation))
    });
    for (path, method, operation) in operations {
        let answers = operation["responses"].as_object().expect("responses").values();
        for content in answers.map(|answer| &answer["content"]).chain([&operation["requestBody"]["content"]])
        {
            for (media_type, body) in content.as_object().into_iter().flatten() {
                // The document itself, and a word.
                if body["schema"]["$ref"].is_string() || media_type == "application/problem+json" {
                    let sample = body.get("example").or(body.get("examples"));
                    assert!(sample.is_some(), "{method} {path}: {media_type}");
                }
            }
        }
    }
}
