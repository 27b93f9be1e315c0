//! What others' tools say of the document and of the server behind it.
//!
//! `CONNECTORS_PYTHON` is a Python with `requirements.txt`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use connectors_server::api::document;
use connectors_server::config::default_try_paths;
use contract::api::OPENAPI;
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenScope};
use reqwest::Method;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::database::{Backend, with_database};
use crate::test_server::{StaticDns, TENANT, TestServer, config, keys, send};

/// Whose connectors the service token uses: nobody else touches them.
const FLOWS: &str = "flows";

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi")
}

fn python() -> PathBuf {
    let variable = "CONNECTORS_PYTHON";
    let found = std::env::var_os(variable);
    found.unwrap_or_else(|| panic!("{variable} is not set: `cargo xtask test` prepares a Python")).into()
}

/// The faults of a document, as `validate.py` prints them.
async fn faults(document: &Value) -> String {
    let mut command = Command::new(python());
    command.arg(tests().join("validate.py")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().expect("Python starts");
    let mut stdin = child.stdin.take().expect("standard input");
    stdin.write_all(document.to_string().as_bytes()).await.expect("the script reads");
    drop(stdin);
    let output = child.wait_with_output().await.expect("the script ends");
    assert!(output.status.success(), "validate.py failed");
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
async fn the_document_and_its_samples_are_valid() {
    assert_eq!(faults(&document()).await, "");
}

#[tokio::test]
async fn a_document_or_a_sample_that_is_not_valid_is_caught() {
    let mut broken = document();
    broken["paths"]["/healthz"]["get"]["responses"]["200"] = json!({});
    broken["components"]["examples"]["not_found"]["value"]["code"] = json!("lost");
    let faults = faults(&broken).await;
    for trace in ["healthz", "'lost'"] {
        assert!(faults.contains(trace), "{faults}");
    }
}

/// Runs schemathesis, as `schemathesis.toml` says, against a server with the sandbox behind it.
#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_finds_no_fault() {
    with_database(Backend::Sqlite, async |database| {
        let mut config = config();
        config.runtime.rate.times = 100_000;
        config.try_paths = default_try_paths();
        let server = TestServer::with(database, config, StaticDns::default()).await;
        let home = tempfile::tempdir().expect("a directory");
        let token = prepare(&server, &home).await;

        let mut command = Command::new(python().with_file_name("st"));
        command.arg("--no-color").arg("--config-file").arg(home.path().join("schemathesis.toml"));
        command.arg("run").arg(format!("{}{OPENAPI}", server.origin)).current_dir(home.path());
        command.env("SERVICE_TOKEN", token).env("NO_PROXY", "*").kill_on_drop(true);
        let output = command.stdin(Stdio::null()).output().await.expect("schemathesis starts");
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{errors}");
        let summary = said.split_once(" SUMMARY ").map_or(&*said, |(_, summary)| summary);
        // Past the test harness, which keeps what a test that passes prints to itself.
        writeln!(std::io::stderr(), "schemathesis {summary}").expect("written");
        // It got through to Salesforce, and was not only refused.
        let reached = server.sandbox.counters().token_requests;
        assert!(reached > 10, "only {reached} logins");
    })
    .await;
}

/// Writes the configuration with what this server's sandbox takes, and gives a service token.
async fn prepare(server: &TestServer, home: &TempDir) -> String {
    let connectors = [
        server.connector_as(FLOWS, DEMO_EMAIL_ID, DEMO_CLIENT_ID, server.sandbox.base_url()).await,
        server.connector_as("acme", DEMO_EMAIL_ID, DEMO_CLIENT_ID, server.sandbox.base_url()).await,
    ];
    let [flows, acme] = connectors;
    let form = server.token_form(ServiceTokenScope::All);
    let create =
        |tenant: &str| server.request(Method::POST, SERVICE_TOKENS).header(TENANT, tenant).json(&form);
    let mine: CreatedServiceToken = send(create(FLOWS)).await.json().await.expect("a token");
    let to_revoke: CreatedServiceToken = send(create("acme")).await.json().await.expect("a token");

    let template = std::fs::read_to_string(tests().join("schemathesis.toml")).expect("the configuration");
    let values = [
        ("CONNECTOR_OF_FLOWS", json!(flows)),
        ("CONNECTOR_OF_ADMIN", json!(acme)),
        ("TOKEN_TO_REVOKE", json!(to_revoke.service_token.id)),
        ("CLIENT_ID", json!(DEMO_CLIENT_ID)),
        ("EMAIL_ID", json!(DEMO_EMAIL_ID)),
        ("URL", json!(server.sandbox.base_url())),
        ("PRIVATE_KEY", json!(keys().private_key_pem())),
        ("EXPIRES_AT", json!(form.expires_at)),
        ("TRY_PATHS", json!(default_try_paths())),
    ];
    let filled = values.iter().fold(template, |text, (name, value)| {
        assert!(text.contains(&format!("\"{{{name}}}\"")), "{name} is not in the configuration");
        text.replace(&format!("\"{{{name}}}\""), &value.to_string())
    });
    std::fs::write(home.path().join("schemathesis.toml"), filled).expect("written");
    mine.token.expose().to_owned()
}
