//! Keys and certificates, made as the README has it done for a real Salesforce, and the sandbox that knows them.

use std::fs;
use std::path::Path;
use std::process::Command;

use salesforce_sandbox::data::{APPS_FILE, USERS_FILE};
use salesforce_sandbox::{App, Certificate, DEMO_CLIENT_ID, User};
use serde::Serialize;

/// A key pair, and the Client ID of the app that holds its certificate.
pub(crate) struct Key {
    pub(crate) client_id: String,
    /// PEM.
    pub(crate) private_key: String,
    /// PEM.
    pub(crate) certificate: String,
}

/// How a private key is written.
#[derive(Clone, Copy)]
enum Encoding {
    Pkcs8,
    Pkcs1,
}

/// The keys of the connectors, in their order.
const KEYS: [(u32, Encoding); 4] =
    [(2048, Encoding::Pkcs8), (4096, Encoding::Pkcs8), (3072, Encoding::Pkcs1), (2048, Encoding::Pkcs8)];

/// Makes the keys, and the sandbox's data directory with an app for each, so that it tells them apart.
pub(crate) fn make(sandbox_data: &Path) -> Vec<Key> {
    let made = KEYS.iter().enumerate().map(|(at, &(bits, encoding))| key(client_id(at), bits, encoding));
    let keys: Vec<Key> = made.collect();
    write(&sandbox_data.join(APPS_FILE), &keys.iter().map(app).collect::<Vec<_>>());
    write(&sandbox_data.join(USERS_FILE), &[User::demo()]);
    keys
}

/// Consumer Keys of the usual shape, and a last one that is warned of: warnings are saved as well.
fn client_id(at: usize) -> String {
    if at + 1 == KEYS.len() { "fixture.unusual".to_owned() } else { format!("{DEMO_CLIENT_ID}{at}") }
}

fn key(client_id: String, bits: u32, encoding: Encoding) -> Key {
    let directory = tempfile::tempdir().expect("a directory");
    let openssl = |words: &str| {
        let done = Command::new("openssl").args(words.split(' ')).current_dir(&directory).output();
        let done = done.unwrap_or_else(|error| panic!("openssl: {error}"));
        assert!(done.status.success(), "openssl {words}: {}", String::from_utf8_lossy(&done.stderr));
    };
    openssl(&format!(
        "req -x509 -newkey rsa:{bits} -nodes -days 365 -subj /CN=fixture -keyout key.pem -out certificate.pem"
    ));
    if let Encoding::Pkcs1 = encoding {
        openssl("rsa -in key.pem -traditional -out key.pem");
    }
    let read = |file| fs::read_to_string(directory.path().join(file)).expect("openssl wrote it");
    Key { client_id, private_key: read("key.pem"), certificate: read("certificate.pem") }
}

fn app(key: &Key) -> App {
    let certificate = Certificate::from_pem(&key.certificate).expect("a certificate");
    App { client_id: key.client_id.clone(), ..App::demo(certificate) }
}

fn write(path: &Path, value: &impl Serialize) {
    fs::write(path, serde_json::to_string(value).expect("JSON")).expect("the directory is ours");
}
