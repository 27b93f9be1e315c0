//! Today's server on what a fixture holds, and today's sandbox in the place of the one that stood there then.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use connectors_server::cli::Args;
use connectors_server::clock::Clock;
use connectors_server::identity::Demo;
use connectors_server::serve::serve;
use connectors_server::state::{AppState, Dependencies};
use connectors_server::store::{Database, LockedStore, StoreOptions};
use connectors_server::vault::{KeySource, MasterKey, Vault};
use salesforce_sandbox::{App, Certificate, Config, Registry, Running, StartError, User};
use tokio::net::TcpListener;

use crate::database::{START_MS, TestDatabase};
use crate::manifest::{Manifest, SavedConnector};
use crate::test_server::{StaticDns, TestServer};

/// When the test is: after the fixture's short-lived token has ended, and before the others do. The test's clock stands
/// still, so that a fixture does not grow old.
const LATER: Duration = Duration::from_secs(2 * 60 * 60);

/// How long to wait for the sandbox's ports: a test of the other database, or of another checkout, may have them.
const PORTS: Duration = Duration::from_secs(120);

/// Starts both. The server is set up as its command line does it, so that it finds database and master key by
/// their names in the data directory, and asks as the tenant that saved them.
pub(crate) async fn start(manifest: &Manifest, database: &TestDatabase) -> TestServer {
    let clock = database.clock.clone();
    let made_at = u64::try_from(manifest.made_at - START_MS).expect("made after the tests' time began");
    clock.advance(Duration::from_millis(made_at) + LATER);
    let sandbox = sandbox(manifest, clock.clone()).await;

    let args = arguments(database, sandbox.base_url());
    let master_key = MasterKey::load_or_create(&args.master_key_file()).expect("a master key");
    assert_eq!(master_key.source, KeySource::Read, "{} was not found", args.master_key_file().display());
    let opened = LockedStore::connect(&args.database(), clock.clone(), &StoreOptions::default()).await;
    let locked = opened.unwrap_or_else(|error| panic!("the database does not open: {error:?}"));
    let unlocked = locked.unlock(Vault::new(&master_key.key)).await;
    let store = unlocked.unwrap_or_else(|error| panic!("the store is not unlocked: {error:?}"));
    let dependencies =
        Dependencies { authenticator: Arc::new(Demo), dns: Arc::new(StaticDns::default()), clock };
    let state = AppState::new(args.config(), dependencies, store);
    let state = state.expect("a state");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(serve(listener, state.clone()));
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    TestServer { sandbox, state, origin, client, serving }
}

fn arguments(database: &TestDatabase, salesforce: &str) -> Args {
    let data = database.data_directory().display().to_string();
    let mut words = vec!["connectors-server", "--demo", "--data", &data, "--allow-authority", salesforce];
    if let Database::Postgres(url) = &database.database {
        words.extend(["--database", url]);
    }
    let args = Args::parse_from(words);
    assert_eq!(args.database(), database.database, "unset what starts with CONNECTORS_ in your environment");
    args
}

/// A sandbox at the port that the connectors' URLs have, holding the certificates that were uploaded then: each of
/// them takes what the key of its own connector signs, and nothing else.
async fn sandbox(manifest: &Manifest, clock: Clock) -> Running {
    let config = Config {
        listen: Ipv4Addr::LOCALHOST.into(),
        port: manifest.salesforce_port,
        public_url: None,
        host: salesforce_sandbox::LOCALHOST.to_owned(),
        registry: Registry {
            apps: manifest.connectors.iter().map(app).collect(),
            users: manifest.connectors.iter().map(user).collect(),
        },
        data: None,
        clock: Arc::new(move || clock.now()),
    };
    let started = async {
        loop {
            match salesforce_sandbox::start(config.clone()).await {
                Ok(running) => return running,
                Err(StartError::Port { source, .. }) if source.kind() == ErrorKind::AddrInUse => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(error) => panic!("the sandbox does not start: {error}"),
            }
        }
    };
    let port = manifest.salesforce_port;
    tokio::time::timeout(PORTS, started)
        .await
        .unwrap_or_else(|_| panic!("another program keeps port {port}, or one of the 14 after it, taken"))
}

fn app(connector: &SavedConnector) -> App {
    let certificate = Certificate::from_pem(&connector.certificate).expect("a certificate");
    App { client_id: connector.listed.client_id.clone(), ..App::demo(certificate) }
}

fn user(connector: &SavedConnector) -> User {
    User::named(&connector.listed.email_id, &connector.listed.salesforce_user_id)
}
