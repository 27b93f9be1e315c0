//! The headers that answers have in common: by path and status, since no endpoint sets them itself.

use contract::api::REQUEST_ID;
use contract::runtime;
use serde_json::{Value, json};

/// Adds them to every answer of every operation, and to the components' own.
pub(super) fn add(document: &mut Value) {
    document["components"]["headers"] = json!({
        "RequestId": {
            "description": "The request's id, by which the log can be searched.",
            "required": true,
            "schema": { "type": "string", "format": "uuid" },
        },
        "RetryAfter": header("Seconds until it is worth trying again.", &json!({ "type": "integer", "minimum": 1 })),
        "RateLimit": header(
            "What is left, as draft-ietf-httpapi-ratelimit-headers has it: `r` more requests for now, and in `t` \
             seconds there is room for more. One item for each limit that was met.",
            &json!({ "type": "string" }),
        ),
        "RateLimitPolicy": header(
            "The limits themselves, by the same names: `q` requests in any `w` seconds.",
            &json!({ "type": "string" }),
        ),
    });
    for (path, item) in members(&mut document["paths"]) {
        let is_runtime = path.starts_with(runtime::PREFIX);
        let sends = path == runtime::REQUESTS || path == runtime::TEST_REQUEST;
        for (_, operation) in members(item) {
            for (status, response) in members(&mut operation["responses"]) {
                of_answer(&mut response["headers"], status, is_runtime, sends);
            }
        }
    }
    for (_, response) in members(&mut document["components"]["responses"]) {
        response["headers"][REQUEST_ID] = reference("RequestId");
    }
}

fn of_answer(headers: &mut Value, status: &str, is_runtime: bool, sends: bool) {
    headers[REQUEST_ID] = reference("RequestId");
    if may_ask_to_wait(status, sends) {
        headers["Retry-After"] = reference("RetryAfter");
    }
    if status == "429" || is_runtime && is_counted(status) {
        headers["RateLimit"] = reference("RateLimit");
        headers["RateLimit-Policy"] = reference("RateLimitPolicy");
    }
}

/// A limit or an outage; a connector whose login failed is also paused, whatever the reason was.
fn may_ask_to_wait(status: &str, sends: bool) -> bool {
    matches!(status, "429" | "503") || sends && matches!(status, "422" | "502" | "504")
}

/// Whether the request was counted against its token before it got this answer.
fn is_counted(status: &str) -> bool {
    !matches!(status, "401" | "403")
}

fn header(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "schema": schema })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}
