//! Samples of what goes over the API: values of the contract's own types, so that they cannot lag behind.
//!
//! No secret among them works anywhere: the private key is none, and the token has zeros where a real one is random.

use std::collections::BTreeMap;

use contract::api::{
    AudienceSearch, CancelResult, CheckResult, Config, Connector, ConnectorKey, ConnectorList,
    ConnectorPatch, ConnectorState, HistoryEntry, HistoryEvent, HistoryPage, Kind, Limits, SalesforceError,
    TriedAddress,
};
use contract::audit::{AuditEntry, AuditPage};
use contract::codes::{ProblemCode, Step};
use contract::form::SalesforceForm;
use contract::runtime::{
    BodyEncoding, RuntimeConnector, RuntimeConnectorList, RuntimeRequest, RuntimeResult, TestRequest,
};
use contract::secret::SecretText;
use contract::service_token::{
    CreatedServiceToken, PREFIX, ServiceToken, ServiceTokenForm, ServiceTokenPage, ServiceTokenScope,
};
use contract::usage::{ConnectorUsage, DayUsage};
use serde_json::{Value, json};

use crate::config::default_try_paths;

/// A connector's id.
pub(super) const CONNECTOR_ID: &str = "6f1c0a52-7d2b-4c9e-8a53-0d2f1b7c9e11";
/// A service token's id.
pub(super) const TOKEN_ID: &str = "b7f3f5de-4b0c-4f0e-9a3f-6f2f5f0f7a21";
/// An `Idempotency-Key`.
pub(super) const KEY: &str = "3f0d7d9e-1b2c-4f5a-9c8d-7e6f5a4b3c2d";

/// A user.
pub(super) const USER: &str = "admin@acme.example";
/// Where a page ends.
pub(super) const CURSOR: &str = "1768435200000.019bbf2d-0c00-7a3b-8c4d-5e6f7a8b9c0d";

/// 2026-01-15T00:00:00Z.
pub(super) const SAVED_AT: i64 = 1_768_435_200_000;
/// 2026-12-31T00:00:00Z.
const EXPIRES_AT: i64 = 1_798_675_200_000;

const KEY_SHA256: &str = "3b1f0d7c5e2a49868d4c7a10f2b9e6d35c8a71e04f6b2d9083e5a7c1d4f60b29";
const CLIENT_ID: &str =
    "3MVG9SampleConsumerKeySampleConsumerKeySampleConsumerKeySampleConsumerKeySampleConsum";
const PRIVATE_KEY: &str =
    "-----BEGIN PRIVATE KEY-----\nThis is no key: put your own here.\n-----END PRIVATE KEY-----\n";

/// Adds them to the bodies of all requests and answers whose schema has a sample.
pub(super) fn add(document: &mut Value) {
    let samples = all();
    let operations = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in operations.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
        add_to_bodies(operation.pointer_mut("/requestBody/content"), &samples);
        for response in operation["responses"].as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
            add_to_bodies(response.get_mut("content"), &samples);
        }
    }
}

fn add_to_bodies(content: Option<&mut Value>, samples: &BTreeMap<&str, Value>) {
    let bodies = content.and_then(Value::as_object_mut).into_iter().flat_map(|all| all.values_mut());
    for body in bodies {
        let schema = body["schema"]["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        if let Some(sample) = schema.and_then(|schema| samples.get(schema)) {
            body["example"] = sample.clone();
        }
    }
}

/// By the schema's name.
fn all() -> BTreeMap<&'static str, Value> {
    let usage = ConnectorUsage {
        last_used_at: SAVED_AT + 3_600_000,
        days: vec![DayUsage { day: SAVED_AT, requests: 128, failures: 1 }],
    };
    let config = Config {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        can_manage: true,
        outgoing_addresses: vec!["203.0.113.7".to_owned()],
        try_paths: default_try_paths(),
        ..Config::default()
    };
    let list = ConnectorList {
        connectors: vec![connector()],
        limits: Limits::default(),
        usage: BTreeMap::from([(CONNECTOR_ID.to_owned(), usage)]),
    };
    let runtime_connector = RuntimeConnector {
        id: CONNECTOR_ID.to_owned(),
        name: "Service Cloud".to_owned(),
        kind: Kind::Salesforce,
        state: ConnectorState::Connected,
    };
    let created = CreatedServiceToken {
        token: SecretText::new(format!("{PREFIX}{}_{}", "0".repeat(16), "0".repeat(72))),
        service_token: ServiceToken { last_used_at: None, ..service_token() },
    };
    let token_form = ServiceTokenForm {
        name: "Flow Designer".to_owned(),
        expires_at: EXPIRES_AT,
        scope: ServiceTokenScope::All,
    };
    BTreeMap::from([
        ("Config", json!(config)),
        ("ConnectorList", json!(list)),
        ("Connector", json!(connector())),
        ("SalesforceForm", json!(form())),
        ("ConnectorPatch", json!(patch())),
        ("CheckResult", json!(check_result())),
        ("AudienceSearch", json!(audience_search())),
        ("CancelResult", json!(CancelResult { connector: Some(connector()) })),
        ("TestRequest", json!(TestRequest { request_path: default_try_paths().swap_remove(0) })),
        ("ServiceTokenList", json!(ServiceTokenPage { service_tokens: vec![service_token()], next: None })),
        ("ServiceTokenForm", json!(token_form)),
        ("CreatedServiceToken", json!(created)),
        ("AuditPage", json!(AuditPage { entries: vec![audit_entry()], next: Some(CURSOR.to_owned()) })),
        ("HistoryPage", json!(HistoryPage { entries: vec![history_entry()], next: Some(CURSOR.to_owned()) })),
        ("RuntimeConnectorList", json!(RuntimeConnectorList { connectors: vec![runtime_connector] })),
        ("RuntimeRequest", json!(runtime_request())),
        ("RuntimeResult", json!(runtime_result())),
    ])
}

fn form() -> SalesforceForm {
    SalesforceForm {
        name: "Service Cloud".to_owned(),
        client_id: CLIENT_ID.to_owned(),
        email_id: "contact-center@acme.example".to_owned(),
        url: contract::limits::DEFAULT_URL.to_owned(),
        private_key: SecretText::new(PRIVATE_KEY.to_owned()),
        ..SalesforceForm::default()
    }
}

fn patch() -> ConnectorPatch {
    ConnectorPatch {
        name: Some("Service Cloud (EMEA)".to_owned()),
        notes: Some(connector().notes),
        ..ConnectorPatch::default()
    }
}

pub(super) fn connector() -> Connector {
    let form = form();
    let found = check_result();
    Connector {
        id: CONNECTOR_ID.to_owned(),
        kind: Kind::Salesforce,
        name: form.name,
        client_id: form.client_id,
        email_id: form.email_id,
        url: form.url,
        audience: None,
        settings: BTreeMap::new(),
        state: ConnectorState::Connected,
        salesforce_org_id: found.salesforce_org_id,
        salesforce_user_id: found.salesforce_user_id,
        instance_url: found.instance_url,
        warnings: found.warnings,
        same_as: None,
        created_at: SAVED_AT,
        revision: 1,
        changed_at: None,
        changed_by: None,
        state_since: SAVED_AT,
        failing: None,
        unreachable: None,
        checked_at: SAVED_AT,
        key: Some(ConnectorKey { public_key_sha256: Some(KEY_SHA256.to_owned()), stored_at: SAVED_AT }),
        scopes: vec!["api".to_owned()],
        notes: "The certificate runs out in January: ask Ada.".to_owned(),
        contact: "Ada <ada@acme.example>".to_owned(),
        usage: None,
    }
}

fn check_result() -> CheckResult {
    CheckResult {
        salesforce_org_id: "00D5g000004AAAAEA4".to_owned(),
        salesforce_user_id: "0055g00000BBBBBAA4".to_owned(),
        username: form().email_id,
        instance_url: "https://acme.my.salesforce.com".to_owned(),
        warnings: Vec::new(),
        clock_offset: None,
        same_as: None,
    }
}

fn audience_search() -> AudienceSearch {
    let own = TriedAddress { url: check_result().instance_url, audience: None, code: None, salesforce: None };
    let refused = TriedAddress {
        audience: Some(contract::limits::SANDBOX_URL.to_owned()),
        code: Some(ProblemCode::SalesforceAudience),
        salesforce: Some(SalesforceError {
            error: "invalid_grant".to_owned(),
            error_description: "audience is invalid".to_owned(),
        }),
        ..own.clone()
    };
    AudienceSearch { tried: vec![refused, own] }
}

fn service_token() -> ServiceToken {
    ServiceToken {
        id: TOKEN_ID.to_owned(),
        name: "Flow Designer".to_owned(),
        prefix: format!("{PREFIX}{}", "0".repeat(16)),
        scope: ServiceTokenScope::All,
        expires_at: EXPIRES_AT,
        revoked_at: None,
        last_used_at: Some(SAVED_AT + 3_600_000),
        created_by: USER.to_owned(),
        created_at: SAVED_AT,
    }
}

fn history_entry() -> HistoryEntry {
    HistoryEntry {
        id: "019bbf2d-0d00-7c4d-8e5f-60718293a4b5".to_owned(),
        event: HistoryEvent::Checked,
        created_at: SAVED_AT,
        times: 1,
        last_at: SAVED_AT,
        user: Some(USER.to_owned()),
        code: Some(ProblemCode::SalesforceNotApproved),
        step: Some(Step::SignIn),
        salesforce: Some(SalesforceError {
            error: "invalid_grant".to_owned(),
            error_description: "user hasn't approved this consumer".to_owned(),
        }),
        duration_ms: Some(420),
        fields: Vec::new(),
    }
}

fn audit_entry() -> AuditEntry {
    AuditEntry {
        id: "019bbf2d-0c00-7a3b-8c4d-5e6f7a8b9c0d".to_owned(),
        created_at: SAVED_AT,
        user: USER.to_owned(),
        home_tenant: None,
        address: Some("203.0.113.9".to_owned()),
        sign_in_method: Some("session".to_owned()),
        session_id: None,
        action: "create".to_owned(),
        target: CONNECTOR_ID.to_owned(),
        outcome: "succeeded".to_owned(),
        intent_id: Some("019bbf2d-0a3f-7b1c-9d2e-3f4a5b6c7d8e".to_owned()),
        times: 1,
        last_at: None,
        request_id: "0f4c8a52-3c51-4d8e-9a53-7b1c9e116f1c".to_owned(),
    }
}

fn runtime_request() -> RuntimeRequest {
    RuntimeRequest {
        query_parameters: BTreeMap::from([("phone".to_owned(), "+15550100".into())]),
        retry_attempts: 1,
        ..RuntimeRequest::new("GET", "/services/apexrest/ivr/customer")
    }
}

fn runtime_result() -> RuntimeResult {
    RuntimeResult {
        http_response_headers: BTreeMap::from([(
            "content-type".to_owned(),
            "application/json;charset=UTF-8".to_owned(),
        )]),
        http_response_body_encoding: BodyEncoding::Text,
        http_response_body: "{\"customer\":\"0015g00000CCCCCAA4\",\"priority\":\"high\"}".to_owned(),
        http_status_code: Some(200),
        http_response_body_lossy: false,
        attempts: 1,
        duration_ms: 187,
        problem: None,
    }
}
