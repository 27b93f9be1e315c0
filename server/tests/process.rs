//! The program itself: what it says when it cannot start, and how it leaves.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

fn server(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connectors-server"));
    // What the developer's shell has set must not reach it.
    command.env_clear().arg("--data").arg(data).args(args).stderr(Stdio::piped());
    command
}

/// Runs what must end by itself.
fn ends(args: &[&str]) -> (ExitStatus, String) {
    let data = tempfile::tempdir().expect("a directory");
    let output = server(data.path(), args).output().expect("it runs");
    (output.status, String::from_utf8(output.stderr).expect("text"))
}

/// A free port, for a moment.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A demo that listens, and what it said until then.
fn running(data: &Path, port: u16) -> (Child, String) {
    let mut child = server(data, &["--demo", "--port", &port.to_string()]).spawn().expect("it runs");
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
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a status") {
            return status;
        }
        assert!(begun.elapsed() < Duration::from_secs(12), "it does not leave");
        std::thread::sleep(Duration::from_millis(10));
    }
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
    for authority in
        ["localhost:8090", "http://localhost:8090/path", "ftp://localhost", "http://user@localhost"]
    {
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
fn it_says_where_it_made_the_master_key_and_leaves_when_told() {
    let data: TempDir = tempfile::tempdir().expect("a directory");
    let port = free_port();
    let (mut first, said) = running(data.path(), port);
    let file = data.path().join("master.key");
    assert!(said.contains("master key") && said.contains(&file.display().to_string()), "{said}");
    let key = std::fs::read_to_string(&file).expect("the key");
    assert!(!said.contains(key.trim()));
    assert_eq!(terminate(&mut first).code(), Some(0));
    let mut rest = String::new();
    first.stderr.take().expect("piped").read_to_string(&mut rest).expect("text");
    assert!(!rest.contains(key.trim()), "{rest}");

    let (mut second, said) = running(data.path(), port);
    assert!(!said.contains("master key"), "{said}");
    assert_eq!(terminate(&mut second).code(), Some(0));
}
