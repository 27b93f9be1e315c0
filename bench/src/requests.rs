//! Requests through the runtime API, as flows send them.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use contract::{api, runtime, service_token};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::checks::{BUDGETS, added, form, times};
use crate::failure::{Failure, Result};
use crate::http::{Answer, Client};
use crate::key::Key;
use crate::load::Target;
use crate::machine;
use crate::plan::Plan;
use crate::report::{Section, Unit};
use crate::server::Launcher;
use crate::statistics::{median, percentile};
use crate::stub::Stub;

/// Tokens that take turns: each may ask 100,000 times a minute, the most that can be configured.
const TOKENS: usize = 20;
const TOKEN_RATE: [&str; 2] = ["--token-rate", "100000"];
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

pub(crate) async fn measure(
    plan: &Plan,
    launcher: &Launcher,
    home: &Path,
    key: &Key,
    stub: &Stub,
) -> Result<Section> {
    let mut section = Section::new("Requests through the runtime API", machine::load());
    let allow = ["--allow-authority", stub.authority()];
    let arguments = [&allow[..], &BUDGETS, &TOKEN_RATE].concat();
    let server = launcher.start(&home.join("requests"), &arguments)?;
    let target = target(&Client::new(server.address), key, stub).await?;

    let (mut rates, mut raws) = (Vec::new(), Vec::new());
    for _ in 0..Plan::REQUEST_ROUNDS {
        raws.push(key.raw_rate(launcher.cores, plan.raw)?);
        rates.push(target.flat_out(plan.requests, Plan::AT_ONCE).await?);
    }
    let (per_second, raw) = (median(&rates), median(&raws));
    section.add(format!("requests, {} at a time", Plan::AT_ONCE), per_second, Unit::PerSecond, None);
    section.add("requests ÷ import and sign", per_second / raw, Unit::Ratio, None);

    stub.pause(Plan::SALESFORCE);
    let half = per_second / 2.0;
    let samples = target.at_rate(half, times(half, plan.half_load)).await?;
    let mut added = added(&samples, &stub.times());
    stub.pause(Duration::ZERO);
    for percent in [50, 99] {
        let name = format!("added by us at half load ({half:.0}/s), p{percent}");
        section.add_time(name, percentile(&mut added, percent), None);
    }
    Ok(section)
}

/// Saves a connector, makes tokens, and sends requests as the one with the others in turn.
async fn target(client: &Client, key: &Key, stub: &Stub) -> Result<Target> {
    let post = |path: &str, json: String| client.json(client.request(Method::POST, path, None, json));
    let connector = post(api::SALESFORCE, form("connector", stub.authority(), &key.pem)).await?;
    let expires_at = connector["createdAt"].as_i64().unwrap_or_default() + DAY_MS;
    let mut tokens = Vec::new();
    for number in 0..TOKENS {
        let wanted = json!({ "name": format!("flow {number}"), "expiresAt": expires_at, "scope": "all" });
        let token = post(service_token::SERVICE_TOKENS, wanted.to_string()).await?;
        tokens.push(text(&token, "token")?);
    }
    let path = runtime::requests(&text(&connector, "id")?);
    let asking = client.clone();
    let request = move |ticket: u64| {
        let token = &tokens[usize::try_from(ticket).unwrap_or_default() % TOKENS];
        let body = json!({
            "method": "GET",
            "requestPath": format!("/services/data/v62.0/sobjects/Contact/{ticket}"),
            "responseTimeoutMs": 10_000,
        });
        asking.request(Method::POST, &path, Some(token), body.to_string())
    };
    Ok(Target { client: client.clone(), request: Rc::new(request), counts: is_salesforces_200 })
}

fn text(value: &Value, field: &str) -> Result<String> {
    let found = value[field].as_str().map(str::to_owned);
    found.ok_or_else(|| Failure::Said(format!("an answer without {field}")))
}

/// The runtime API answers 200 whatever became of the request: the result says what did.
fn is_salesforces_200(answer: &Answer) -> bool {
    let result = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
    answer.status == StatusCode::OK && result["httpStatusCode"] == 200 && result["problem"].is_null()
}
