//! The power is cut: of the server's files that is left which it had synced. What it acknowledged is there.
//!
//! A process that is killed leaves what it wrote with the kernel, synced or not; so a library is loaded into the server which
//! keeps each file as of its last sync (`server/tests/power-cut/`), and the next server starts on that. With PostgreSQL it is
//! loaded into that.

mod postgres;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use connectors_server::clock::Clock;
use contract::api::{CONNECTORS, SALESFORCE};
use contract::runtime::test_request;
use reqwest::{Client, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Running};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

use crate::test_server::keys;

/// How often the power is cut, each time after another number of acknowledgements.
const ROUNDS: usize = 5;

/// The library that keeps what is synced, built by cargo.
fn library() -> PathBuf {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["build", "--locked", "--quiet", "--package", "power-cut", "--message-format=json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).expect("text");
    let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut built = messages.filter(|message| message["target"]["name"] == "power_cut");
    let file = built.next().and_then(|message| message["filenames"][0].as_str().map(PathBuf::from));
    file.expect("cargo names what it built")
}

/// What has the library keep what is synced below `data`, below `kept`.
fn preloaded<'a>(library: &'a Path, data: &'a Path, kept: &'a Path) -> [(&'a str, &'a Path); 3] {
    [("LD_PRELOAD", library), ("CONNECTORS_POWER_CUT_FROM", data), ("CONNECTORS_POWER_CUT_TO", kept)]
}

/// A server that listens.
struct Server {
    program: Child,
    origin: String,
    /// What it said until then.
    said: String,
}

/// Starts a server on a data directory.
async fn start(sandbox: &Running, data: &Path, environment: &[(&str, &Path)], args: &[&str]) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connectors-server"));
    command.env_clear().envs(environment.iter().copied());
    command.args(["--demo", "--port", "0", "--data"]).arg(data).args(args);
    command.stderr(Stdio::piped()).kill_on_drop(true);
    for authority in sandbox.addresses().authorities() {
        command.args(["--allow-authority", &authority]);
    }
    let mut program = command.spawn().expect("it runs");
    let mut lines = BufReader::new(program.stderr.take().expect("piped"));
    let mut said = String::new();
    while !said.lines().last().is_some_and(|line| line.contains(" listening ")) {
        assert_ne!(lines.read_line(&mut said).await.expect("text"), 0, "it ended: {said}");
    }
    let address = said.rsplit_once("address=").map_or("", |(_, address)| address.trim());
    let origin = format!("http://{address}");
    // It must not fill the pipe and wait.
    let mut rest = String::new();
    tokio::spawn(async move { while lines.read_line(&mut rest).await.is_ok_and(|read| read > 0) {} });
    Server { program, origin, said }
}

/// Creates all connectors that there may be at a time, kills the server once so many are acknowledged, and gives the ids of
/// those that were.
async fn create_until_killed(
    client: &Client,
    sandbox: &Running,
    mut server: Server,
    wanted: usize,
) -> BTreeSet<String> {
    let mut creates = JoinSet::new();
    for number in 0..5 {
        let form = json!({
            "name": format!("Connector {number}"), "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID,
            "url": sandbox.base_url(), "privateKey": keys().private_key_pem(),
        });
        let create = client.post(format!("{}{SALESFORCE}", server.origin)).json(&form).send();
        creates.spawn(async move {
            let answer = create.await.ok()?;
            assert_eq!(answer.status(), StatusCode::CREATED);
            Some(answer.json::<Value>().await.ok()?["id"].as_str().expect("an id").to_owned())
        });
    }
    let mut acknowledged = BTreeSet::new();
    while acknowledged.len() < wanted {
        let created = creates.join_next().await.expect("more to come").expect("no panic");
        acknowledged.insert(created.expect("an answer"));
    }
    server.program.kill().await.expect("it still runs");
    while let Some(created) = creates.join_next().await {
        acknowledged.extend(created.expect("no panic"));
    }
    acknowledged
}

/// Every connector that was acknowledged is there, and each that is there can be used.
async fn must_have(client: &Client, server: &Server, acknowledged: &BTreeSet<String>) {
    let list = client.get(format!("{}{CONNECTORS}", server.origin)).send().await.expect("an answer");
    let list: Value = list.json().await.expect("a list");
    let there = list["connectors"].as_array().expect("connectors").iter();
    let there: BTreeSet<String> = there.map(|one| one["id"].as_str().expect("an id").to_owned()).collect();
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(lost.is_empty(), "of {} acknowledged connectors lost: {lost:?}", acknowledged.len());
    let paths = connectors_server::config::default_try_paths();
    for id in there {
        let request = client.post(format!("{}{}", server.origin, test_request(&id)));
        let used = request.json(&json!({ "requestPath": paths[0] })).send().await.expect("an answer");
        assert_eq!(used.status(), StatusCode::OK, "{id} cannot be used: its key or half of it is lost");
    }
}

async fn sandbox() -> Running {
    let clock = Clock::system();
    let demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
    salesforce_sandbox::start(demo).await.expect("the sandbox starts")
}

fn client() -> Client {
    Client::builder().no_proxy().build().expect("a client")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_a_power_cut() {
    let (library, sandbox, client) = (library(), sandbox().await, client());
    for round in 0..ROUNDS {
        let directory = tempfile::tempdir().expect("a directory");
        let [data, kept] = ["data", "kept"].map(|name| directory.path().join(name));
        let server = start(&sandbox, &data, &preloaded(&library, &data, &kept), &[]).await;
        let acknowledged = create_until_killed(&client, &sandbox, server, 1 + round).await;
        assert!(kept.is_dir(), "round {round}: nothing was synced, or the library was not loaded");
        fs::remove_dir_all(&data).expect("what was not synced is gone");
        must_have(&client, &start(&sandbox, &kept, &[], &[]).await, &acknowledged).await;
    }
}
