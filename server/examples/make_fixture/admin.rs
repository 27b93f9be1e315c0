//! Everybody who talks to the server: its admin, and programs with a service token.

use contract::api::{self, Connector, ConnectorList};
use contract::form::SalesforceForm;
use contract::runtime::{self, RESPONSE_TIMEOUT_MS_MAX, RuntimeRequest, TestRequest};
use contract::service_token::{
    CreatedServiceToken, SERVICE_TOKENS, ServiceTokenForm, ServiceTokenList, service_token,
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::manifest::{ListedConnector, ListedToken};

/// A client of a server.
pub(crate) struct Admin {
    client: Client,
    origin: String,
}

impl Admin {
    pub(crate) fn new(origin: String) -> Self {
        Self { client: Client::builder().no_proxy().build().expect("a client"), origin }
    }

    /// Sets up a connector, under an `Idempotency-Key`, as the page does.
    pub(crate) async fn set_up(&self, form: &SalesforceForm, idempotency_key: &str) -> Connector {
        let request = self.post(api::SALESFORCE, form).header(api::IDEMPOTENCY_KEY, idempotency_key);
        read(request, StatusCode::CREATED).await
    }

    /// Sets up what Salesforce refuses.
    pub(crate) async fn is_refused(&self, form: &SalesforceForm) {
        said(self.post(api::SALESFORCE, form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }

    pub(crate) async fn check(&self, form: &SalesforceForm) {
        said(self.post(api::SALESFORCE_CHECK, form), StatusCode::OK).await;
    }

    pub(crate) async fn deactivate(&self, id: &str) {
        self.set_state(api::CONNECTOR_DEACTIVATE, id).await;
    }

    pub(crate) async fn reactivate(&self, id: &str) {
        self.set_state(api::CONNECTOR_REACTIVATE, id).await;
    }

    async fn set_state(&self, path: &str, id: &str) {
        said(self.request(Method::POST, &path.replace("{id}", id)), StatusCode::OK).await;
    }

    pub(crate) async fn try_request(&self, id: &str, path: &str) {
        let asked = TestRequest { request_path: path.to_owned() };
        said(self.post(&runtime::test_request(id), &asked), StatusCode::OK).await;
    }

    pub(crate) async fn create_token(&self, form: &ServiceTokenForm) -> CreatedServiceToken {
        read(self.post(SERVICE_TOKENS, form), StatusCode::CREATED).await
    }

    pub(crate) async fn revoke_token(&self, id: &str) {
        said(self.request(Method::DELETE, &service_token(id)), StatusCode::NO_CONTENT).await;
    }

    /// Sends a flow's request as a connector, which must end with this status.
    pub(crate) async fn send(&self, id: &str, token: &CreatedServiceToken, status: StatusCode) {
        let request = RuntimeRequest::new("GET", "/services/apexrest/ivr/customer");
        let request = RuntimeRequest { response_timeout_ms: RESPONSE_TIMEOUT_MS_MAX, ..request };
        said(self.post(&runtime::requests(id), &request).bearer_auth(token.token.expose()), status).await;
    }

    /// What the API lists.
    pub(crate) async fn lists(&self) -> (Vec<ListedConnector>, Vec<ListedToken>) {
        let connectors: ConnectorList = self.get(api::CONNECTORS).await;
        let tokens: ServiceTokenList = self.get(SERVICE_TOKENS).await;
        (ListedConnector::all_of(&connectors), tokens.service_tokens.iter().map(ListedToken::from).collect())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        read(self.request(Method::GET, path), StatusCode::OK).await
    }

    fn post(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.request(Method::POST, path).json(body)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.origin))
    }
}

async fn read<T: DeserializeOwned>(request: RequestBuilder, status: StatusCode) -> T {
    serde_json::from_str(&said(request, status).await).expect("the contract's JSON")
}

/// The answer's body. Any other status ends everything.
async fn said(request: RequestBuilder, status: StatusCode) -> String {
    let response: Response = request.send().await.expect("an answer");
    let (path, found) = (response.url().path().to_owned(), response.status());
    let text = response.text().await.expect("a body");
    assert_eq!(found, status, "{path}: {text}");
    text
}
