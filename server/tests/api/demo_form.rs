//! The demo's values, handed out by the demo alone.

use std::fs;
use std::path::Path;

use connectors_server::config::{Access, Config};
use contract::api;
use contract::codes::ProblemCode;
use reqwest::StatusCode;
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID};
use serde_json::json;
use tempfile::TempDir;

use crate::database::{Backend, with_database};
use crate::test_server::{READ_ONLY, StaticDns, TestServer, config, fails, keys, succeeds};

/// A demo whose operator names a file of credentials, which is still to be written.
fn demo(directory: &TempDir) -> Config {
    let file = directory.path().join("credentials.json");
    Config { access: Access::Demo, demo_credentials: Some(file), ..config() }
}

/// The file, as the demo writes it.
fn write(directory: &Path, url: &str, key: &str) {
    let key_file = directory.join("private-key.pem");
    fs::write(&key_file, key).expect("written");
    let credentials = json!({
        "page": "http://localhost:8080", "url": url, "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID,
        "privateKeyFile": key_file,
    });
    fs::write(directory.join("credentials.json"), credentials.to_string()).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_hands_out_a_form_that_works() {
    with_database(Backend::Sqlite, async |database| {
        let directory = tempfile::tempdir().expect("a directory");
        let server = TestServer::with(database, demo(&directory), StaticDns::default()).await;
        write(directory.path(), server.sandbox.base_url(), keys().private_key_pem());
        let config = succeeds(server.get(api::CONFIG), StatusCode::OK).await;
        assert_eq!(config["demoForm"], true);
        let form = succeeds(server.get(api::DEMO_FORM), StatusCode::OK).await;
        let created = succeeds(server.create(&form), StatusCode::CREATED).await;
        assert_eq!(created["name"], "Sandbox");
        fails(server.get(api::DEMO_FORM).header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_hands_out_anything() {
    with_database(Backend::Sqlite, async |database| {
        let directory = tempfile::tempdir().expect("a directory");
        write(directory.path(), "http://localhost:8090", keys().private_key_pem());
        // A file that is named does not make a demo, nor does a demo without one.
        let signed_in = Config { access: Access::SignedIn, ..demo(&directory) };
        let unnamed = Config { demo_credentials: None, ..demo(&directory) };
        for config in [signed_in, unnamed] {
            let server = TestServer::with(database.clone(), config, StaticDns::default()).await;
            assert_eq!(succeeds(server.get(api::CONFIG), StatusCode::OK).await.get("demoForm"), None);
            fails(server.get(api::DEMO_FORM), ProblemCode::NotFound).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_key_is_not_handed_out() {
    with_database(Backend::Sqlite, async |database| {
        let directory = tempfile::tempdir().expect("a directory");
        let server = TestServer::with(database, demo(&directory), StaticDns::default()).await;
        let refused = async || {
            let problem = fails(server.get(api::DEMO_FORM), ProblemCode::Internal).await;
            assert!(!json!(problem).to_string().contains("canary"), "{problem:?}");
        };
        refused().await;
        write(directory.path(), "http://localhost:8090", "canary: not a key");
        refused().await;
        fs::write(directory.path().join("credentials.json"), "canary").expect("written");
        refused().await;
    })
    .await;
}
