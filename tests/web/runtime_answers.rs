//! The same for answers about connectors in use.

use std::collections::BTreeMap;

use connectors::api::decode;
use contract::api::Problem;
use contract::codes::ProblemCode;
use contract::runtime::{BodyEncoding, RuntimeResult};
use contract::secret::SecretText;
use contract::service_token::{CreatedServiceToken, ServiceToken, ServiceTokenList, ServiceTokenScope};
use wasm_bindgen_test::wasm_bindgen_test;

use super::answers::{bare_problem, comes_back, full_problem, reads_as_serde_does};

fn service_token(scope: ServiceTokenScope, at: Option<i64>) -> ServiceToken {
    ServiceToken {
        id: "0190a8f2-1c3d-7e4f-8a5b-6c7d8e9f0a1b".to_owned(),
        name: "Été \"1\"".to_owned(),
        prefix: "cct_0123456789abcdef".to_owned(),
        scope,
        expires_at: 1_795_000_000_123,
        revoked_at: at,
        last_used_at: at,
        created_by: "ada@example.com".to_owned(),
        created_at: 0,
    }
}

fn service_tokens() -> [ServiceToken; 3] {
    let named = |ids: &[&str]| ServiceTokenScope::Connectors(ids.iter().map(|&id| id.to_owned()).collect());
    [
        service_token(ServiceTokenScope::All, None),
        service_token(named(&["a", "b"]), Some(1_795_000_000_123)),
        service_token(named(&[]), Some(0)),
    ]
}

fn created(service_token: ServiceToken) -> CreatedServiceToken {
    CreatedServiceToken { token: SecretText::new("cct_secret".to_owned()), service_token }
}

fn result(status: Option<u16>, headers: &[(&str, &str)], problem: Option<Problem>) -> RuntimeResult {
    let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
    RuntimeResult {
        http_response_headers: headers.collect(),
        http_response_body_encoding: BodyEncoding::Text,
        http_response_body: "{\"a\":\"é\\u0000\"}\n".to_owned(),
        http_status_code: status,
        attempts: u32::MAX,
        duration_ms: 1_795_000_000_123,
        problem,
    }
}

fn results() -> [RuntimeResult; 3] {
    let binary = RuntimeResult {
        http_response_body_encoding: BodyEncoding::Base64,
        ..result(Some(u16::MAX), &[], None)
    };
    [
        result(Some(200), &[("content-type", "application/json"), ("__proto__", "x")], None),
        binary,
        result(None, &[("a", "b")], Some(full_problem())),
    ]
}

#[wasm_bindgen_test]
fn every_answer_about_use_comes_back() {
    for token in service_tokens() {
        comes_back(created(token), decode::created_service_token);
    }
    comes_back(ServiceTokenList { service_tokens: service_tokens().to_vec() }, decode::service_token_list);
    comes_back(ServiceTokenList::default(), decode::service_token_list);
    for result in results() {
        comes_back(result, decode::runtime_result);
    }
    for &code in ProblemCode::ALL {
        comes_back(result(None, &[], Some(bare_problem(code))), decode::runtime_result);
    }
    comes_back(
        RuntimeResult { http_response_headers: BTreeMap::new(), ..result(None, &[], None) },
        decode::runtime_result,
    );
}

#[wasm_bindgen_test]
fn an_answer_about_use_that_differs_is_understood_or_refused_as_serde_does() {
    let [all, named, none] = service_tokens();
    reads_as_serde_does(
        &ServiceTokenList { service_tokens: vec![all.clone(), named.clone()] },
        decode::service_token_list,
    );
    for token in [all, named, none] {
        reads_as_serde_does(&created(token), decode::created_service_token);
    }
    for result in results() {
        reads_as_serde_does(&result, decode::runtime_result);
    }
}
