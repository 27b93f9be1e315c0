//! What must still be so of what was saved.

use std::collections::BTreeSet;

use connectors_server::model::{ConnectorId, Settings, TenantId};
use connectors_server::store::bindings;
use contract::api::{self, ConnectorList};
use contract::codes::ProblemCode;
use contract::runtime::{self, RuntimeConnectorList};
use contract::service_token::{SERVICE_TOKENS, ServiceTokenList};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;

use crate::database::TestDatabase;
use crate::in_use::{echo, result};
use crate::manifest::{ListedConnector, ListedToken, Manifest, SavedToken, audit_of, sha256};
use crate::test_server::{TestServer, fails, succeeds};

/// The demo's tenant: part of what every key is sealed for.
const TENANT: &str = "demo";

/// Everything is listed as it was: connectors with their use, tokens, the audit log. Creates that are repeated within
/// a day still find what they saved.
pub(crate) async fn is_all_there(server: &TestServer, manifest: &Manifest, database: &TestDatabase) {
    let list: ConnectorList = get(server.get(api::CONNECTORS)).await;
    let saved: Vec<ListedConnector> = manifest.connectors.iter().map(|one| one.listed.clone()).collect();
    assert_eq!(ListedConnector::all_of(&list), saved);

    let list: ServiceTokenList = get(server.get(SERVICE_TOKENS)).await;
    let saved: Vec<ListedToken> = manifest.service_tokens.iter().map(|one| one.listed.clone()).collect();
    assert_eq!(list.service_tokens.iter().map(ListedToken::from).collect::<Vec<_>>(), saved);

    assert_eq!(audit_of(&mut database.connection().await).await, manifest.audit);

    let tenant = TenantId::new(TENANT);
    for connector in &manifest.connectors {
        let found = server
            .state
            .store
            .for_tenant(&tenant)
            .remembered_create(&connector.idempotency_key)
            .await
            .expect("an answer");
        let found = found.map(|found| found.id.to_string());
        assert_eq!(found.as_ref(), Some(&connector.listed.id), "repeated: {}", connector.idempotency_key);
    }
}

/// Every sealed key opens to the bytes that were sealed, and the server says that it can do its work.
pub(crate) async fn every_key_opens(server: &TestServer, manifest: &Manifest) {
    let tenant = TenantId::new(TENANT);
    for connector in &manifest.connectors {
        let name = &connector.listed.name;
        let id = connector.listed.id.parse::<ConnectorId>().expect("an id");
        let key = server.state.store.for_tenant(&tenant).sealed_key(id).await.expect("a row");
        let key = key.expect("it has a key");
        let Settings::Salesforce(settings) = &key.settings;
        let context = bindings::private_key(&tenant, key.key_id, Some(&settings.subject));
        let opened = server.state.vault.open(&context, &key.sealed);
        let opened = opened.unwrap_or_else(|error| panic!("the key of {name} does not open: {error}"));
        assert_eq!(sha256(&opened), connector.private_key_sha256, "the key of {name}");
    }
    succeeds(server.get(api::READY), StatusCode::OK).await;
}

/// Every token does what it did: the live ones reach their connectors, each of which signs in with its own key; the
/// others reach none.
pub(crate) async fn every_token_is_used(server: &TestServer, manifest: &Manifest) {
    let mut met = BTreeSet::new();
    for token in &manifest.service_tokens {
        for connector in &manifest.connectors {
            let request = server.as_connector(&connector.listed.id, &token.token, &echo());
            let refusal = refusal(token, &connector.listed, server.state.clock.now_ms());
            if let Some(code) = refusal {
                fails(request, code).await;
            } else {
                assert_eq!(result(request).await.http_status_code, Some(200), "{}", connector.listed.name);
            }
            met.insert(refusal.map(ProblemCode::as_str));
        }
        finds_its_connectors(server, manifest, token).await;
    }
    let all = [None, Some("connector_deactivated"), Some("not_found"), Some("unauthenticated")];
    assert_eq!(met, BTreeSet::from(all), "the fixture has a token and a connector for each of these");
    let active = manifest.connectors.iter().filter(|connector| !connector.listed.deactivated).count();
    assert_eq!(
        server.sandbox.counters().token_requests,
        active as u64,
        "one sign-in for each that is active"
    );
}

/// What a token is refused with when it is used for a connector.
fn refusal(token: &SavedToken, connector: &ListedConnector, now_ms: i64) -> Option<ProblemCode> {
    if !token.listed.is_live(now_ms) {
        Some(ProblemCode::Unauthenticated)
    } else if !token.listed.covers(&connector.id) {
        Some(ProblemCode::NotFound)
    } else {
        connector.deactivated.then_some(ProblemCode::ConnectorDeactivated)
    }
}

async fn finds_its_connectors(server: &TestServer, manifest: &Manifest, token: &SavedToken) {
    let request = server.get(runtime::CONNECTORS).bearer_auth(&token.token);
    if !token.listed.is_live(server.state.clock.now_ms()) {
        fails(request, ProblemCode::Unauthenticated).await;
        return;
    }
    let list: RuntimeConnectorList = get(request).await;
    let found: Vec<&str> = list.connectors.iter().map(|connector| connector.id.as_str()).collect();
    let ids = manifest.connectors.iter().map(|connector| connector.listed.id.as_str());
    assert_eq!(found, ids.filter(|id| token.listed.covers(id)).collect::<Vec<_>>(), "{}", token.listed.name);
}

/// A connector that was deactivated has kept its key: put back into use, it signs in.
pub(crate) async fn what_was_deactivated_signs_in_again(server: &TestServer, manifest: &Manifest) {
    let now_ms = server.state.clock.now_ms();
    for connector in manifest.connectors.iter().filter(|connector| connector.listed.deactivated) {
        let id = &connector.listed.id;
        let path = api::CONNECTOR_REACTIVATE.replace("{id}", id);
        succeeds(server.request(Method::POST, &path), StatusCode::OK).await;
        let reaches = |token: &&SavedToken| token.listed.is_live(now_ms) && token.listed.covers(id);
        let token = manifest.service_tokens.iter().find(reaches).expect("a token that reaches it");
        let answer = result(server.as_connector(id, &token.token, &echo())).await;
        assert_eq!(answer.http_status_code, Some(200), "{}", connector.listed.name);
    }
}

async fn get<T: DeserializeOwned>(request: RequestBuilder) -> T {
    serde_json::from_value(succeeds(request, StatusCode::OK).await).expect("the contract's JSON")
}
