//! What a token is good for.

use reqwest::StatusCode;
use salesforce_sandbox::{ApiError, DEMO_EMAIL_ID, ORG_ID, paths};
use serde_json::json;

use crate::support::{Answer, Demo, read};

fn assert_refused(answer: &Answer, expected: ApiError) {
    assert_eq!(answer.status, expected.status, "{answer:?}");
    assert_eq!(answer.json(), json!([{ "message": expected.message, "errorCode": expected.code }]));
}

#[tokio::test]
async fn the_versions_need_no_token_and_all_else_does() {
    let demo = Demo::start().await;
    let token = demo.token().await;
    let versions = demo.get(paths::VERSIONS, "").await.json();
    let sixty = versions.as_array().into_iter().flatten().find(|version| version["version"] == "60.0");
    let expected = json!({ "label": "Spring '24", "url": "/services/data/v60.0", "version": "60.0" });
    assert_eq!(sixty, Some(&expected));
    let found = |path: &'static str| async { demo.get(path, &token).await.status };
    for path in ["/services/data/v60.0", "/services/data/v60.0/", "/services/data/v60.0/limits", APEX] {
        assert_eq!(found(path).await, 200, "{path}");
        assert_refused(&demo.get(path, "").await, ApiError::INVALID_SESSION);
        assert_refused(&demo.get(path, "00D!wrong").await, ApiError::INVALID_SESSION);
    }
}

const APEX: &str = "/services/apexrest/orders/7";

#[tokio::test]
async fn unknown_versions_and_paths_are_not_found() {
    let demo = Demo::start().await;
    let token = demo.token().await;
    for path in
        ["/services/data/v9.0/", "/services/data/v999.0/", "/services/data/60.0/", "/services/nothing"]
    {
        assert_refused(&demo.get(path, &token).await, ApiError::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_scope_without_api_cannot_call_the_api() {
    let demo = Demo::start().await;
    let mut claims = demo.claims();
    claims["sub"] = json!("no-api-scope@sandbox.example");
    let answer = demo.sign_in(&claims).await;
    let token = answer["access_token"].as_str().expect("a token");
    assert_refused(&demo.get("/services/data/v60.0/", token).await, ApiError::INVALID_SESSION);
}

#[tokio::test]
async fn queries_read_canned_records_and_name_their_errors() {
    let demo = Demo::start().await;
    let token = demo.token().await;
    let query = async |soql: &str| {
        let request = demo.client.get(demo.url("/services/data/v60.0/query")).query(&[("q", soql)]);
        read(request.bearer_auth(&token).send().await.expect("an answer")).await
    };
    let organization = query("select id, Name from Organization LIMIT 1").await.json();
    let url = format!("/services/data/v60.0/sobjects/Organization/{ORG_ID}");
    let record = json!({
        "attributes": { "type": "Organization", "url": url }, "Id": ORG_ID, "Name": "Sandbox",
    });
    assert_eq!(organization, json!({ "totalSize": 1, "done": true, "records": [record] }));
    assert_eq!(query("SELECT Username FROM User").await.json()["records"][0]["Username"], DEMO_EMAIL_ID);
    assert_eq!(query("SELECT Id FROM Account").await.json()["totalSize"], 2);
    assert_eq!(query("SELECT Id FROM Contact").await.json()["totalSize"], 1);
    for malformed in ["", "DELETE", "SELECT", "SELECT Id", "SELECT FROM Account", "SELECT Id FROM"] {
        assert_refused(&query(malformed).await, ApiError::MALFORMED_QUERY);
    }
    assert_refused(&query("SELECT Id FROM Nothing").await, ApiError::INVALID_TYPE);
    assert_refused(&query("SELECT Nothing FROM Account").await, ApiError::INVALID_FIELD);
}

#[tokio::test]
async fn a_condition_is_held_against_the_records() {
    let demo = Demo::start().await;
    let token = demo.token().await;
    let query = async |soql: &str| {
        let request = demo.client.get(demo.url("/services/data/v60.0/query")).query(&[("q", soql)]);
        read(request.bearer_auth(&token).send().await.expect("an answer")).await
    };
    for (condition, found) in [
        ("Phone like '%5550102%'", 1),
        ("phone LIKE '+1555%'", 1),
        ("Phone LIKE '%5550103%'", 0),
        ("Phone LIKE '5550102'", 0),
        ("Name = 'ada lovelace' LIMIT 1", 1),
        ("Name='Ada'", 0),
    ] {
        let answer = query(&format!("SELECT Id FROM Contact WHERE {condition}")).await.json();
        assert_eq!(answer["totalSize"], found, "{condition}");
    }
    for malformed in
        ["Phone LIKE", "Phone LIKE '%5550102%", "Phone LIKE 27%5550102%27", "Phone IS 'x'", "'x'"]
    {
        let answer = query(&format!("SELECT Id FROM Contact WHERE {malformed}")).await;
        assert_refused(&answer, ApiError::MALFORMED_QUERY);
    }
    assert_refused(&query("SELECT Id FROM Contact WHERE Fax = 'x'").await, ApiError::INVALID_FIELD);
}

#[tokio::test]
async fn records_are_created_and_found_by_an_external_id() {
    let demo = Demo::start().await;
    let token = demo.token().await;
    let create = async |object: &str, body: &'static str| {
        let request = demo.client.post(demo.url(&format!("/services/data/v60.0/sobjects/{object}")));
        read(request.bearer_auth(&token).body(body).send().await.expect("an answer")).await
    };
    let created = create("Case", "{}").await;
    assert_eq!((created.status, &created.json()["success"]), (201, &json!(true)));
    assert_refused(&create("Case", "[]").await, ApiError::JSON_PARSER);
    assert_refused(&create("Nothing", "{}").await, ApiError::NOT_FOUND);
    let found = demo.get("/services/data/v60.0/sobjects/Account/Ext__c/a%2Fb%25%C2%BD", &token).await;
    assert_eq!(found.json()["Ext__c"], "a/b%½");
}

#[tokio::test]
async fn apex_rest_echoes() {
    let demo = Demo::start().await;
    let request = demo.client.post(demo.url(&format!("{APEX}?a=b"))).bearer_auth(demo.token().await);
    let answer = read(request.body("{}").send().await.expect("an answer")).await;
    let expected = json!({ "method": "POST", "path": "orders/7", "query": "a=b", "body": "{}" });
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn userinfo_says_who_and_refuses_in_words_of_its_own() {
    let demo = Demo::start().await;
    let answer = demo.get(paths::USERINFO, &demo.token().await).await.json();
    assert_eq!(answer["preferred_username"], DEMO_EMAIL_ID);
    assert_eq!(answer["organization_id"], ORG_ID);
    let bad = demo.get(paths::USERINFO, "wrong").await;
    assert_eq!((bad.status, bad.body.as_str()), (403, "Bad_OAuth_Token"));
    let missing = demo.client.post(demo.url(paths::USERINFO)).send().await.expect("an answer");
    assert_eq!(missing.status(), StatusCode::FORBIDDEN);
    assert_eq!(missing.text().await.expect("a body"), "Missing_OAuth_Token");
}
