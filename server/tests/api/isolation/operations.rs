//! The operations of the API's description of itself, as requests about somebody's ids. What the description has and nothing
//! here knows fails: whoever adds a route says here whose ids it takes.

use std::collections::BTreeSet;

use connectors_server::api::document;
use connectors_server::config::default_try_paths;
use contract::api::IDEMPOTENCY_KEY;
use contract::service_token::DAY_MS;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::database::START_MS;
use crate::test_server::TestServer;

/// Members of request bodies that hold ids.
const WITH_IDS: [&str; 1] = ["connectors"];

/// Members of request bodies that hold none: what they say is about the request, or is the asker's own.
const WITHOUT_IDS: [&str; 20] = [
    "audience",
    "body",
    "bodyEncoding",
    "clientId",
    "contact",
    "contentType",
    "emailId",
    "expiresAt",
    "headers",
    "method",
    "name",
    "notes",
    "privateKey",
    "queryParameters",
    "requestPath",
    "responseTimeoutMs",
    "retryAttempts",
    "retryMethods",
    "scope",
    "url",
];

/// The parameter behind the `?` that holds an id.
const WITH_ID_IN_QUERY: &str = "target";

/// Parameters behind the `?` that hold none: where a page begins is a place in the asker's own list.
const WITHOUT_ID_IN_QUERY: [&str; 4] = ["action", "after", "limit", "user"];

/// One of everything that a request can name.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub(super) connector: String,
    pub(super) token: String,
    pub(super) idempotency_key: String,
}

impl Ids {
    /// Ids that nobody has.
    pub(super) fn nobodys() -> Self {
        let [connector, token] = [Uuid::new_v4(), Uuid::new_v4()].map(|id| id.to_string());
        Self { connector, token, idempotency_key: "nobodys".to_owned() }
    }

    /// All of them, as they stand in an answer.
    pub(super) fn all(&self) -> [&str; 3] {
        [&self.connector, &self.token, &self.idempotency_key]
    }
}

/// An operation of the description.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) method: Method,
    /// Its path, with the names of parameters.
    pub(super) template: String,
    /// Whether a service token asks, and no admin.
    pub(super) is_runtime: bool,
    /// Whether an `Idempotency-Key` goes with it.
    is_idempotent: bool,
    /// Whether it names the state that was seen.
    has_precondition: bool,
    /// Whether it asks for what was done to something, by its id.
    has_target: bool,
    /// The name of its body's schema.
    body: Option<String>,
}

/// All operations but those that are about the server itself.
pub(super) fn operations() -> Vec<Operation> {
    of(&document())
}

/// The operations of a description.
pub(super) fn of(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("paths");
    let all = paths.iter().flat_map(|(path, item)| {
        let operations = item.as_object().expect("operations");
        operations.iter().filter_map(|(method, found)| operation(document, path, method, found))
    });
    all.collect()
}

fn operation(document: &Value, path: &str, method: &str, found: &Value) -> Option<Operation> {
    let is_runtime = match found["tags"][0].as_str()? {
        "Admin" => false,
        "Runtime" => true,
        "Server" => return None,
        other => panic!("{path}: say here who asks for what is tagged {other}"),
    };
    let schema = &found["requestBody"]["content"]["application/json"]["schema"];
    let mut members = BTreeSet::new();
    collect_members(document, schema, &mut members);
    for member in members {
        let known = WITH_IDS.contains(&&*member) || WITHOUT_IDS.contains(&&*member);
        assert!(known, "{method} {path}: say here whether {member} can hold an id");
    }
    let (mut is_idempotent, mut has_precondition, mut has_target) = (false, false, false);
    for parameter in found["parameters"].as_array().into_iter().flatten() {
        match (parameter["in"].as_str(), parameter["name"].as_str()) {
            (Some("path"), _) => {}
            (Some("header"), Some(IDEMPOTENCY_KEY)) => is_idempotent = true,
            (Some("header"), Some("If-Match")) => has_precondition = true,
            (Some("query"), Some(name)) if name == WITH_ID_IN_QUERY => has_target = true,
            (Some("query"), Some(name)) if WITHOUT_ID_IN_QUERY.contains(&name) => {}
            other => panic!("{method} {path}: say here whether {other:?} can hold an id"),
        }
    }
    let body = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()).map(str::to_owned);
    let method = method.to_uppercase().parse().expect("a method");
    Some(Operation {
        method,
        template: path.to_owned(),
        is_runtime,
        is_idempotent,
        has_precondition,
        has_target,
        body,
    })
}

/// The names of all members that a schema's values may have.
fn collect_members(document: &Value, schema: &Value, members: &mut BTreeSet<String>) {
    if !schema.is_object() {
        return;
    }
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.strip_prefix('#').expect("a place in the document");
        return collect_members(document, document.pointer(pointer).expect("a schema"), members);
    }
    if let Some(properties) = schema["properties"].as_object() {
        for (name, inner) in properties {
            members.insert(name.clone());
            collect_members(document, inner, members);
        }
    }
    for inner in ["items", "additionalProperties"].map(|part| &schema[part]) {
        collect_members(document, inner, members);
    }
    for part in ["oneOf", "anyOf", "allOf"] {
        for inner in schema[part].as_array().into_iter().flatten() {
            collect_members(document, inner, members);
        }
    }
}

impl Operation {
    /// Whether its path names something that is there or is not. An attempt is canceled whether it is there or not.
    pub(super) fn is_about_one(&self) -> bool {
        self.template.contains("{id}")
    }

    /// Whether a request names ids at all.
    pub(super) fn names_ids(&self) -> bool {
        let takes = self.is_idempotent || self.has_target || self.body.as_deref() == Some("ServiceTokenForm");
        self.template.contains('{') || takes
    }

    /// The path, about these ids.
    fn path(&self, ids: &Ids) -> String {
        let mut before = "";
        let segments = self.template.split('/').map(|segment| {
            let filled = match (segment.starts_with('{'), before) {
                (false, _) => segment,
                (true, "connectors") => &ids.connector,
                (true, "service-tokens") => &ids.token,
                (true, "attempts") => &ids.idempotency_key,
                _ => panic!("{}: say here whose {segment} is", self.template),
            };
            before = segment;
            filled
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// A request that names these ids wherever one can stand.
    pub(super) fn request(&self, server: &TestServer, ids: &Ids) -> RequestBuilder {
        let mut path = self.path(ids);
        if self.has_target {
            path += &format!("?{WITH_ID_IN_QUERY}={}", ids.connector);
        }
        let mut request = server.request(self.method.clone(), &path);
        if self.is_idempotent {
            request = request.header(IDEMPOTENCY_KEY, &ids.idempotency_key);
        }
        if self.has_precondition {
            request = request.header("If-Match", "*");
        }
        let body = match self.body.as_deref() {
            None => return request,
            Some("SalesforceForm") => server.form("Asked for"),
            Some("ConnectorPatch") => json!({ "notes": "Asked for" }),
            Some("TestRequest") => json!({ "requestPath": default_try_paths()[0] }),
            Some("RuntimeRequest") => json!({ "method": "GET", "requestPath": "/services/apexrest/ivr" }),
            Some("ServiceTokenForm") => json!({
                "name": "Asked for", "expiresAt": START_MS + DAY_MS, "scope": { "connectors": [ids.connector] },
            }),
            Some(other) => panic!("{}: say here what a {other} is, about these ids", self.template),
        };
        request.json(&body)
    }
}
