//! Requests through the runtime API, as flows send them, beside nginx, which passes the same requests on.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use contract::{api, runtime, service_token};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::checks::{BUDGETS, form};
use crate::failure::{Failure, Result};
use crate::half_load;
use crate::http::{Answer, Client};
use crate::key::Key;
use crate::load::Target;
use crate::machine;
use crate::nginx;
use crate::plan::Plan;
use crate::report::{Goal, Section, Unit};
use crate::server::{Launcher, Server};
use crate::statistics::median;
use crate::stub::Stub;

/// Tokens that take turns: each may ask 100,000 times a minute, the most that can be configured.
const TOKENS: usize = 20;
pub(crate) const TOKEN_RATE: [&str; 2] = ["--token-rate", "100000"];
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Our requests a second by nginx's.
const RATE: Goal = Goal::AtLeast { gate: 0.3, aim: 0.5 };
/// What we add to a request by what nginx adds.
const ADDED: Goal = Goal::AtMost { gate: 4.0, aim: 2.0 };

/// Who passes requests on, with what was measured so far.
struct Proxy {
    target: Target,
    server: Server,
    rates: Vec<f64>,
    /// The processor's time that each request took, by rounds, in microseconds.
    costs: Vec<f64>,
    /// What it added to each request, by turns.
    added: Vec<Vec<Duration>>,
}

pub(crate) async fn measure(
    plan: &Plan,
    launcher: &Launcher,
    home: &Path,
    key: &Key,
    stub: &Stub,
    nginx: Option<&Path>,
) -> Result<Section> {
    let mut section = Section::new("Requests through the runtime API", machine::load());
    let allow = ["--allow-authority", stub.authority()];
    let arguments = [&allow[..], &BUDGETS, &TOKEN_RATE].concat();
    let server = launcher.start(&home.join("requests"), &arguments)?;
    let target = target(&Client::new(server.address), key, stub).await?;
    let mut ours = Proxy::new(target, server);
    let mut theirs = None;
    if let Some(program) = nginx {
        let server = nginx::start(program, launcher.cores, &home.join("nginx"), stub)?;
        theirs = Some(Proxy::new(nginx::target(server.address, path), server));
    }

    let mut raws = Vec::new();
    for _ in 0..Plan::REQUEST_ROUNDS {
        raws.push(key.raw_rate(launcher.cores, plan.raw)?);
        for proxy in [Some(&mut ours), theirs.as_mut()].into_iter().flatten() {
            proxy.flat_out(plan).await?;
        }
    }
    let (per_second, raw) = (median(&ours.rates), median(&raws));
    let half = per_second / 2.0;
    // Both at the same rate, half of ours: what differs is who passes the requests on.
    for _ in 0..Plan::HALF_LOAD_TURNS {
        for proxy in [Some(&mut ours), theirs.as_mut()].into_iter().flatten() {
            proxy.added.push(half_load::turn(&proxy.target, stub, half, plan.half_load).await?);
        }
    }

    let ours_p99 = ours.report("requests", "us", half, &mut section);
    section.add("requests ÷ import and sign", per_second / raw, Unit::Ratio, None);
    let Some(mut theirs) = theirs else {
        section.note("nginx was not to be had, so there is nothing to hold these figures against.");
        return Ok(section);
    };
    let theirs_p99 = theirs.report("the same through nginx", "nginx", half, &mut section);
    let rate = per_second / median(&theirs.rates);
    section.add("requests a second ÷ nginx's", rate, Unit::Ratio, Some(RATE));
    let added = ours_p99.as_secs_f64() / theirs_p99.as_secs_f64();
    section.add("added by us ÷ added by nginx, p99", added, Unit::Ratio, Some(ADDED));
    Ok(section)
}

impl Proxy {
    const fn new(target: Target, server: Server) -> Self {
        Self { target, server, rates: Vec::new(), costs: Vec::new(), added: Vec::new() }
    }

    async fn flat_out(&mut self, plan: &Plan) -> Result<()> {
        let before = self.server.busy()?;
        self.rates.push(self.target.flat_out(plan.requests, Plan::AT_ONCE).await?);
        let busy = self.server.busy()? - before;
        self.costs.push(busy.as_secs_f64() * 1e6 / plan.requests as f64);
        Ok(())
    }

    /// Adds what was measured; gives what it adds to the slowest percent of requests.
    fn report(&mut self, what: &str, who: &str, half: f64, section: &mut Section) -> Duration {
        let rate = median(&self.rates);
        section.add(format!("{what}, {} at a time", Plan::AT_ONCE), rate, Unit::PerSecond, None);
        let cost = median(&self.costs);
        section.add(format!("{what}, processor's time of each"), cost, Unit::Microseconds, None);
        let [p50, p99] = [50, 99].map(|percent| half_load::typical(&mut self.added, percent));
        section.add_time(format!("added by {who} at half of our load ({half:.0}/s), p50"), p50, None);
        section.add_time(format!("added by {who} at half of our load ({half:.0}/s), p99"), p99, None);
        p99
    }
}

/// What is asked of Salesforce.
fn path(ticket: u64) -> String {
    format!("/services/data/v62.0/sobjects/Contact/{ticket}")
}

/// Saves a connector, makes tokens, and sends requests as the one with the others in turn.
pub(crate) async fn target(client: &Client, key: &Key, stub: &Stub) -> Result<Target> {
    let post = |path: &str, json: String| client.json(client.request(Method::POST, path, None, json));
    let connector = post(api::SALESFORCE, form("connector", stub.authority(), &key.pem)).await?;
    let expires_at = connector["createdAt"].as_i64().unwrap_or_default() + DAY_MS;
    let mut tokens = Vec::new();
    for number in 0..TOKENS {
        let wanted = json!({ "name": format!("flow {number}"), "expiresAt": expires_at, "scope": "all" });
        let token = post(service_token::SERVICE_TOKENS, wanted.to_string()).await?;
        tokens.push(text(&token, "token")?);
    }
    let requests = runtime::requests(&text(&connector, "id")?);
    let asking = client.clone();
    let request = move |ticket: u64| {
        let token = &tokens[usize::try_from(ticket).unwrap_or_default() % TOKENS];
        let body = json!({
            "method": "GET",
            "requestPath": path(ticket),
            "responseTimeoutMs": 10_000,
        });
        asking.request(Method::POST, &requests, Some(token), body.to_string())
    };
    Ok(Target { client: client.clone(), request: Rc::new(request), counts: is_salesforces_200 })
}

pub(crate) fn text(value: &Value, field: &str) -> Result<String> {
    let found = value[field].as_str().map(str::to_owned);
    found.ok_or_else(|| Failure::Said(format!("an answer without {field}")))
}

/// The runtime API answers 200 whatever became of the request: the result says what did.
fn is_salesforces_200(answer: &Answer) -> bool {
    let result = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
    answer.status == StatusCode::OK && result["httpStatusCode"] == 200 && result["problem"].is_null()
}
