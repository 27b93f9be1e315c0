//! Salesforce clients that nobody here wrote sign in to the sandbox, and are refused by it.
//!
//! `CONNECTORS_PYTHON` is a Python with `foreign/requirements.txt`, `CONNECTORS_NODE_MODULES` the folder that
//! `npm ci` makes from `foreign/package-lock.json`.

#[path = "sandbox/support.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, KeyFiles, ORG_ID};
use serde_json::{Value, json};
use support::{Demo, system_clock};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

#[tokio::test]
async fn simple_salesforce_signs_in_and_is_refused() {
    hold_against_the_sandbox(|| {
        let mut command = Command::new(prepared("CONNECTORS_PYTHON"));
        command.arg(script("simple_salesforce_login.py"));
        command
    })
    .await;
}

#[tokio::test]
async fn sf_jwt_token_signs_in_and_is_refused() {
    hold_against_the_sandbox(|| {
        let mut command = Command::new("node");
        let modules = prepared("CONNECTORS_NODE_MODULES");
        command.arg(script("sf_jwt_token_login.mjs")).env("CONNECTORS_NODE_MODULES", modules);
        command
    })
    .await;
}

async fn hold_against_the_sandbox(client: impl Fn() -> Command) {
    let demo = Demo::start_with(system_clock()).await;
    let keys = tempfile::tempdir().expect("a directory");
    let (right, wrong) = (keys.path().join("right.pem"), keys.path().join("wrong.pem"));
    std::fs::write(&right, demo.keys.private_key_pem()).expect("the key is written");
    let another = KeyFiles::generate().expect("another key");
    std::fs::write(&wrong, another.private_key_pem()).expect("the key is written");

    let refused = |error: &str, description: &str| json!({ "error": error, "errorDescription": description });
    for (key, client_id, email_id, expected) in [
        (&right, DEMO_CLIENT_ID, DEMO_EMAIL_ID, json!({ "organizationId": ORG_ID })),
        (&wrong, DEMO_CLIENT_ID, DEMO_EMAIL_ID, refused("invalid_grant", "invalid assertion")),
        (&right, DEMO_CLIENT_ID, "nobody@sandbox.example", refused("invalid_grant", "unknown user")),
        (&right, "3MVG9nobody", DEMO_EMAIL_ID, refused("invalid_client_id", "client identifier invalid")),
    ] {
        let input = json!({
            "baseUrl": demo.running.base_url(),
            "clientId": client_id,
            "emailId": email_id,
            "privateKeyFile": key,
        });
        assert_eq!(answer(client(), &input).await, expected, "{input}");
    }
    assert_eq!(demo.running.counters().token_requests, 4);
}

/// What a script prints for this input.
async fn answer(mut command: Command, input: &Value) -> Value {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().expect("standard input");
    stdin.write_all(input.to_string().as_bytes()).await.expect("the script reads");
    drop(stdin);
    let output = child.wait_with_output().await.expect("the script ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{errors}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{errors}"))
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign").join(name)
}

/// A path that must be in the environment.
fn prepared(variable: &str) -> PathBuf {
    std::env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set: `cargo xtask test` prepares the foreign clients"))
        .into()
}
