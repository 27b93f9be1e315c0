//! What the tests of connectors in use need beside the server: connectors, tokens, requests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use connectors_server::config::Config;
use connectors_server::model::{
    Actor, ConnectorId, JwtSubject, KeyId, RequestId, SalesforceSettings, Settings, SignInMethod, TenantId,
};
use connectors_server::store::NewConnector;
use connectors_server::store::bindings;
use contract::api;
use contract::runtime::{self, RuntimeRequest, RuntimeResult};
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenForm, ServiceTokenScope};
use contract::validation::CanonicalUrl;
use reqwest::{Method, RequestBuilder, StatusCode};
use salesforce_sandbox::{DEMO_CLIENT_ID, DEMO_EMAIL_ID, ORG_ID};

use crate::database::TestDatabase;
use crate::test_server::{StaticDns, TestServer, keys, send};

/// The tenant of those who do not say.
pub(crate) const ACME: &str = "acme";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Production's configuration, but for how often callers may ask, and for a test being one client.
pub(crate) fn config() -> Config {
    let mut config = Config::default();
    config.runtime.rate.times = 100_000;
    config.inbound.connections_of_an_address = config.inbound.connections;
    config
}

impl TestServer {
    /// A test server under [`config`].
    pub(crate) async fn in_use(database: Arc<TestDatabase>) -> Self {
        Self::in_use_with(database, config()).await
    }

    /// A test server under a configuration of the test's own.
    pub(crate) async fn in_use_with(database: Arc<TestDatabase>, config: Config) -> Self {
        Self::with(database, config, StaticDns::default()).await
    }

    /// A connector of the demo's user.
    pub(crate) async fn connector(&self) -> String {
        self.connector_as(ACME, DEMO_EMAIL_ID, DEMO_CLIENT_ID, self.sandbox.base_url()).await
    }

    /// A connector as another user, app, or at another URL: saved past the check, which would refuse some of them.
    pub(crate) async fn connector_as(&self, tenant: &str, user: &str, client_id: &str, url: &str) -> String {
        let canonical = |url| CanonicalUrl::saved(url).expect("a canonical URL");
        let subject = JwtSubject {
            client_id: client_id.to_owned(),
            user: user.to_owned(),
            url: canonical(url),
            audience: None,
        };
        let (tenant, key_id) = (TenantId::new(tenant), KeyId::random());
        let context = bindings::private_key(&tenant, key_id, Some(&subject));
        let sealed_key = self.state.vault.seal(&context, keys().private_key_pem().as_bytes());
        let new = NewConnector {
            name: format!("Connector {key_id}"),
            settings: Settings::Salesforce(SalesforceSettings {
                subject,
                org_id: ORG_ID.to_owned(),
                user_id: "005DK00000A0001YAB".to_owned(),
                instance_url: canonical(self.sandbox.base_url()),
                scopes: Vec::new(),
                extra_fields: BTreeMap::new(),
            }),
            warnings: Vec::new(),
            key_id,
            sealed_key: sealed_key.expect("sealed"),
            public_key_sha256: String::new(),
            actor: Actor::new("ann".to_owned(), SignInMethod::Demo, RequestId::random()),
            intent: None,
            idempotency: None,
        };
        let saved = self.state.store.for_tenant(&tenant).create(new).await.expect("saved");
        saved.into_connector().id.to_string()
    }

    /// Signs a connector of [`ACME`]'s in, so that its next request takes no time for that.
    pub(crate) async fn sign_in(&self, id: &str) {
        let (tenant, id) = (TenantId::new(ACME), id.parse::<ConnectorId>().expect("an id"));
        let connector = self.state.connectors.get(&tenant, id).await.expect("a connector");
        self.state.sessions.session(&tenant, &connector).await.expect("a session");
    }

    /// A form for a token that lives a day.
    pub(crate) fn token_form(&self, scope: ServiceTokenScope) -> ServiceTokenForm {
        let expires_at = self.state.clock.now_ms() + i64::try_from(DAY.as_millis()).expect("fits");
        ServiceTokenForm { name: "Flows".to_owned(), expires_at, scope }
    }

    pub(crate) async fn create_token(&self, scope: ServiceTokenScope) -> CreatedServiceToken {
        let request = self.request(Method::POST, SERVICE_TOKENS).json(&self.token_form(scope));
        let response = send(request).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        response.json().await.expect("a token")
    }

    /// A token for all connectors.
    pub(crate) async fn token(&self) -> String {
        self.create_token(ServiceTokenScope::All).await.token.expose().to_owned()
    }

    /// Sends a request as a connector.
    pub(crate) fn as_connector(&self, id: &str, token: &str, request: &RuntimeRequest) -> RequestBuilder {
        self.request(Method::POST, &runtime::requests(id)).bearer_auth(token).json(request)
    }

    /// How many of a connector's requests and failures the tenant's list tells.
    pub(crate) async fn counted(&self, connector: &str) -> Option<(u64, u64)> {
        let list = send(self.request(Method::GET, api::CONNECTORS)).await;
        let list: api::ConnectorList = list.json().await.expect("a list");
        let usage = list.usage.get(connector)?;
        let sum = |count: fn(&contract::usage::DayUsage) -> u64| usage.days.iter().map(count).sum();
        Some((sum(|day| day.requests), sum(|day| day.failures)))
    }
}

/// A request to the sandbox's Apex REST, which echoes.
pub(crate) fn echo() -> RuntimeRequest {
    let request = RuntimeRequest::new("GET", "/services/apexrest/ivr/customer");
    RuntimeRequest { response_timeout_ms: runtime::RESPONSE_TIMEOUT_MS_MAX, ..request }
}

/// Sends and reads what must be a result.
pub(crate) async fn result(request: RequestBuilder) -> RuntimeResult {
    let response = send(request).await;
    let status = response.status();
    let text = response.text().await.expect("a body");
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
