//! The program itself: what it says when it cannot start, what its environment does to it, and how it leaves.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _};
use std::net::TcpListener;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use connectors_server::clock::Clock;
use contract::api::SALESFORCE_CHECK;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Fault, KeyFiles};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The variable that may hold the master key.
const MASTER_KEY: &str = "CONNECTORS_MASTER_KEY";

/// What makes a usual HTTP client take a detour.
const PROXIES: [&str; 6] =
    ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

fn server(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connectors-server"));
    // What the developer's shell has set must not reach it.
    command.env_clear().arg("--data").arg(data).args(args).stderr(Stdio::piped());
    command
}

/// Runs what must end by itself.
fn ends(args: &[&str]) -> (ExitStatus, String) {
    let data = tempfile::tempdir().expect("a directory");
    ended(&mut server(data.path(), args))
}

/// Runs it to its end, and tells what it said.
fn ended(command: &mut Command) -> (ExitStatus, String) {
    let mut child = command.spawn().expect("it runs");
    let status = left(&mut child);
    (status, rest(&mut child))
}

/// What it has said since it was last read.
fn rest(child: &mut Child) -> String {
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
    said
}

/// Waits for its end, but not for ever.
fn left(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a status") {
            return status;
        }
        if begun.elapsed() > Duration::from_secs(12) {
            child.kill().expect("it is there");
            panic!("it does not leave: {}", rest(child));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A demo that listens, and what it said until then.
fn running(data: &Path) -> (Child, String) {
    started(&mut server(data, &["--demo", "--port", "0"]))
}

/// The same, with more about it.
fn started(command: &mut Command) -> (Child, String) {
    let mut child = command.spawn().expect("it runs");
    let mut said = String::new();
    let mut lines = BufReader::new(child.stderr.take().expect("piped"));
    while !said.contains("listening") {
        assert_ne!(lines.read_line(&mut said).expect("text"), 0, "it ended: {said}");
    }
    child.stderr = Some(lines.into_inner());
    (child, said)
}

fn terminate(child: &mut Child) -> ExitStatus {
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    left(child)
}

#[test]
fn without_sign_in_it_does_not_start() {
    let (status, said) = ends(&[]);
    assert_eq!(status.code(), Some(1));
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("sign-in is not configured"), "{said}");
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let metrics = format!("127.0.0.1:{port}");
    for args in [&["--demo", "--port", &port][..], &["--demo", "--port", "0", "--metrics", &metrics]] {
        let (status, said) = ends(args);
        assert_eq!(status.code(), Some(1));
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(&port) && said.contains("in use"), "{said}");
    }
}

#[test]
fn a_malformed_authority_is_named() {
    for authority in [
        "localhost:8090",
        "http://localhost:8090/path",
        "ftp://localhost",
        "http://user@localhost",
        "http://a=b",
    ] {
        let (status, said) = ends(&["--demo", "--allow-authority", authority]);
        assert_eq!(status.code(), Some(2), "{said}");
        assert!(said.contains(authority), "{said}");
    }
}

#[test]
fn a_database_url_is_not_repeated_with_its_password() {
    let (status, said) =
        ends(&["--demo", "--port", "0", "--database", "postgres://ann:canary-password@127.0.0.1:1/x"]);
    assert_eq!(status.code(), Some(1));
    assert!(!said.contains("canary-password"), "{said}");
}

#[test]
fn what_would_be_sent_in_plain_text_keeps_it_from_starting() {
    let database = "postgres://ann:canary-password@db.example/x?sslmode=require";
    for (args, way_out) in [
        (["--listen", "0.0.0.0"], "--insecure-listen"),
        (["--metrics", "0.0.0.0:0"], "--insecure-listen"),
        (["--allow-authority", "http://salesforce.example"], "--insecure-authorities"),
        (["--otlp-endpoint", "http://collector.example:4318"], "--insecure-otlp"),
        (["--database", database], "--insecure-database"),
    ] {
        let demo: &[&str] = if args[0] == "--listen" { &[] } else { &["--demo", "--port", "0"] };
        let (status, said) = ends(&[demo, &args].concat());
        assert_eq!(status.code(), Some(1), "{said}");
        let last = said.lines().last().unwrap_or_default();
        assert!(last.contains(way_out) && !said.contains("canary-password"), "{said}");
    }
}

#[test]
fn it_says_where_it_made_the_master_key_and_leaves_when_told() {
    let data: TempDir = tempfile::tempdir().expect("a directory");
    let (mut first, said) = running(data.path());
    let file = data.path().join("master.key");
    assert!(said.contains("master key") && said.contains(&file.display().to_string()), "{said}");
    let key = std::fs::read_to_string(&file).expect("the key");
    assert!(!said.contains(key.trim()));
    assert_eq!(terminate(&mut first).code(), Some(0));
    let rest = rest(&mut first);
    assert!(!rest.contains(key.trim()), "{rest}");

    let (mut second, said) = running(data.path());
    assert!(!said.contains("master key"), "{said}");
    assert_eq!(terminate(&mut second).code(), Some(0));
}

#[test]
fn a_master_key_of_the_environment_needs_no_file() {
    let data = tempfile::tempdir().expect("a directory");
    let key = "a1".repeat(32);
    let (mut child, said) = started(server(data.path(), &["--demo", "--port", "0"]).env(MASTER_KEY, &key));
    assert_eq!(terminate(&mut child).code(), Some(0));
    assert!(!said.contains("master key") && !(said + &rest(&mut child)).contains(&key));
    assert!(data.path().join("connectors.sqlite").is_file() && !data.path().join("master.key").exists());
}

#[test]
fn a_malformed_master_key_of_the_environment_is_named_but_not_repeated() {
    let no_text = [b"canary-\xff".as_slice(), "a1".repeat(32).as_bytes()].concat();
    let cut_off = format!("canary{}", "a1".repeat(28));
    for key in [OsStr::from_bytes(&no_text), OsStr::new(&cut_off), OsStr::new("canary"), OsStr::new("")] {
        let data = tempfile::tempdir().expect("a directory");
        let (status, said) = ended(server(data.path(), &["--demo", "--port", "0"]).env(MASTER_KEY, key));
        assert_eq!(status.code(), Some(1), "{key:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(MASTER_KEY) && said.contains("64 hexadecimal digits"), "{said}");
        assert!(!said.contains("canary") && !said.contains("a1a1"), "{said}");
        let made = std::fs::read_dir(data.path()).expect("a directory").count();
        assert_eq!(made, 0, "neither a key nor a database");
    }
}

/// The key that opens what is stored is worth more than a start: it is named, and nothing is put in its place.
#[test]
fn a_lost_master_key_is_not_replaced() {
    let data = tempfile::tempdir().expect("a directory");
    let (mut first, _) = running(data.path());
    assert_eq!(terminate(&mut first).code(), Some(0));
    let (file, kept) = (data.path().join("master.key"), data.path().join("kept.key"));
    std::fs::rename(&file, &kept).expect("the key is there");

    let arguments = ["--demo", "--port", "0"];
    let (status, said) = ended(&mut server(data.path(), &arguments));
    assert_eq!(status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains(&file.display().to_string()) && said.contains("No new one was made"), "{said}");
    assert!(!file.exists());

    let (status, said) = ended(server(data.path(), &arguments).env(MASTER_KEY, "b2".repeat(32)));
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("sealed under master key"), "{said}");
    let (status, said) = ended(&mut server(data.path(), &["init"]));
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(!file.exists(), "{said}");

    let named = ["--demo", "--port", "0", "--master-key-file", kept.to_str().expect("text")];
    let (mut again, _) = started(&mut server(data.path(), &named));
    assert_eq!(terminate(&mut again).code(), Some(0));
}

/// A proxy would see where every tenant's requests go, and would look up names past our resolver.
#[tokio::test(flavor = "multi_thread")]
async fn no_proxy_of_the_environment_is_asked() {
    let keys = KeyFiles::generate().expect("a key pair");
    let clock = Clock::system();
    let demo = salesforce_sandbox::Config::demo(&keys, Arc::new(move || clock.now()));
    let sandbox = salesforce_sandbox::start(demo).await.expect("the sandbox starts");
    let trap = TcpListener::bind("127.0.0.1:0").expect("a port");
    trap.set_nonblocking(true).expect("accepting need not wait");
    let proxy = format!("http://{}", trap.local_addr().expect("an address"));
    let data = tempfile::tempdir().expect("a directory");
    let mut command = server(data.path(), &["--demo", "--port", "0"]);
    for authority in sandbox.addresses().authorities() {
        command.args(["--allow-authority", &authority]);
    }
    let (mut child, said) = started(command.envs(PROXIES.map(|name| (name, &proxy))));
    let (_, address) = said.trim_end().rsplit_once("address=").expect("where it listens");

    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let check = async |url: &str| {
        let form = json!({
            "name": "Sales", "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID, "url": url,
            "privateKey": keys.private_key_pem(),
        });
        let request = client.post(format!("http://{address}{SALESFORCE_CHECK}")).json(&form);
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"))
    };
    let (by_http, found) = check(sandbox.base_url()).await;
    let (_, by_https) = check(&sandbox.addresses().fault_url(Fault::BadTls)).await;
    assert_eq!(terminate(&mut child).code(), Some(0));
    let asked = trap.accept().map_err(|error| error.kind());
    assert_eq!(asked.map(drop), Err(ErrorKind::WouldBlock), "the proxy was asked: {found} {by_https}");
    assert_eq!((by_http, &by_https["code"]), (200, &json!("salesforce_tls")), "{found} {by_https}");
}
