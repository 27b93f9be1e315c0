//! The audit log as admins read it.

use std::sync::Arc;
use std::time::Duration;

use contract::api;
use contract::audit::{AUDIT, AuditEntry, AuditPage};
use contract::codes::ProblemCode;
use contract::service_token::{SERVICE_TOKENS, service_token};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::database::{START_MS, TestDatabase, on_both_databases, run};
use crate::test_server::{HOME_TENANT, READ_ONLY, TENANT, TestServer, fails, succeeds};

on_both_databases!(
    it_tells_who_did_what_newest_first,
    it_is_read_to_its_end_a_page_at_a_time,
    what_is_no_page_says_why,
);

async fn page(server: &TestServer, query: &str) -> AuditPage {
    let request = server.get(&format!("{AUDIT}{query}"));
    serde_json::from_value(succeeds(request, StatusCode::OK).await).expect("a page")
}

/// Creates a service token, and gives its id.
async fn create_token(server: &TestServer, name: &str) -> String {
    let expires_at = server.state.clock.now_ms() + 60_000;
    let form = json!({ "name": name, "expiresAt": expires_at, "scope": "all" });
    let create = server.request(Method::POST, SERVICE_TOKENS).header(HOME_TENANT, "partner").json(&form);
    let created = succeeds(create, StatusCode::CREATED).await;
    created["serviceToken"]["id"].as_str().expect("an id").to_owned()
}

async fn it_tells_who_did_what_newest_first(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    // As a server wrote it that knew less.
    let old = "INSERT INTO audit (id, organisation, user_id, action, target, outcome, request_id, created_at) \
               VALUES ('01890000-0000-7000-8000-000000000000', 'acme', 'bob', 'dance', 'floor', 'tired', \
                       '00000000-0000-4000-8000-000000000000', 1767225599999)";
    run(&mut database.connection().await, old).await;
    let connector = succeeds(server.create(&server.form("Sales")), StatusCode::CREATED).await;
    server.state.clock.advance(Duration::from_secs(1));
    let token = create_token(&server, "Flows").await;

    let AuditPage { entries, next } = page(&server, "").await;
    assert_eq!(next, None);
    let [made, created, started, old] = entries.try_into().expect("four entries");
    let id = connector["id"].as_str().expect("an id");
    let told = |entry: &AuditEntry| {
        let AuditEntry { action, target, outcome, .. } = entry;
        [action.clone(), target.clone(), outcome.clone()]
    };
    assert_eq!(told(&made), ["create_service_token", &token, "succeeded"]);
    assert_eq!(told(&created), ["create", id, "succeeded"]);
    assert_eq!(told(&started), ["create", "localhost", "started"]);
    assert_eq!(told(&old), ["dance", "floor", "tired"]);
    assert_eq!((created.intent_id, started.intent_id), (Some(started.id), None));
    assert_eq!(created.request_id, started.request_id);
    assert_eq!((made.created_at, made.times, made.last_at), (START_MS + 1_000, 1, None));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!((made.user.as_str(), made.home_tenant), ("ann", text("partner")));
    assert_eq!((made.sign_in_method, made.session_id), (text("session"), text("session of ann")));
    assert_eq!((old.user.as_str(), old.home_tenant, old.times), ("bob", None, 1));
    assert_eq!((old.address, old.sign_in_method, old.session_id), (None, None, None));

    // Looking is what a read-only administrator may do; another tenant's log is another one.
    succeeds(server.get(AUDIT).header(READ_ONLY, "1"), StatusCode::OK).await;
    let theirs = succeeds(server.get(AUDIT).header(TENANT, "other"), StatusCode::OK).await;
    assert_eq!(theirs, json!({ "entries": [] }));
}

async fn it_is_read_to_its_end_a_page_at_a_time(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    let mut tokens = Vec::new();
    // Some of one moment: the clock stands still.
    for number in 0..7 {
        tokens.push(create_token(&server, &format!("Flows {number}")).await);
        server.state.clock.advance(Duration::from_secs(number / 3));
    }
    let revoke = server.request(Method::DELETE, &service_token(&tokens[2]));
    succeeds(revoke, StatusCode::NO_CONTENT).await;
    let all = page(&server, "").await.entries;
    assert_eq!(all.len(), 8);
    assert!(all.is_sorted_by(|newer, older| newer.id > older.id));

    let (mut read, mut query) = (Vec::new(), "?limit=3".to_owned());
    loop {
        let AuditPage { entries, next } = page(&server, &query).await;
        assert!(entries.len() <= 3);
        read.extend(entries);
        // What is added meanwhile moves nothing.
        create_token(&server, "Meanwhile").await;
        let Some(next) = next else { break };
        query = format!("?limit=3&after={next}");
    }
    assert_eq!(read, all);

    let revoked = page(&server, "?action=revoke_service_token").await.entries;
    assert_eq!(revoked.iter().map(|entry| entry.target.as_str()).collect::<Vec<_>>(), [&tokens[2]]);
    let of_token = page(&server, &format!("?target={}&user=ann", tokens[2])).await.entries;
    assert_eq!(of_token.len(), 2);
    for none in ["?user=bob", "?user=", "?action=create_service_token%20", "?target=ACME"] {
        assert_eq!(page(&server, none).await, AuditPage::default(), "{none}");
    }
}

async fn what_is_no_page_says_why(database: Arc<TestDatabase>) {
    let server = TestServer::new(database).await;
    for (query, why) in [
        ("limit=0", "from 1 to 500"),
        ("limit=501", "from 1 to 500"),
        ("limit=+1", "from 1 to 500"),
        ("limit=", "from 1 to 500"),
        ("limit=99999999999", "from 1 to 500"),
        ("limit=1&limit=2", "`limit` is there more than once"),
        ("after=secret", "`after` is what another page gave"),
        ("secret=1", "a parameter that the address does not take"),
        ("user=secret%00", "`user` has a character of code zero"),
        ("action=%FF", ""),
    ] {
        let path = format!("{AUDIT}?{query}");
        if why.is_empty() {
            // Text that is not UTF-8 is read as well as can be.
            succeeds(server.get(&path), StatusCode::OK).await;
            continue;
        }
        let problem = fails(server.get(&path), ProblemCode::NotFound).await;
        let detail = problem.detail.expect("a detail");
        assert!(detail.contains(why) && !detail.contains("secret"), "{query}: {detail}");
    }
    let config = succeeds(server.get(&format!("{}?limit=x", api::CONFIG)), StatusCode::OK).await;
    assert_eq!(config["demo"], json!(false), "what takes no page is not asked for one");
}
