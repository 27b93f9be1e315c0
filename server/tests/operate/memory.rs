//! What remains of a private key in the program's memory once it has done with it.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{FileExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::sync::Arc;
use std::time::Duration;

use connectors_server::clock::Clock;
use contract::api::{CONNECTORS, SALESFORCE, SALESFORCE_CHECK};
use contract::runtime::requests;
use contract::service_token::{DAY_MS, SERVICE_TOKENS};
use reqwest::StatusCode;
use rustix::process::geteuid;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, Fault};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::program::Program;
use crate::test_server::{keys, other_key};
use crate::traces::Traces;

/// What lets a test read the program's memory, where the program is no release.
const READABLE: (&str, &str) = ("CONNECTORS_READABLE_MEMORY", "1");
/// Who runs the program where the test is root, to whom everything belongs anyway.
const NOBODY: u32 = 65_534;

/// What a process' memory holds of what is searched for.
fn found(process: u32, traces: &Traces) -> BTreeMap<&str, usize> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).expect("Linux");
    let memory = File::open(format!("/proc/{process}/mem")).expect("a child's memory");
    let mut found = BTreeMap::new();
    for line in
        maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|rights| rights.starts_with("rw")))
    {
        let (from, to) = line.split_once(' ').and_then(|(range, _)| range.split_once('-')).expect("a range");
        let [from, to] = [from, to].map(|at| u64::from_str_radix(at, 16).expect("hexadecimal"));
        let mut bytes = vec![0; usize::try_from(to - from).expect("it fits")];
        // What was unmapped meanwhile holds nothing any more.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            for (form, times) in traces.in_bytes(&bytes) {
                *found.entry(form).or_default() += times;
            }
        }
    }
    found
}

/// Waits until nothing is left: connections close on their own time.
async fn until_gone(process: u32, traces: &Traces, what: &str) {
    let gone = async {
        while !found(process, traces).is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let left = || format!("{what}: {:?} is left", found(process, traces));
    tokio::time::timeout(Duration::from_secs(60), gone).await.unwrap_or_else(|_| panic!("{}", left()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_gone_from_memory_once_it_was_used() {
    let clock = Clock::system();
    let demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
    let sandbox = salesforce_sandbox::start(demo).await.expect("the sandbox starts");
    let authorities = sandbox.addresses().authorities();
    let args: Vec<String> =
        authorities.into_iter().flat_map(|authority| ["--allow-authority".to_owned(), authority]).collect();
    let program = Program::start(&args, &[READABLE]).await;
    // A connection's own buffer goes with the connection.
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).no_proxy().build().expect("a client");
    let form = |url: &str, pem: &str| {
        json!({
            "name": "Sales", "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID, "url": url, "privateKey": pem,
        })
    };
    let post = |path: &str, body: &Value| client.post(format!("{}{path}", program.origin)).json(body).send();
    let (url, stalls) = (sandbox.base_url(), sandbox.addresses().fault_url(Fault::Stall));

    let both = Traces::of_keys(&[keys().private_key_pem(), other_key()]);
    let running = tokio::spawn(post(SALESFORCE_CHECK, &form(&stalls, keys().private_key_pem())));
    while found(program.id(), &both).is_empty() {
        assert!(!running.is_finished(), "the search works: a key that is being used is found");
    }
    assert_eq!(running.await.expect("no panic").expect("an answer").status(), StatusCode::GATEWAY_TIMEOUT);
    let saved = post(SALESFORCE, &form(url, keys().private_key_pem())).await.expect("an answer");
    assert_eq!(saved.status(), StatusCode::CREATED);
    let refused = post(SALESFORCE, &form(url, other_key())).await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::CONFLICT, "the name is taken");
    let mut malformed = form(url, other_key());
    malformed["more"] = json!(1);
    let malformed = post(SALESFORCE, &malformed).await.expect("an answer");
    assert_eq!(malformed.status(), StatusCode::BAD_REQUEST);

    until_gone(program.id(), &both, "after checks and creates").await;

    // A flow's request: the key is opened, and stays beside the session until the connector may not be used.
    let connector = saved.json::<Value>().await.expect("JSON")["id"].as_str().expect("an id").to_owned();
    let expires_at = Clock::system().now_ms() + DAY_MS;
    let token = json!({ "name": "Flows", "scope": "all", "expiresAt": expires_at });
    let token = post(SERVICE_TOKENS, &token).await.expect("an answer").json::<Value>().await.expect("JSON");
    let token = token["token"].as_str().expect("a token").to_owned();
    let request =
        json!({ "method": "GET", "requestPath": "/services/apexrest/ivr", "responseTimeoutMs": 30_000 });
    let send = client.post(format!("{}{}", program.origin, requests(&connector))).bearer_auth(token);
    let sent = send.json(&request).send().await.expect("an answer");
    assert_eq!(sent.status(), StatusCode::OK);
    let in_use = found(program.id(), &both);
    assert!(
        in_use.contains_key("p as machine words"),
        "the search works on the library's numbers: {in_use:?}"
    );
    let asleep = post(&format!("{CONNECTORS}/{connector}/deactivate"), &json!({})).await.expect("an answer");
    assert_eq!(asleep.status(), StatusCode::OK);
    until_gone(program.id(), &both, "after a connector was deactivated").await;
}

/// What the system says of a program that was started with this environment: whom its memory belongs to, and its limits of
/// core dumps.
async fn told_of_memory(environment: &[(&str, &str)], runner: u32) -> (u32, String) {
    let directory = tempfile::tempdir().expect("a directory");
    let (binary, data) = (directory.path().join("server"), directory.path().join("data"));
    fs::copy(env!("CARGO_BIN_EXE_connectors-server"), &binary).expect("a copy that everybody may run");
    fs::create_dir(&data).expect("a directory");
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).expect("everybody may enter");
    chown(&data, Some(runner), Some(runner)).expect("the runner's own");
    let mut command = Command::new(binary);
    command.uid(runner).gid(runner);
    let program = Program::run(command, &data, &[], environment).await;
    let of = |name: &str| format!("/proc/{}/{name}", program.id());
    let owner = fs::metadata(of("mem")).expect("Linux").uid();
    let limits = fs::read_to_string(of("limits")).expect("limits");
    let core = limits.lines().find_map(|line| line.strip_prefix("Max core file size")).expect("one of cores");
    let core = core.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    program.leaves().await;
    (owner, core)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_its_memory_and_no_core_is_dumped() {
    let runner = match geteuid() {
        root if root.is_root() => NOBODY,
        user => user.as_raw(),
    };
    // What may not be traced is root's (proc(5), PR_SET_DUMPABLE).
    assert_eq!(told_of_memory(&[], runner).await, (0, "0 0".to_owned()));
    let readable = told_of_memory(&[READABLE], runner).await;
    assert_eq!(readable, (runner, "0 0".to_owned()), "the check can tell");
}

/// The switch is compiled where `debug_assertions` are.
#[test]
fn no_release_has_the_switch() {
    let manifest = include_str!("../../../Cargo.toml");
    let (_, release) = manifest.split_once("\n[profile.release]\n").expect("a profile");
    assert!(!release.contains("debug-assertions"));
}
