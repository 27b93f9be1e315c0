//! The built app, from a directory.

use std::fs;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use connectors_server::app;
use connectors_server::config::{AppSource, Config};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::database::{Backend, with_database};
use crate::test_server::{StaticDns, TestServer, config};

const PAGE: &str = "<!doctype html><script type=\"module\">alert(1)</script>";
const JS: &str = "/app-0123456789abcdef.js";

fn built() -> (TempDir, Config) {
    let directory = tempfile::tempdir().expect("a directory");
    let write = |name: &str, content: &str| fs::write(directory.path().join(name), content).expect("written");
    write("index.html", PAGE);
    write("app-0123456789abcdef.js", "plain");
    write("app-0123456789abcdef.js.br", "brotli");
    write("app-0123456789abcdef.js.gz", "gzip");
    write("favicon.svg", "<svg/>");
    let config = Config { app: AppSource::Directory(directory.path().to_owned()), ..config() };
    (directory, config)
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn get(server: &TestServer, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path).header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = app(server.state.clone()).oneshot(request).await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), 65_536).await.expect("a body");
    Answer { status, headers, body: String::from_utf8(body.to_vec()).expect("text") }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_stands_at_the_apps_routes_with_its_script_allowed() {
    with_database(Backend::Sqlite, async |database| {
        let (directory, config) = built();
        let server = TestServer::with(database, config, StaticDns::default()).await;
        for path in ["/", "/connectors", "/connectors/", "/connectors/salesforce/new", "/connectors?x=1"] {
            let answer = get(&server, path, &[]).await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, PAGE), "{path}");
            assert_eq!(answer.headers["cache-control"], "no-cache");
            let policy = answer.headers["content-security-policy"].to_str().expect("text");
            assert!(policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"), "{policy}");
        }
        // In development the page changes under a running server, and its policy with it.
        fs::write(directory.path().join("index.html"), "<script>alert(2)</script>").expect("written");
        let answer = get(&server, "/connectors", &[]).await;
        let policy = answer.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("'sha256-") && !policy.contains("bhHHL3z2vDgxUt0W3dWQ"), "{policy}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_has_the_page_that_says_so_and_a_missing_file_has_none() {
    with_database(Backend::Sqlite, async |database| {
        let (directory, config) = built();
        let server = TestServer::with(database, config, StaticDns::default()).await;
        let known = get(&server, "/connectors", &[]).await.headers["etag"].clone();
        let known = [("if-none-match", known.to_str().expect("text")), ("accept-encoding", "br")];
        let views = [
            "/nowhere",
            "/Connectors",
            "/connectors/nowhere",
            "/connectors/salesforce/new/more",
            "/connectors//",
            "/a/b/c/d?x=1",
            "/_gallery",
            "/_gallery/cards/empty",
            "/index.html",
            "/../Cargo.toml",
            "/%2e%2e/x",
            "/.hidden",
        ];
        for path in views {
            let answer = get(&server, path, &known).await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_FOUND, PAGE), "{path}");
            assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
            assert_eq!(answer.headers["cache-control"], "no-cache");
            assert!(!answer.headers.contains_key("etag"), "{path}");
            let policy = answer.headers["content-security-policy"].to_str().expect("text");
            assert!(policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"), "{policy}");
        }
        let files = ["/nowhere.js", "/app-0123456789abcdef.js.br", "/locales/xx.json", "/robots.txt"];
        for path in files {
            let answer = get(&server, path, &known).await;
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (StatusCode::NOT_FOUND, "Not found\n"),
                "{path}"
            );
            assert!(answer.headers["content-type"].to_str().expect("text").starts_with("text/plain"));
        }
        for path in ["/api", "/api/", "/api/v1/nowhere", "/api/v2/connectors.js"] {
            let answer = get(&server, path, &known).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
        }
        // Nothing says so more than the server itself where no page is built.
        fs::remove_file(directory.path().join("index.html")).expect("removed");
        let answer = get(&server, "/nowhere", &[]).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_FOUND, "Not found\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_as_the_client_wants_them() {
    with_database(Backend::Sqlite, async |database| {
        let (_directory, config) = built();
        let server = TestServer::with(database, config, StaticDns::default()).await;
        for (accepted, body, encoding) in [
            ("gzip, br", "brotli", Some("br")),
            ("gzip;q=1, br;q=0.9", "gzip", Some("gzip")),
            ("br;q=0, gzip;q=0", "plain", None),
            ("", "plain", None),
        ] {
            let answer = get(&server, JS, &[("accept-encoding", accepted)]).await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, body), "{accepted}");
            assert_eq!(
                answer.headers.get("content-encoding").map(|value| value.to_str().expect("text")),
                encoding
            );
            assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
            assert_eq!(answer.headers["content-type"], "text/javascript; charset=utf-8");
            assert_eq!(answer.headers["vary"], "accept-encoding");
        }
        let icon = get(&server, "/favicon.svg", &[("accept-encoding", "br")]).await;
        assert_eq!(icon.headers["cache-control"], "no-cache");
        let etag = icon.headers["etag"].to_str().expect("text");
        let again = get(&server, "/favicon.svg", &[("if-none-match", etag)]).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gallery_and_frames_are_the_operators_choice() {
    with_database(Backend::Sqlite, async |database| {
        let (_directory, built) = built();
        let frame_ancestors = vec!["https://hub.example".to_owned()];
        let server = TestServer::with(
            database,
            Config { gallery: true, frame_ancestors, ..built },
            StaticDns::default(),
        )
        .await;
        let answer = get(&server, "/_gallery/cards/empty", &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        let policy = answer.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.ends_with("frame-ancestors https://hub.example"), "{policy}");
        assert!(!answer.headers.contains_key("x-frame-options"));
    })
    .await;
}
