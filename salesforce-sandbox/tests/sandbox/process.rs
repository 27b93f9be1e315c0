//! The program: what it prints, how it ends, what it leaves.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use salesforce_sandbox::Fault;

const PROGRAM: &str = env!("CARGO_BIN_EXE_salesforce-sandbox");

fn program(port: u16, data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--port", &port.to_string()]).arg("--data").arg(data);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A program that is ended when the test is, however that ends.
struct Started {
    child: Child,
    first_line: String,
}

impl Drop for Started {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn start(port: u16, data: &Path) -> Result<Started, Output> {
    let mut child = program(port, data).spawn().expect("the program starts");
    let mut first_line = String::new();
    let stdout = child.stdout.as_mut().expect("standard output");
    BufReader::new(stdout).read_line(&mut first_line).expect("text");
    if first_line.is_empty() {
        Err(child.wait_with_output().expect("its output"))
    } else {
        Ok(Started { child, first_line })
    }
}

/// Starts on the first ports that happen to be free: other tests take ports at the same time.
fn start_somewhere(data: &Path) -> (u16, Started) {
    let mut refusals = Vec::new();
    for _ in 0..20 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        match start(port, data) {
            Ok(started) => return (port, started),
            Err(output) => refusals.push(output),
        }
    }
    panic!("no free ports: {refusals:?}");
}

#[test]
fn it_prints_its_address_and_ends_at_once_when_told() {
    let directory = tempfile::tempdir().expect("a directory");
    for signal in ["TERM", "INT"] {
        let (port, mut started) = start_somewhere(directory.path());
        assert_eq!(started.first_line, format!("Salesforce sandbox: http://localhost:{port}\n"));
        let kill = Command::new("kill").args(["-s", signal, &started.child.id().to_string()]).status();
        assert!(kill.expect("kill runs").success());
        assert!(started.child.wait().expect("it ends").success(), "{signal}");
    }
}

#[test]
fn its_key_is_made_once_and_only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let directory = tempfile::tempdir().expect("a directory");
    let key_file = directory.path().join("private-key.pem");
    drop(start_somewhere(directory.path()));
    let key = fs::read_to_string(&key_file).expect("a key");
    assert!(key.starts_with("-----BEGIN PRIVATE KEY-----\n"), "not PKCS#8");
    assert_eq!(fs::metadata(&key_file).expect("a file").permissions().mode() & 0o777, 0o600);
    for file in ["certificate.pem", "apps.json", "users.json"] {
        assert!(directory.path().join(file).is_file(), "{file}");
    }
    drop(start_somewhere(directory.path()));
    assert!(fs::read_to_string(&key_file).expect("a key") == key, "a second start finds the first one's key");
}

#[test]
fn a_taken_port_gives_one_clear_line_whichever_of_its_ports_it_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let (port, running) = start_somewhere(directory.path());
    let count = u16::try_from(Fault::ALL.len()).expect("few");
    // The running one has all of `port..=port + count`; below it, others may have taken some as well.
    for tried in [port, port - 1, port - count, port + count] {
        let output = program(tried, directory.path()).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let line = String::from_utf8(output.stderr).expect("text");
        let (before, _) = line.split_once(" cannot be used: Address already in use").expect(&line);
        let taken = before.strip_prefix("salesforce-sandbox: port ").and_then(|port| port.parse().ok());
        assert!(taken.is_some_and(|taken| (tried..=tried + count).contains(&taken)), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
        assert!(output.stdout.is_empty());
    }
    drop(running);
    let too_high = program(u16::MAX, directory.path()).output().expect("the program runs");
    assert_eq!(too_high.status.code(), Some(1), "{too_high:?}");
}

#[test]
fn it_lists_what_a_servers_operator_must_allow() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = program(8090, directory.path()).arg("--authorities").output().expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2 * (Fault::ALL.len() + 1) + 1);
    assert_eq!((lines[0], lines[1]), ("http://localhost:8090", "http://localhost:8091"));
    for line in
        ["https://localhost:8104", "https://sandbox.invalid", "http://localhost:8090=https://sandbox.invalid"]
    {
        assert!(lines.contains(&line), "{line}: {text}");
    }
}
