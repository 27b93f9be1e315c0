//! The list of one tenant, beside as few connectors as it has itself, and beside a million.

use std::path::Path;
use std::time::{Duration, Instant};

use contract::api;
use hyper::Method;
use serde_json::Value;
use tempfile::TempDir;

use crate::failure::{Context as _, Failure, Result};
use crate::fill::{self, Dialect, OWN};
use crate::http::Client;
use crate::machine;
use crate::plan::Plan;
use crate::report::{Goal, Section, Unit};
use crate::server::{Launcher, Server};
use crate::statistics::percentile;

const RATIO: Goal = Goal::AtMost { gate: 1.5, aim: 1.1 };
/// Lists that are asked for in a row before it is the other server's turn.
const TURN: u64 = 50;

/// A server on a filled database.
struct Filled {
    server: Server,
    client: Client,
    times: Vec<Duration>,
}

pub(crate) async fn measure(
    plan: &Plan,
    launcher: &Launcher,
    home: &Path,
    postgres: Option<&str>,
) -> Result<Section> {
    let mut section = Section::new("A list of 5 connectors", machine::load());
    let homes = [home.join("list-few"), home.join("list-many")];
    let urls = homes.clone().map(|data| format!("sqlite://{}", data.join("connectors.sqlite").display()));
    let mut sqlite = Vec::new();
    for ((data, url), count) in homes.iter().zip(&urls).zip([OWN, plan.connectors]) {
        let server = launcher.start(data, &[])?;
        fill::fill(Dialect::Sqlite, url, count).await?;
        sqlite.push(Filled::new(server));
    }
    compare("SQLite", plan, sqlite, &mut section).await?;

    let Some(administrator) = postgres else { return Ok(section) };
    let mut filled = Vec::new();
    let data = TempDir::new().context("a directory")?;
    for (name, count) in [("connectors_bench_few", OWN), ("connectors_bench_many", plan.connectors)] {
        let url = fill::new_postgres(administrator, name).await?;
        let server = launcher.start(&data.path().join(name), &["--database", &url])?;
        fill::fill(Dialect::Postgres, &url, count).await?;
        filled.push(Filled::new(server));
    }
    compare("PostgreSQL", plan, filled, &mut section).await?;
    for name in ["connectors_bench_few", "connectors_bench_many"] {
        fill::drop_postgres(administrator, name).await?;
    }
    Ok(section)
}

/// Asks both servers in turns, so that whatever else the machine does meets both.
async fn compare(name: &str, plan: &Plan, mut filled: Vec<Filled>, section: &mut Section) -> Result<()> {
    for turn in 0..=plan.lists.div_ceil(TURN) {
        for one in &mut filled {
            one.ask(TURN).await?;
            if turn == 0 {
                // Warm caches and open connections are what a server in use has.
                one.times.clear();
            }
        }
    }
    let mut medians = Vec::new();
    for (one, count) in filled.iter_mut().zip([OWN, plan.connectors]) {
        let median = percentile(&mut one.times, 50);
        section.add_time(format!("{name}, {count} connectors stored, p50"), median, None);
        let p99 = percentile(&mut one.times, 99);
        section.add_time(format!("{name}, {count} connectors stored, p99"), p99, None);
        medians.push(median.as_secs_f64());
    }
    section.add(format!("{name}, many ÷ few"), medians[1] / medians[0], Unit::Ratio, Some(RATIO));
    Ok(())
}

impl Filled {
    fn new(server: Server) -> Self {
        let client = Client::new(server.address);
        Self { server, client, times: Vec::new() }
    }

    async fn ask(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            let begin = Instant::now();
            let request = self.client.request(Method::GET, api::CONNECTORS, None, String::new());
            let answer = self.client.ask(request).await?;
            self.times.push(begin.elapsed());
            if !is_own_list(&answer.body) {
                let address = self.server.address;
                return Err(Failure::Said(format!("{address} lists others than the {OWN} connectors")));
            }
        }
        Ok(())
    }
}

/// Whether it is the whole list of the one tenant, with how each connector was used.
fn is_own_list(body: &[u8]) -> bool {
    let list = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let own = usize::try_from(OWN).unwrap_or_default();
    let connectors = list["connectors"].as_array().map_or(0, Vec::len);
    let used = list["usage"].as_object().map_or(0, serde_json::Map::len);
    connectors == own && used == own
}
