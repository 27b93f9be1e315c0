//! Lists of a newer server, which knows more than this page does.

use connectors::api::{ApiError, connector_list};
use connectors::connectors::overview::{CreateBlocked, Overview};
use contract::api::{Config, Kind};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

fn salesforce(id: &str, state: &str) -> Value {
    json!({
        "id": id,
        "kind": "salesforce",
        "name": id,
        "clientId": "3MVG9",
        "emailId": "ada@acme.com",
        "url": "https://login.salesforce.com",
        "state": state,
        "salesforceOrgId": "00D000000000000EAA",
        "salesforceUserId": "005000000000000AAA",
        "instanceUrl": "https://acme.my.salesforce.com",
        "createdAt": 0,
        "ofLater": true,
    })
}

fn read(connectors: &[Value]) -> Result<Overview, ApiError> {
    let list = json!({ "connectors": connectors, "limits": { "salesforce": 2, "ofLater": 10 } });
    let config = Config { can_manage: true, ..Config::default() };
    Ok(Overview { list: connector_list(&list.to_string())?, config })
}

#[wasm_bindgen_test]
fn a_connector_of_an_unknown_kind_or_state_is_left_out_and_counts_for_no_other() {
    let other = || json!({ "id": "other", "kind": "ofLater", "name": "other", "state": "connected" });
    let mut sent = vec![other(), salesforce("first", "connected"), salesforce("second", "ofLater"), other()];
    let overview = read(&sent).expect("a list");
    let ids = |overview: &Overview| -> Vec<String> {
        overview.list.of(Kind::Salesforce).map(|connector| connector.id.clone()).collect()
    };
    assert_eq!(ids(&overview), ["first"]);
    assert_eq!(overview.create_blocked(Kind::Salesforce), None);

    sent.push(salesforce("third", "deactivated"));
    let overview = read(&sent).expect("a list");
    assert_eq!(ids(&overview), ["first", "third"]);
    assert_eq!(overview.create_blocked(Kind::Salesforce), Some(CreateBlocked::Full { limit: 2 }));
}

#[wasm_bindgen_test]
fn what_is_no_list_is_not_understood() {
    for text in ["", "null", "{}", r#"{"connectors":[]}"#, r#"{"connectors":{},"limits":{"salesforce":2}}"#] {
        assert_eq!(connector_list(text), Err(ApiError::NotUnderstood), "{text}");
    }
}
