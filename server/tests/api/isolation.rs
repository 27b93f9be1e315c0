//! Every operation of the API's description of itself × another tenant's ids × each permission: what another tenant has is
//! answered as what is not there, and nothing of it changes.

mod operations;
mod rows;

use std::collections::BTreeSet;
use std::sync::Arc;

use connectors_server::api::document;
use connectors_server::identity::Permission;
use contract::api::IDEMPOTENCY_KEY;
use contract::service_token::{DAY_MS, SERVICE_TOKENS};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use self::operations::{Ids, Operation, operations};
use self::rows::rows;
use crate::database::{START_MS, TestDatabase, on_both_databases};
use crate::test_server::{PERMISSIONS, TENANT, TestServer, send, succeeds};

on_both_databases!(another_tenants_ids_are_nobodys);

/// Who has something. The name is found again in rows and answers.
const OWNER: &str = "owner-of-all";
/// The name of what the owner has.
const OWNED: &str = "What the owner has";

/// A connector and a service token of a tenant's, and the token itself.
struct Own {
    ids: Ids,
    bearer: String,
}

async fn own(server: &TestServer, tenant: &str, name: &str, idempotency_key: &str) -> Own {
    let create = server.create(&server.form(name)).header(IDEMPOTENCY_KEY, idempotency_key);
    let connector = succeeds(create.header(TENANT, tenant), StatusCode::CREATED).await;
    let connector = connector["id"].as_str().expect("an id").to_owned();
    let (token, bearer) = service_token(server, tenant, name, &json!({ "connectors": [connector] })).await;
    Own { ids: Ids { connector, token, idempotency_key: idempotency_key.to_owned() }, bearer }
}

/// Creates a service token: its id, and the token.
async fn service_token(server: &TestServer, tenant: &str, name: &str, scope: &Value) -> (String, String) {
    let form = json!({ "name": name, "expiresAt": START_MS + DAY_MS, "scope": scope });
    let create = server.request(Method::POST, SERVICE_TOKENS).json(&form).header(TENANT, tenant);
    let created = succeeds(create, StatusCode::CREATED).await;
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&created["serviceToken"]["id"]), text(&created["token"]))
}

/// An answer without what differs from request to request.
#[derive(Debug, PartialEq)]
struct Answer {
    status: StatusCode,
    body: Value,
}

async fn answer(request: RequestBuilder) -> (Answer, String) {
    let response = send(request).await;
    let status = response.status();
    let text = response.text().await.expect("a body");
    let mut body = serde_json::from_str(&text).unwrap_or(Value::String(text.clone()));
    same_for_all(&mut body);
    (Answer { status, body }, text)
}

/// Takes random values and times out of an answer.
fn same_for_all(value: &mut Value) {
    match value {
        Value::String(text) if Uuid::try_parse(text).is_ok() => *value = json!("an id"),
        Value::Array(all) => all.iter_mut().for_each(same_for_all),
        Value::Object(members) => {
            for (name, member) in members {
                match name.as_str() {
                    "requestId" | "token" | "prefix" | "durationMs" => *member = json!("another each time"),
                    _ => same_for_all(member),
                }
            }
        }
        _ => {}
    }
}

/// Sets of permissions: each alone, all, and none.
fn permission_sets() -> Vec<Vec<Permission>> {
    let each = Permission::ALL.map(|one| vec![one]).into_iter();
    each.chain([Permission::ALL.to_vec(), Vec::new()]).collect()
}

fn with_permissions(request: RequestBuilder, permissions: &[Permission]) -> RequestBuilder {
    let names: Vec<String> = permissions.iter().map(|one| format!("{one:?}")).collect();
    request.header(PERMISSIONS, names.join(","))
}

/// All ways in which somebody can ask: admins of a tenant by what they may do, and programs by what their token is for.
/// Each asks in a tenant of its own, so that no answer is about what another one did.
async fn ways(server: &TestServer, operation: &Operation, ids: &Ids, asker: &str) -> Vec<(Answer, String)> {
    let mut answers = Vec::new();
    if operation.is_runtime {
        let named = own(server, &format!("{asker} named"), "The asker's own", "own").await.bearer;
        let (_, all) = service_token(server, &format!("{asker} all"), "The asker's own", &json!("all")).await;
        for bearer in [named, all] {
            answers.push(answer(operation.request(server, ids).bearer_auth(bearer)).await);
        }
    } else {
        for permissions in permission_sets() {
            let tenant = format!("{asker} {permissions:?}");
            let request = operation.request(server, ids).header(TENANT, &tenant);
            answers.push(answer(with_permissions(request, &permissions)).await);
        }
    }
    answers
}

/// The owner, who may do everything.
async fn owners(server: &TestServer, operation: &Operation, owner: &Own, ids: &Ids) -> Answer {
    let request = operation.request(server, ids);
    let request =
        if operation.is_runtime { request.bearer_auth(&owner.bearer) } else { request.header(TENANT, OWNER) };
    answer(request).await.0
}

async fn another_tenants_ids_are_nobodys(database: Arc<TestDatabase>) {
    let server = TestServer::new(Arc::clone(&database)).await;
    let owner = own(&server, OWNER, OWNED, "the-owners").await;
    let second = server.create(&server.form("Out of scope")).header(TENANT, OWNER);
    let second = succeeds(second, StatusCode::CREATED).await;
    let out_of_scope =
        Ids { connector: second["id"].as_str().expect("an id").to_owned(), ..owner.ids.clone() };
    let nobodys = Ids::nobodys();
    let owned = async || -> BTreeSet<String> {
        rows(&database)
            .await
            .into_iter()
            .filter(|row| row.contains(OWNER) || is_of(row, &owner.ids))
            .collect()
    };
    let before = owned().await;
    assert!(before.len() >= 7, "connectors, their keys and audit rows, a token: {before:#?}");

    for (at, operation) in operations().iter().enumerate() {
        let theirs = ways(&server, operation, &owner.ids, &format!("asker {at}")).await;
        let missing = ways(&server, operation, &nobodys, &format!("nobodys {at}")).await;
        for ((theirs, text), (missing, _)) in theirs.iter().zip(&missing) {
            assert_eq!(theirs, missing, "{operation:?}: they can be told apart");
            let told = owner.ids.all().into_iter().chain([OWNER, OWNED]).find(|told| text.contains(told));
            assert!(told.is_none(), "{operation:?} tells {told:?}: {text}");
        }
        let statuses: Vec<u16> = theirs.iter().map(|(answer, _)| answer.status.as_u16()).collect();
        if operation.is_about_one() {
            assert!(statuses.contains(&404), "{operation:?}: {statuses:?}");
            assert!(statuses.iter().all(|status| [403, 404].contains(status)), "{operation:?}: {statuses:?}");
        }
        assert_eq!(owned().await, before, "{operation:?} changed what the owner has");
    }
    assert_eq!(server.count(OWNER).await, 2);

    // In the owner's own tenant, past its token's scope.
    for operation in operations().iter().filter(|operation| operation.is_runtime && operation.is_about_one())
    {
        let theirs = owners(&server, operation, &owner, &out_of_scope).await;
        let missing = owners(&server, operation, &owner, &nobodys).await;
        assert_eq!((theirs.status, theirs), (StatusCode::NOT_FOUND, missing), "{operation:?}");
    }
    // The owner's ids are ids: all of it means something to the owner.
    for operation in operations().iter().filter(|operation| operation.names_ids()) {
        let theirs = owners(&server, operation, &owner, &owner.ids).await;
        let missing = owners(&server, operation, &owner, &nobodys).await;
        assert_ne!(theirs, missing, "{operation:?}: the search proves nothing");
    }
}

/// Whether a row of a table that knows no tenants is one of the owner's.
fn is_of(row: &str, ids: &Ids) -> bool {
    row.starts_with("salesforce_connectors: ") && row.contains(&ids.connector)
}

/// A description with something more in it.
fn with(path: &str, operation: Value) -> Value {
    let mut document = document();
    document["paths"][path] = json!({ "post": operation });
    document
}

#[test]
fn a_route_whose_ids_nobody_named_is_caught() {
    let fails = |path: &str, operation: Value| {
        let document = with(path, operation);
        let asked = std::panic::catch_unwind(|| {
            let found = operations::of(&document);
            found.iter().find(|one| one.template == path).expect("the new one").is_about_one()
        });
        asked.is_err()
    };
    let of = |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let new = json!({ "type": "object", "properties": { "connectorId": { "type": "string" } } });
    assert!(!fails("/api/v1/new", json!({ "tags": ["Admin"] })));
    assert!(fails("/api/v1/new", json!({ "tags": ["Others"] })));
    assert!(fails("/api/v1/new", json!({ "tags": ["Admin"], "requestBody": of(new) })));
    let query = json!({ "in": "query", "name": "connector" });
    assert!(fails("/api/v1/new", json!({ "tags": ["Admin"], "parameters": [query] })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_whose_ids_nobody_named_is_caught() {
    crate::database::with_database(crate::database::Backend::Sqlite, async |database| {
        let server = TestServer::new(database).await;
        let all = operations::of(&with("/api/v1/widgets/{id}", json!({ "tags": ["Admin"] })));
        let new = all.into_iter().find(|one| one.template.contains("widgets")).expect("the new one");
        let asked = tokio::spawn(async move { drop(new.request(&server, &Ids::nobodys())) });
        assert!(asked.await.expect_err("whose it is, nobody says").is_panic());
    })
    .await;
}
