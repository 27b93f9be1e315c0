//! Cisco's own Salesforce flow: its four activities one after the other, with their values as the flow has them.

use std::sync::Arc;

use contract::runtime::{self, RuntimeResult};
use reqwest::Method;
use serde_json::{Value, json};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::result;
use crate::test_server::TestServer;

on_both_databases!(the_four_activities_find_a_contact_and_make_a_case);

/// The activities. `{{…}}` is a variable of the flow.
const FLOW: &str = r#"[
    {
        "name": "GetContact",
        "httpRequestMethod": "GET",
        "httpRequestPath": "/services/data/v52.0/query?q=SELECT+id+from+Contact+where+Phone+like+%27%25{{phone}}%25%27",
        "httpResponseTimeout": "5000",
        "retryAttempts": "3"
    },
    {
        "name": "GetOpenCase",
        "httpRequestMethod": "GET",
        "httpRequestPath": "/services/data/v52.0/query?q=SELECT+CaseNumber,Status+from+Case+where+ContactId+=+%27{{contact}}%27+order+by+CreatedDate+desc",
        "httpResponseTimeout": 5000,
        "retryAttempts": 1
    },
    {
        "name": "CreateCase",
        "httpRequestMethod": "POST",
        "httpRequestPath": "/services/data/v52.0/sobjects/Case",
        "httpContentType": "Application/JSON",
        "httpRequestBody": "{\"ContactId\":\"{{contact}}\",\"Origin\":\"Phone\",\"Subject\":\"Rückruf\"}",
        "httpResponseTimeout": "5000",
        "retryAttempts": "3"
    },
    {
        "name": "GetCaseNumber",
        "httpRequestMethod": "GET",
        "httpRequestPath": "/services/data/v52.0/query?q=SELECT+CaseNumber+from+Case+where+Id+=+%27{{case}}%27",
        "httpResponseTimeout": "5000",
        "retryAttempts": "3"
    }
]"#;

async fn the_four_activities_find_a_contact_and_make_a_case(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let (id, token) = (server.connector().await, server.token().await);
    let flow: Vec<Value> = serde_json::from_str(FLOW).expect("JSON");
    // Signed in before: the flow's own times are for a machine that does nothing else.
    server.sign_in(&id).await;

    let mut variables = vec![("phone", "5550102".to_owned())];
    let mut answers = Vec::new();
    for activity in &flow {
        let fill = |member: &str| {
            let text = activity[member].as_str()?.to_owned();
            Some(
                variables
                    .iter()
                    .fold(text, |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value)),
            )
        };
        let request = json!({
            "method": activity["httpRequestMethod"],
            "requestPath": fill("httpRequestPath"),
            "contentType": activity["httpContentType"],
            "body": fill("httpRequestBody"),
            "responseTimeoutMs": activity["httpResponseTimeout"],
            "retryAttempts": activity["retryAttempts"],
        });
        let post = server.request(Method::POST, &runtime::requests(&id)).bearer_auth(&token).json(&request);
        let answer: RuntimeResult = result(post).await;
        let body: Value = serde_json::from_str(&answer.http_response_body).expect("JSON");
        match activity["name"].as_str() {
            Some("GetContact") => variables.push(("contact", text(&body["records"][0]["Id"]))),
            Some("CreateCase") => variables.push(("case", text(&body["id"]))),
            _ => {}
        }
        answers.push((answer.http_status_code, body));
    }

    let statuses: Vec<_> = answers.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [Some(200), Some(200), Some(201), Some(200)], "{answers:?}");
    let [_, open, _, number] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!(open.1["records"][0]["Status"], "New");
    assert_eq!(number.1["records"][0]["CaseNumber"], "00001026");
    assert_eq!(number.1["totalSize"], 1);
    assert_eq!(server.sandbox.counters().token_requests, 1);
    assert_eq!(server.counted(&id).await, Some((4, 0)));
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
