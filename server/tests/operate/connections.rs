//! Connections: none is held for long by who is silent, slow or does not read, and nobody can have all.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use connectors_server::config::Config;
use connectors_server::serve::serve_metrics;
use contract::api::{HEALTH, OPENAPI, READY};
use contract::codes::ProblemCode;
use salesforce_sandbox::Fault;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use crate::database::{Backend, with_database};
use crate::exposition::Exposition;
use crate::test_server::{StaticDns, TestServer, config, fails, until};

/// How long a client may be silent in these tests.
const SHORT: Duration = Duration::from_millis(300);
/// What no test waits for: long enough that only what is closed for another reason is closed.
const LONG: Duration = Duration::from_secs(600);
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// Runs a test against a server whose configuration it changes.
async fn with_server<F: Future<Output = ()> + Send + 'static>(
    change: impl FnOnce(&mut Config),
    test: impl FnOnce(TestServer) -> F + Send + 'static,
) {
    let mut config = config();
    change(&mut config);
    with_database(Backend::Sqlite, |database| async move {
        test(TestServer::with(database, config, StaticDns::default()).await).await;
    })
    .await;
}

fn address(server: &TestServer) -> SocketAddr {
    server.origin.strip_prefix("http://").and_then(|address| address.parse().ok()).expect("an address")
}

async fn connect(server: &TestServer, from: IpAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::new(from, 0)).expect("an address of this machine");
    socket.connect(address(server)).await.expect("a connection")
}

/// How many connections the server has open.
fn open(server: &TestServer) -> f64 {
    scrape(server).value("connectors_connections", "")
}

fn scrape(server: &TestServer) -> Exposition {
    Exposition::read(&server.state.metrics.text().expect("a text"))
}

/// So many connections, all of which the server has taken in.
async fn silent(server: &TestServer, times: usize, from: IpAddr) -> Vec<TcpStream> {
    let before = open(server);
    let mut connections = Vec::new();
    for _ in 0..times {
        connections.push(connect(server, from).await);
    }
    until("they are taken in", || open(server) == before + times as f64).await;
    connections
}

/// Asks on a connection, and reads the answer's head and whatever comes with it.
async fn ask(connection: &mut TcpStream, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    connection.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        assert_ne!(connection.read_buf(&mut answer).await.expect("an answer"), 0, "closed: {answer:?}");
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Waits until the server has closed a connection.
async fn is_closed(what: &str, mut connection: TcpStream) {
    let mut rest = Vec::new();
    let ended = timeout(Duration::from_secs(60), connection.read_to_end(&mut rest)).await;
    match ended.unwrap_or_else(|_| panic!("{what} is still open")) {
        Ok(_) => assert!(rest.is_empty(), "{what}: {}", String::from_utf8_lossy(&rest)),
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{what}: {error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_silent_or_slow_is_let_go() {
    let short = |config: &mut Config| {
        config.inbound.head = SHORT;
        config.check.budget = 4 * SHORT;
    };
    with_server(short, |server| async move {
        let mut kept = connect(&server, HERE).await;
        assert!(ask(&mut kept, HEALTH).await.starts_with("HTTP/1.1 200"));
        let mut half = connect(&server, HERE).await;
        half.write_all(b"GET /healthz HTTP/1.1\r\nHost: local").await.expect("sent");
        let silent = connect(&server, HERE).await;
        let (reads, mut writes) = connect(&server, HERE).await.into_split();
        let drips = tokio::spawn(async move {
            // It ends by the server's doing, in a write that fails.
            while writes.write_all(b"x").await.is_ok() {
                sleep(SHORT / 10).await;
            }
            writes
        });
        for (what, connection) in [("half a head", half), ("silence", silent), ("an idle connection", kept)] {
            is_closed(what, connection).await;
        }
        let writes = timeout(Duration::from_secs(60), drips).await.expect("the drip was ended");
        is_closed("a drip", reads.reunite(writes.expect("no panic")).expect("one connection")).await;
        assert_eq!(open(&server), 0.0);

        // Who waits for an answer is no silent client.
        let mut form = server.form("Sales");
        form["url"] = json!(server.sandbox.addresses().fault_url(Fault::Stall));
        fails(server.check(&form), ProblemCode::SalesforceTimedOut).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_is_let_go() {
    with_server(
        |config| config.inbound.unread = SHORT,
        |server| async move {
            let mut unread = connect(&server, HERE).await;
            let request = format!("GET {OPENAPI} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            // Far more than lies between two sockets.
            unread.write_all(request.repeat(1_000).as_bytes()).await.expect("sent");
            until("it is taken in", || open(&server) == 1.0).await;
            until("it is let go", || open(&server) == 0.0).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_is_no_larger_than_it_may_be() {
    with_server(
        |_| {},
        |server| async move {
            let bytes = server.state.config.inbound.head_bytes;
            for (header, status) in [(bytes / 2, "200"), (bytes, "431")] {
                let mut connection = connect(&server, HERE).await;
                let request = format!(
                    "GET {HEALTH} HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n",
                    "x".repeat(header)
                );
                connection.write_all(request.as_bytes()).await.expect("sent");
                let mut answer = [0; 12];
                connection.read_exact(&mut answer).await.expect("an answer");
                assert_eq!(answer, *format!("HTTP/1.1 {status}").as_bytes(), "{header} bytes");
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_limit_health_is_answered_and_nothing_else() {
    let few = |config: &mut Config| {
        config.inbound.head = LONG;
        config.inbound.connections = 4;
        // One for each address.
        config.inbound.reserve = 8;
        config.inbound.reserve_head = SHORT;
    };
    with_server(few, |server| async move {
        let mut all = silent(&server, 4, HERE).await;
        let asked = async |path: &str| {
            let mut connection = connect(&server, HERE).await;
            let answer = ask(&mut connection, path).await;
            drop(connection);
            until("its place is free again", || open(&server) == 4.0).await;
            answer.to_lowercase()
        };
        for (path, status) in
            [(HEALTH, 200), (READY, 200), ("/connectors", 503), (OPENAPI, 503), (HEALTH, 200)]
        {
            let answer = asked(path).await;
            assert!(answer.starts_with(&format!("http/1.1 {status}")), "{path}: {answer}");
            assert!(answer.contains("\r\nconnection: close\r\n"), "{path}: {answer}");
            assert_eq!(answer.contains("\r\nretry-after: 1\r\n"), status == 503, "{path}: {answer}");
        }
        let mut reserve = silent(&server, 1, HERE).await;
        is_closed("one above the reserve's share", connect(&server, HERE).await).await;
        let mut balancer = connect(&server, ELSEWHERE).await;
        assert!(ask(&mut balancer, HEALTH).await.starts_with("HTTP/1.1 200"), "another has its own share");
        drop(balancer);
        is_closed("a silent one of the reserve", reserve.remove(0)).await;
        let refused = scrape(&server).value("connectors_rate_limit_refusals_total", "limit=connections");
        assert_eq!(refused, 1.0);

        assert!(ask(&mut all[0], OPENAPI).await.starts_with("HTTP/1.1 200"), "who has a place keeps it");
        drop(all.pop());
        until("a place is free", || open(&server) == 3.0).await;
        assert!(ask(&mut connect(&server, HERE).await, OPENAPI).await.starts_with("HTTP/1.1 200"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_have_all_unless_it_is_a_trusted_proxys() {
    let few = |config: &mut Config| {
        config.inbound.head = LONG;
        config.inbound.connections_of_an_address = 3;
    };
    with_server(few, |server| async move {
        let _held = silent(&server, 3, HERE).await;
        for _ in 0..5 {
            is_closed("a fourth", connect(&server, HERE).await).await;
        }
        let mut another = connect(&server, ELSEWHERE).await;
        assert!(ask(&mut another, HEALTH).await.starts_with("HTTP/1.1 200"));
        let limit = "limit=connections_of_an_address";
        assert_eq!(scrape(&server).value("connectors_rate_limit_refusals_total", limit), 5.0);
    })
    .await;
    let behind_a_proxy = move |config: &mut Config| {
        few(config);
        config.inbound.head = SHORT;
        config.inbound.proxy_head = LONG;
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    };
    with_server(behind_a_proxy, |server| async move {
        let mut held = silent(&server, 10, HERE).await;
        is_closed("a client", connect(&server, ELSEWHERE).await).await;
        assert!(
            ask(&mut held[0], HEALTH).await.starts_with("HTTP/1.1 200"),
            "a proxy's may be idle for longer"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metrics_listener_is_guarded_as_well() {
    with_server(
        |config| config.inbound.head = SHORT,
        |server| async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let metrics = listener.local_addr().expect("an address");
            let serving = tokio::spawn(serve_metrics(listener, server.state.clone()));
            let mut half = TcpStream::connect(metrics).await.expect("a connection");
            half.write_all(b"GET /metrics HT").await.expect("sent");
            is_closed("half a head", half).await;
            serving.abort();
        },
    )
    .await;
}
