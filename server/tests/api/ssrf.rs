//! URLs that would lead the server somewhere else.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use contract::codes::{Field, ProblemCode, Step};
use salesforce_sandbox::Fault;
use serde_json::json;
use tokio::net::TcpListener;

use crate::database::{Backend, TestDatabase, with_database};
use crate::test_server::{StaticDns, TestServer, config, fails};

/// Counts who connects to the returned port of this machine.
async fn trap() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let caught = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&caught);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counting.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, caught)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_of_an_address_is_asked() {
    with_database(Backend::Sqlite, no_spelling).await;
}

async fn no_spelling(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let (port, caught) = trap().await;
    let hosts = [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "127.0.0.1.",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "10.0.0.1",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "[fe80::1%25eth0]",
        "metadata.google.internal",
        "127。0。0。1",
        "１２７.0.0.1",
        "①②⑦.0.0.1",
        "localhost.",
        "LOCALHOST",
        "login.salesforce.com.",
        "login.salesforce.com@127.0.0.1",
        "127.0.0.1#.my.salesforce.com",
        "127.0.0.1?.my.salesforce.com",
        "127.0.0.1/.my.salesforce.com",
        "127.0.0.1\\.my.salesforce.com",
        "127.0.0.1\t.my.salesforce.com",
        "127.0.0.1%23.my.salesforce.com",
        "evil.example",
        "my.salesforce.com.evil.example",
        "evilmy.salesforce.com",
        "lоgin.salesforce.com",
        "login.salesforce.com%00.evil.example",
        "127.0.0.1.nip.io",
    ];
    for host in hosts {
        for url in [
            format!("http://{host}:{port}"),
            format!("https://{host}:{port}"),
            format!("https://{host}"),
            format!("//{host}:{port}"),
            format!("gopher://{host}:{port}"),
        ] {
            let mut form = server.form("Sales");
            form["url"] = json!(url);
            let problem = fails(server.check(&form), ProblemCode::Invalid).await;
            assert_eq!(
                problem.violations.iter().map(|violation| violation.field).collect::<Vec<_>>(),
                [Field::Url],
                "{url}"
            );
        }
    }
    assert_eq!(caught.load(Ordering::SeqCst), 0);
    assert_eq!(server.sandbox.counters(), salesforce_sandbox::Counters::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_that_leads_inside_is_asked() {
    with_database(Backend::Sqlite, no_name).await;
}

async fn no_name(database: Arc<TestDatabase>) {
    let inside: Vec<IpAddr> = [
        "127.0.0.1",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "0.0.0.0",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fd00:ec2::254",
        "fe80::1",
    ]
    .map(|address| address.parse().expect("an address"))
    .to_vec();
    let public: IpAddr = "198.51.101.1".parse().expect("an address");
    let mut names = HashMap::new();
    for (n, &address) in inside.iter().enumerate() {
        names.insert(format!("alone{n}.my.salesforce.com"), vec![address]);
        names.insert(format!("mixed{n}.my.salesforce.com"), vec![public, address]);
    }
    let hosts: Vec<String> = names.keys().cloned().collect();
    let server = TestServer::with(database, config(), StaticDns(names)).await;
    for host in hosts {
        let mut form = server.form("Sales");
        form["url"] = json!(format!("https://{host}"));
        let problem = fails(server.check(&form), ProblemCode::SalesforceForbiddenAddress).await;
        // Refused by the resolver: a connection that was tried would end as unreachable or timed out.
        assert_eq!(problem.step, Some(Step::Reach), "{host}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_megabytes_are_not_read() {
    with_database(Backend::Sqlite, async |database| {
        let server = TestServer::new(database).await;
        let mut form = server.form("Sales");
        form["url"] = json!(server.sandbox.addresses().fault_url(Fault::Huge));
        let before = resident_kib();
        for _ in 0..10 {
            fails(server.check(&form), ProblemCode::SalesforceUnexpected).await;
        }
        let grown = resident_kib().saturating_sub(before);
        // Ten times 100 MB would be a gigabyte; other tests of this process grow meanwhile.
        assert!(grown < 100 * 1024, "{grown} KiB");
    })
    .await;
}

/// The process' memory, of Linux's own counting.
#[cfg(target_os = "linux")]
fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
