//! Paths and headers by which a caller might send the connector's token elsewhere, or send what was not checked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use contract::codes::ProblemCode;
use contract::runtime::RuntimeRequest;
use tokio::net::TcpListener;

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::echo;
use crate::test_server::{TestServer, fails};

on_both_databases!(no_path_and_no_header_leads_elsewhere);

/// Paths. `{foreign}` is the authority at which the test listens.
const PATHS: &[&str] = &[
    "",
    "/",
    "services/data/",
    "data",
    "?",
    "?/services/data/",
    "/?/services/data/",
    "/services?/data/",
    "/services/oauth2?x",
    "/services/proxy?url=http://{foreign}/",
    "/services/..?",
    "/services/data/..?a",
    "/services/data/%2e%2e?a",
    "/services/data/a%2f..%2f..%2foauth2",
    "/services/data/..%5c",
    "/services/data/%252e%252e%252foauth2",
    "/services/data/..%3b/",
    "/services/%2foauth2/token",
    "/services/%5coauth2/token",
    "/services/data?a=\r\nHost: {foreign}",
    "/services/data?a=\u{0}",
    "/services/data?a=%",
    "//{foreign}?/services/data/",
    "http://{foreign}?/services/",
    "#",
    "http://{foreign}/services/data/",
    "https://{foreign}/",
    "HTTP://{foreign}/",
    "//{foreign}/services/data/",
    "///{foreign}/",
    "////{foreign}",
    "/\\{foreign}/",
    "\\\\{foreign}\\",
    "/\\/{foreign}/",
    "\\/{foreign}/services/",
    "@{foreign}/services/data/",
    ":80@{foreign}/",
    ".{foreign}/services/",
    "/@{foreign}/",
    "/services@{foreign}/",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "gopher://{foreign}/",
    "data:text/plain,x",
    "ws://{foreign}/",
    "/services//{foreign}/",
    "/services/\\{foreign}/",
    "/services///data/",
    "/services/data//",
    "//services/data/",
    "/services/.",
    "/services/..",
    "/services/./data/",
    "/services/../",
    "/services/../../",
    "/services/data/..",
    "/services/data/../../secur/frontdoor.jsp",
    "/services/..%2f",
    "/services/%2e/",
    "/services/%2e%2e/",
    "/services/.%2e/",
    "/services/%2E./",
    "/services/%2e%2E/secur/",
    "/services/%252e%252e/",
    "/services/%25%32%65/",
    "/services/..;/secur/",
    "/services/;/../",
    "/services/data;jsessionid=1/",
    "/services/%3b/",
    "/services/.../",
    "/services/%c0%ae%c0%ae/",
    "/services/%e0%80%ae/",
    "/services/%c0%af",
    "/services/%ff",
    "/services/%u002e/",
    "/services/%ef%bc%8e%ef%bc%8e/",
    "/services/a%ef%bc%8fb",
    "/services/%e2%80%a4%e2%80%a4/",
    "/services/a%e2%81%84b",
    "/services/a%e2%88%95b",
    "/services/a%ef%bc%bcb",
    "/services/%e2%80%a5/",
    "/services/data/.%e2%80%8b./",
    "/services/data/%c2%ad..%ef%bb%bf/oauth2",
    "/services/data/a%e2%a7%b5..%e2%a7%b5..%e2%a7%b5oauth2",
    "/services/．．/",
    "/services/a／b",
    "/services/%2f{foreign}/",
    "/services/a%2fb",
    "/services/a%2Fb",
    "/services/a%5cb",
    "/services/a%5Cb",
    "/services/a%252fb",
    "/services/a%255cb",
    "/services/%2525",
    "/services/%",
    "/services/%4",
    "/services/%zz",
    "/services/%00",
    "/services/a%0d%0aX:1",
    "/services/a%0a",
    "/services/a%09b",
    "/services/a%7f",
    "/services/a%c2%85b",
    "/services/a\r\nHost: {foreign}\r\n\r\n",
    "/services/a\nb",
    "/services/a\tb",
    "/services/a\u{0}b",
    "/services/a b",
    "/services/ HTTP/1.1\r\nX: y",
    " /services/data/",
    "/services/data/ ",
    "\t/services/",
    "/services/a\u{7f}",
    "/services/data/#",
    "/services/data/#@{foreign}",
    "/services/a%3fb",
    "/services/a%23b",
    "/services/é",
    "/services/\u{202e}",
    "/services/a|b",
    "/services/a\"b",
    "/services/a<b>",
    "/services/a{b}",
    "/services/a^b",
    "/services/a`b",
    "/services/[::1]/",
    "/services/%61",
    "/services/%41%42",
    "/services/dat%61/",
    "/SERVICES/data/",
    "/Services/data/",
    "/%73ervices/data/",
    "/servicesx/",
    "/services",
    "/secur/frontdoor.jsp",
    "/id/00D/005",
    "/_ui/",
    "/apex/page",
    "/setup/",
    "/.well-known/",
    "/servlet/x",
    "/services/oauth2/token",
    "/services/oauth2/revoke",
    "/services/oauth2/singleaccess",
    "/services/OAuth2/userinfo",
    "/services/oauth2",
    "/services/oauth2/",
    "/services/o%61uth2/token",
    "/services/%6fauth2/token",
    "/services/proxy",
    "/services/Proxy/",
    "/services/pro%78y",
];

/// Headers: names and values.
const HEADERS: &[(&str, &str)] = &[
    ("Authorization", "Bearer mine"),
    ("authorization", "x"),
    ("AUTHORIZATION", "x"),
    ("Authorization ", "x"),
    ("Proxy-Authorization", "x"),
    ("Proxy-Connection", "keep-alive"),
    ("Proxy-Authenticate", "x"),
    ("X-SFDC-Session", "x"),
    ("SalesforceProxy-Endpoint", "http://{foreign}/"),
    ("salesforceproxy_sid", "x"),
    ("X-Authorization", "x"),
    ("Cookie", "sid=x"),
    ("cookie", "sid=x"),
    ("Cookie2", "x"),
    ("Host", "{foreign}"),
    ("host", "{foreign}"),
    ("X-Host", "{foreign}"),
    ("X-Forwarded-Host", "{foreign}"),
    ("X_Forwarded_Host", "{foreign}"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-Proto", "http"),
    ("X-Forwarded-Prefix", "/x"),
    ("X-Original-Host", "{foreign}"),
    ("Forwarded", "host={foreign}"),
    ("X-Original-URL", "/secur/"),
    ("X-Rewrite-URL", "/secur/"),
    ("X-Real-IP", "127.0.0.1"),
    ("Via", "1.1 x"),
    ("Connection", "close, Authorization"),
    ("Connection", "upgrade"),
    ("Keep-Alive", "timeout=5"),
    ("TE", "trailers"),
    ("Trailer", "Authorization"),
    ("Transfer-Encoding", "chunked"),
    ("transfer_encoding", "chunked"),
    ("Upgrade", "h2c"),
    ("HTTP2-Settings", "x"),
    ("Expect", "100-continue"),
    ("Content-Length", "0"),
    ("Content_Length", "0"),
    ("Content-Type", "text/html"),
    ("Content-Encoding", "gzip"),
    ("Accept-Encoding", "gzip"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-HTTP-Method", "DELETE"),
    ("X-Method-Override", "DELETE"),
    ("Origin", "http://{foreign}"),
    ("Referer", "http://{foreign}/"),
    ("Sec-Fetch-Site", "none"),
    ("Sec-WebSocket-Key", "x"),
    ("User-Agent", "x"),
    ("Date", "x"),
    ("", "x"),
    (" ", "x"),
    (":path", "/x"),
    (":authority", "{foreign}"),
    ("X:Y", "x"),
    ("X Y", "x"),
    ("X\r\nHost", "{foreign}"),
    ("X\n", "x"),
    ("X\u{0}", "x"),
    ("Xé", "x"),
    ("X(", "x"),
    ("X-A", "a\r\nHost: {foreign}"),
    ("X-A", "a\nb"),
    ("X-A", "a\rb"),
    ("X-A", "a\u{0}b"),
    ("X-A", "é"),
    ("X-A", "a\u{7f}"),
    ("X-A", "\u{1}"),
    ("X-A", "a\u{85}b"),
    ("X-A", "\u{560a}"),
];

async fn no_path_and_no_header_leads_elsewhere(database: Arc<TestDatabase>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let foreign = listener.local_addr().expect("an address").to_string();
    let visits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&visits);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            drop(stream);
        }
    });
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    let put = |text: &str| text.replace("{foreign}", &foreign);

    assert!(PATHS.len() + HEADERS.len() >= 200);
    for path in PATHS {
        let request = RuntimeRequest { request_path: put(path), ..echo() };
        fails(server.as_connector(&id, &token, &request), ProblemCode::RequestPath).await;
    }
    for (name, value) in HEADERS {
        let request = RuntimeRequest { headers: BTreeMap::from([(put(name), put(value))]), ..echo() };
        fails(server.as_connector(&id, &token, &request), ProblemCode::RequestHeader).await;
    }
    for content_type in ["a\r\nHost: x", "é", "\u{0}"] {
        let request = RuntimeRequest { content_type: Some(content_type.to_owned()), ..echo() };
        fails(server.as_connector(&id, &token, &request), ProblemCode::RequestHeader).await;
    }
    let twice =
        BTreeMap::from([("X-A", "1"), ("x-a", "2")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    let request = RuntimeRequest { headers: twice, ..echo() };
    fails(server.as_connector(&id, &token, &request), ProblemCode::RequestHeader).await;

    assert_eq!(visits.load(Ordering::SeqCst), 0, "the foreign origin saw nothing");
    assert_eq!(server.sandbox.counters().connections, 0, "nor did Salesforce: not even a login was made");
}
