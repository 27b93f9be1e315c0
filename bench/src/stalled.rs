//! What one caller who stalls takes: of the server's memory, and of another caller's time.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use contract::{api, runtime, service_token};
use hyper::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::{JoinSet, spawn_local};
use tokio::time::{sleep, timeout};

use crate::checks::BUDGETS;
use crate::failure::Result;
use crate::half_load;
use crate::http::Client;
use crate::key::Key;
use crate::machine;
use crate::plan::Plan;
use crate::report::{Goal, Section, Unit};
use crate::requests::{self, DAY_MS, TOKEN_RATE};
use crate::server::{Launcher, Server};
use crate::statistics::percentile;
use crate::stub::Stub;

/// Connections that stall at a time.
const STALLED: usize = 1_000;
/// The body that each announces.
const BODY_BYTES: usize = 1 << 20;
/// What each sends of it while the other caller is measured: little, since the load has one core for both.
const BEGINNING_BYTES: usize = 4 << 10;
/// How long it takes them to come: the other caller is measured beside those who are there.
const COMING: Duration = Duration::from_secs(2);
/// How long memory is watched: as long as a body may take.
const WATCHED: Duration = Duration::from_secs(10);
/// Requests a second of the caller who does not stall.
const OTHERS: f64 = 200.0;
/// When whoever stalls must have been let go.
const LET_GO: Duration = Duration::from_secs(15);
/// How much larger the server may be meanwhile.
const MEMORY: Goal = Goal::AtMost { gate: 64.0, aim: 32.0 };
/// The other caller's slowest percent, by what it is without those who stall.
const SLOWER: Goal = Goal::AtMost { gate: 10.0, aim: 2.0 };
/// How many of a thousand heads that stall are let go in time.
const GONE: Goal = Goal::AtLeast { gate: STALLED as f64, aim: STALLED as f64 };

/// What became of the connections that stall.
#[derive(Clone, Default)]
struct Seen {
    answered: Rc<Cell<usize>>,
    closed: Rc<Cell<usize>>,
}

pub(crate) async fn measure(
    plan: &Plan,
    launcher: &Launcher,
    home: &std::path::Path,
    key: &Key,
    stub: &Stub,
) -> Result<Section> {
    let mut section = Section::new("A caller who stalls", machine::load());
    let allow = ["--allow-authority", stub.authority()];
    let arguments = [&allow[..], &BUDGETS, &TOKEN_RATE].concat();
    let server = launcher.start(&home.join("stalled"), &arguments)?;
    let client = Client::new(server.address);
    let others = requests::target(&client, key, stub).await?;
    let head = head(&client, server.address).await?;

    let mut alone = half_load::turn(&others, stub, OTHERS, plan.half_load).await?;
    let seen = Seen::default();
    let mut stalling = stall(server.address, &head, BEGINNING_BYTES, &seen);
    sleep(COMING).await;
    let mut beside = half_load::turn(&others, stub, OTHERS, plan.half_load).await?;
    section.add(
        format!("of {STALLED} bodies of 1 MiB that stall, refused at once"),
        seen.answered.get() as f64,
        Unit::Count,
        None,
    );
    stalling.shutdown().await;
    let [alone, beside] = [&mut alone, &mut beside].map(|turn| percentile(turn, 99));
    section.add_time(format!("added by us to another token's requests ({OTHERS:.0}/s), p99"), alone, None);
    section.add_time("the same while they stall, p99", beside, None);
    let slower = beside.as_secs_f64() / alone.as_secs_f64();
    section.add("while they stall ÷ without them, p99", slower, Unit::Ratio, Some(SLOWER));

    let before = server.resident_kib()?;
    let mut stalling = stall(server.address, &head, BODY_BYTES - 1, &Seen::default());
    let ((), most) = watched(&server, sleep(WATCHED)).await?;
    section.add(
        "memory more where each sends all but the last byte",
        grown(before, most),
        Unit::Megabytes,
        Some(MEMORY),
    );
    stalling.shutdown().await;

    let before = server.resident_kib()?;
    let seen = Seen::default();
    let mut stalling = stall(server.address, "GET /healthz HTTP/1.1\r\nHost: local", 0, &seen);
    let all_gone = async {
        let begin = Instant::now();
        while seen.closed.get() < STALLED && begin.elapsed() < LET_GO {
            sleep(Duration::from_millis(100)).await;
        }
    };
    let ((), most) = watched(&server, all_gone).await?;
    let what = format!("{STALLED} halves of heads, let go within {} s", LET_GO.as_secs());
    section.add(what, seen.closed.get() as f64, Unit::Count, Some(GONE));
    section.add("memory more with them", grown(before, most), Unit::Megabytes, None);
    stalling.shutdown().await;
    Ok(section)
}

/// The head of a request to be sent as a connector, by a token of its own, whose body is announced.
async fn head(client: &Client, address: SocketAddr) -> Result<String> {
    let list = client.json(client.request(Method::GET, api::CONNECTORS, None, String::new())).await?;
    let connector = &list["connectors"][0];
    let expires_at = connector["createdAt"].as_i64().unwrap_or_default() + DAY_MS;
    let wanted = json!({ "name": "stalls", "expiresAt": expires_at, "scope": "all" });
    let made = client.request(Method::POST, service_token::SERVICE_TOKENS, None, wanted.to_string());
    let token = requests::text(&client.json(made).await?, "token")?;
    let path = runtime::requests(&requests::text(connector, "id")?);
    Ok(format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {BODY_BYTES}\r\n\r\n"
    ))
}

/// Opens the connections: each sends `head` and so many blanks, and then nothing.
fn stall(address: SocketAddr, head: &str, blanks: usize, seen: &Seen) -> JoinSet<()> {
    let mut stalling = JoinSet::new();
    for _ in 0..STALLED {
        let (head, seen) = (head.to_owned(), seen.clone());
        stalling.spawn_local(async move {
            let Ok(stream) = TcpStream::connect(address).await else { return };
            let (mut answers, mut requests) = stream.into_split();
            let writing = spawn_local(async move {
                let sent = requests.write_all(head.as_bytes()).await.is_ok()
                    && requests.write_all(&vec![b' '; blanks]).await.is_ok();
                // Kept open: it is the server that has to end it.
                sent.then_some(requests)
            });
            let mut answer = [0; 4096];
            if matches!(answers.read(&mut answer).await, Ok(1..)) {
                seen.answered.set(seen.answered.get() + 1);
                while matches!(answers.read(&mut answer).await, Ok(1..)) {}
            }
            seen.closed.set(seen.closed.get() + 1);
            drop(writing.await);
        });
    }
    stalling
}

/// Does something, and tells how large the server was at most meanwhile, in KiB.
async fn watched<T>(server: &Server, doing: impl Future<Output = T>) -> Result<(T, u64)> {
    let mut doing = std::pin::pin!(doing);
    let mut most = 0;
    loop {
        most = most.max(server.resident_kib()?);
        if let Ok(done) = timeout(Duration::from_millis(50), &mut doing).await {
            return Ok((done, most.max(server.resident_kib()?)));
        }
    }
}

/// By how many megabytes the server has grown.
fn grown(before: u64, most: u64) -> f64 {
    most.saturating_sub(before) as f64 * 1024.0 / 1e6
}
