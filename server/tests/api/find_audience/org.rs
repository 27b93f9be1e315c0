//! An org whose app has one of Salesforce's policies, and the servers that know it.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use connectors_server::config::Config;
use connectors_server::outbound::resolver::{DnsResolver, LookupFuture};
use connectors_server::salesforce::elsewhere::LoginServers;
use connectors_server::salesforce::instance::AllowedInstance;
use connectors_server::store::StoreOptions;
use contract::api::{AudienceSearch, TriedAddress};
use reqwest::StatusCode;
use salesforce_sandbox::{App, Registry};
use serde_json::{Value, json};

use self::Server::{Login, Own, Test};
use crate::database::TestDatabase;
use crate::test_server::{TestServer, config, keys, succeeds};

/// The org's own host, in production.
pub(super) const OWN: &str = "acme.localhost";
/// The org's own host, in a sandbox.
pub(super) const OWN_SANDBOX: &str = "acme--uat.sandbox.localhost";

/// Leads every host to this machine, and remembers which were asked for.
#[derive(Clone, Default)]
pub(super) struct Recorded(pub Arc<Mutex<BTreeSet<String>>>);

impl DnsResolver for Recorded {
    fn look_up(&self, host: &str) -> LookupFuture {
        self.0.lock().expect("not poisoned").insert(host.to_owned());
        Box::pin(async { Ok::<Vec<IpAddr>, io::Error>(vec![Ipv4Addr::LOCALHOST.into()]) })
    }
}

/// An org whose app has one of Salesforce's policies, known at `own` beside the login servers that all orgs share.
pub(super) struct Org {
    pub server: TestServer,
    pub asked: Recorded,
    pub own: String,
    pub login: String,
    pub test: String,
}

impl Org {
    pub(super) async fn new(database: &Arc<TestDatabase>, own: &str, app: App) -> Self {
        Self::with(database, own, app, config()).await
    }

    pub(super) async fn with(database: &Arc<TestDatabase>, own: &str, app: App, mut config: Config) -> Self {
        let clock = database.clock.clone();
        let demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
        let registry = Registry { apps: vec![app], ..demo.registry.clone() };
        let sandbox = salesforce_sandbox::Config { host: own.to_owned(), registry, ..demo };
        let sandbox = salesforce_sandbox::start(sandbox).await.expect("the sandbox starts");
        let (login, test) = (sandbox.addresses().login_url(), sandbox.addresses().test_url());
        config.allowed_authorities = vec![login.clone(), test.clone()];
        // As Salesforce's login servers send to the orgs' own addresses.
        let own_url = sandbox.base_url();
        config.instances.extend(
            [&login, &test].map(|authority| AllowedInstance {
                authority: authority.clone(),
                instance: own_url.to_owned(),
            }),
        );
        config.login_servers = LoginServers { production: login.clone(), sandbox: test.clone() };
        let (own, asked) = (sandbox.base_url().to_owned(), Recorded::default());
        let options = StoreOptions::default();
        let server =
            TestServer::with_sandbox(Arc::clone(database), config, asked.clone(), &options, sandbox).await;
        Self { server, asked, own, login, test }
    }

    pub(super) fn url(&self, server: Server) -> String {
        match server {
            Own => self.own.clone(),
            Login => self.login.clone(),
            Test => self.test.clone(),
        }
    }

    pub(super) fn address(&self, (url, audience): (Server, Option<Server>)) -> (String, Option<String>) {
        (self.url(url), audience.map(|audience| self.url(audience)))
    }

    pub(super) fn form(&self, address: (Server, Option<Server>)) -> Value {
        let (url, audience) = self.address(address);
        let mut form = self.server.form("Sales");
        (form["url"], form["audience"]) = (json!(url), json!(audience.unwrap_or_default()));
        form
    }

    pub(super) async fn search(&self, form: &Value) -> Searched {
        let found = succeeds(self.server.find_audience(form), StatusCode::OK).await;
        let search: AudienceSearch = serde_json::from_value(found).expect("a search");
        let found = search.found().map(|one| (one.url.clone(), one.audience.clone()));
        let mut refused = search.tried;
        refused.retain(|one| one.code.is_some());
        Searched { found, refused }
    }
}

/// What a search found, and what refused it.
pub(super) struct Searched {
    pub found: Option<(String, Option<String>)>,
    pub refused: Vec<TriedAddress>,
}

pub(super) fn host(url: &str) -> String {
    url.trim_start_matches("http://").split(':').next().unwrap_or_default().to_owned()
}

/// One of the three servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    Own,
    Login,
    Test,
}
