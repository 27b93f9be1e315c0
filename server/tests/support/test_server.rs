//! A server on a free port, its database, and a sandbox in Salesforce's place.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use axum::http::request::Parts;
use connectors_server::config::{Access, Config};
use connectors_server::error::ApiError;
use connectors_server::identity::{Authenticator, Permission, Principal, Role};
use connectors_server::model::{SignInMethod, TenantId};
use connectors_server::outbound::resolver::{DnsResolver, LookupFuture};
use connectors_server::salesforce::instance::AllowedInstance;
use connectors_server::serve::serve;
use connectors_server::state::{AppState, Dependencies};
use connectors_server::store::StoreOptions;
use contract::api::{self, Problem};
use contract::codes::ProblemCode;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, KeyFiles, Running};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::database::TestDatabase;

#[path = "documented.rs"]
mod documented;

/// The header by which tests say whose request it is.
pub(crate) const TENANT: &str = "x-test-tenant";
/// The tenant of whoever has not signed in.
pub(crate) const NOBODY: &str = "";
/// The header by which tests ask as a read-only administrator.
pub(crate) const READ_ONLY: &str = "x-test-read-only";
/// The header by which tests ask with these permissions and no others: their names, divided by commas.
pub(crate) const PERMISSIONS: &str = "x-test-permissions";
/// The header by which tests ask as somebody who belongs to another tenant.
pub(crate) const HOME_TENANT: &str = "x-test-home-tenant";

/// A server, its database and a sandbox.
pub(crate) struct TestServer {
    pub(crate) sandbox: Running,
    pub(crate) state: AppState,
    pub(crate) origin: String,
    pub(crate) client: reqwest::Client,
    pub(crate) serving: JoinHandle<io::Result<()>>,
}

/// Believes the headers by which a test says who asks.
#[derive(Debug)]
struct HeaderAuth;

#[async_trait]
impl Authenticator for HeaderAuth {
    async fn authenticate(&self, parts: &Parts) -> Result<Option<Principal>, ApiError> {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let tenant = text(TENANT);
        let read_only = parts.headers.contains_key(READ_ONLY);
        let named = parts.headers.get(PERMISSIONS).and_then(|value| value.to_str().ok());
        let named = named.map(|names| {
            let is_named = |one: &Permission| names.split(',').any(|name| name == format!("{one:?}"));
            Permission::ALL.into_iter().filter(is_named).collect()
        });
        let role = if read_only { Role::ReadOnlyAdministrator } else { Role::Administrator };
        Ok((tenant != Some(NOBODY)).then(|| Principal {
            tenant: TenantId::new(tenant.unwrap_or("acme")),
            home_tenant: text(HOME_TENANT).map(TenantId::new),
            user: "ann".to_owned(),
            method: SignInMethod::Session,
            session: Some("session of ann".to_owned()),
            permissions: named.unwrap_or_else(|| role.permissions()),
        }))
    }
}

/// Knows `localhost`, and what the test adds: no test asks the machine's resolver.
#[derive(Clone, Default)]
pub(crate) struct StaticDns(pub(crate) HashMap<String, Vec<IpAddr>>);

impl DnsResolver for StaticDns {
    fn look_up(&self, host: &str) -> LookupFuture {
        let found = match host {
            "localhost" => Some(vec![IpAddr::from([127, 0, 0, 1])]),
            other => self.0.get(other).cloned(),
        };
        Box::pin(async move { found.ok_or_else(|| io::Error::other("no such host")) })
    }
}

/// The demo's key pair: making one takes long enough to make it once.
pub(crate) fn keys() -> &'static KeyFiles {
    static KEYS: OnceLock<KeyFiles> = OnceLock::new();
    KEYS.get_or_init(|| KeyFiles::generate().expect("a key pair"))
}

/// Another key, which no app holds.
pub(crate) fn other_key() -> &'static str {
    static KEYS: OnceLock<KeyFiles> = OnceLock::new();
    KEYS.get_or_init(|| KeyFiles::generate().expect("a key pair")).private_key_pem()
}

/// Production's configuration, but for how often one may check or change something.
///
/// Its budget of 10 s stays: on a busy machine a shorter one would fail tests that are not about time.
pub(crate) fn config() -> Config {
    let mut config = Config { access: Access::SignedIn, ..Config::demo() };
    config.check.rates.checks.times = 10_000;
    config.check.rates.logins.times = 10_000;
    config.writes.times = 1_000_000;
    config
}

impl TestServer {
    pub(crate) async fn new(database: Arc<TestDatabase>) -> Self {
        Self::with(database, config(), StaticDns::default()).await
    }

    /// All of the sandbox's authorities are allowed beside those that `config` names.
    pub(crate) async fn with(database: Arc<TestDatabase>, config: Config, dns: StaticDns) -> Self {
        Self::with_store(database, config, dns, &StoreOptions::default()).await
    }

    /// The same, with options for the store.
    pub(crate) async fn with_store(
        database: Arc<TestDatabase>,
        config: Config,
        dns: StaticDns,
        options: &StoreOptions,
    ) -> Self {
        let clock = database.clock.clone();
        let demo = salesforce_sandbox::Config::demo(keys(), Arc::new(move || clock.now()));
        let sandbox = salesforce_sandbox::start(demo).await.expect("the sandbox starts");
        Self::with_sandbox(database, config, dns, options, sandbox).await
    }

    /// The same, with another sandbox.
    pub(crate) async fn with_sandbox(
        database: Arc<TestDatabase>,
        mut config: Config,
        dns: impl DnsResolver,
        options: &StoreOptions,
        sandbox: Running,
    ) -> Self {
        let clock = database.clock.clone();
        config.allowed_authorities.extend(sandbox.addresses().authorities());
        let pairs = sandbox.addresses().instances().into_iter();
        config.instances.extend(pairs.map(|(authority, instance)| AllowedInstance { authority, instance }));

        let dependencies = Dependencies { authenticator: Arc::new(HeaderAuth), dns: Arc::new(dns), clock };
        let store = database.store_with(options).await;
        let state = AppState::new(config, dependencies, store).expect("a state");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(serve(listener, state.clone()));
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { sandbox, state, origin, client, serving }
    }

    /// A form that the sandbox signs in.
    pub(crate) fn form(&self, name: &str) -> Value {
        json!({
            "name": name, "clientId": DEMO_CLIENT_ID, "emailId": DEMO_EMAIL_ID,
            "url": self.sandbox.base_url(), "privateKey": keys().private_key_pem(),
        })
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.origin))
    }

    pub(crate) fn create(&self, form: &Value) -> RequestBuilder {
        self.request(Method::POST, api::SALESFORCE).json(form)
    }

    pub(crate) fn find_audience(&self, form: &Value) -> RequestBuilder {
        self.request(Method::POST, api::SALESFORCE_FIND_AUDIENCE).json(form)
    }

    pub(crate) fn check(&self, form: &Value) -> RequestBuilder {
        self.request(Method::POST, api::SALESFORCE_CHECK).json(form)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    /// How many connectors a tenant has.
    pub(crate) async fn count(&self, tenant: &str) -> usize {
        self.state.store.for_tenant(&TenantId::new(tenant)).list().await.expect("a list").len()
    }
}

/// Sends and reads what must be a success.
pub(crate) async fn succeeds(request: RequestBuilder, status: StatusCode) -> Value {
    let response = send(request).await;
    let found = response.status();
    let text = response.text().await.expect("a body");
    assert_eq!(found, status, "{text}");
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

/// Sends and reads what must be this problem; status, headers, body and the document must agree.
pub(crate) async fn fails(request: RequestBuilder, code: ProblemCode) -> Problem {
    let (client, request) = request.build_split();
    let request = request.expect("a request");
    let (method, path) = (request.method().clone(), request.url().path().to_owned());
    let problem = problem(client.execute(request).await.expect("an answer")).await;
    assert_eq!(problem.code, code, "{problem:?}");
    documented::must_name(&method, &path, code);
    problem
}

/// Reads a problem.
pub(crate) async fn problem(response: Response) -> Problem {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.expect("a body");
    assert_eq!(headers["content-type"], "application/problem+json", "{text}");
    let problem: Problem = serde_json::from_str(&text).expect("a problem");
    assert_eq!((status, problem.status), (problem.code.status(), status), "{text}");
    assert_eq!(headers[api::REQUEST_ID], problem.request_id.as_str());
    let says_why =
        problem.code.as_str().starts_with("request_") || problem.code == ProblemCode::BodyMalformed;
    assert!(!says_why || problem.detail.is_some(), "{text}");
    let retry_after = headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    assert_eq!(retry_after, problem.retry_after, "{text}");
    problem
}

/// The limits that an answer's headers tell: each policy with what is left of it.
pub(crate) fn limits(response: &Response) -> Vec<(&str, &str)> {
    let all = |name| response.headers().get_all(name).iter().map(|value| value.to_str().expect("text"));
    all("ratelimit-policy").zip(all("ratelimit")).collect()
}

pub(crate) async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

/// A connection of its own: one that a client kept may still be found closed by the server that has left.
pub(crate) async fn nobody_listens(origin: &str) {
    let address = origin.strip_prefix("http://").expect("an origin");
    let refused = TcpStream::connect(address).await.expect_err("nobody listens");
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused, "{refused}");
}

/// Waits until something is so; a minute is not enough only if it never will be.
pub(crate) async fn until(what: &str, mut so: impl FnMut() -> bool) {
    for _ in 0..6000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never happened that {what}");
}
