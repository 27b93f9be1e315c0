//! Load: as much as the server takes, or at a fixed rate whatever it takes.

use std::cell::Cell;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::failure::{Failure, Result};
use crate::http::{Answer, Ask, Client};

/// What is asked again and again. Each request has a number of its own, its ticket.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) client: Client,
    pub(crate) request: Rc<dyn Fn(u64) -> Ask>,
    /// Whether an answer counts: a server that refuses quickly is not quick.
    pub(crate) counts: fn(&Answer) -> bool,
}

/// How long a request took.
pub(crate) struct Sample {
    pub(crate) ticket: u64,
    pub(crate) took: Duration,
}

impl Target {
    /// Asks once.
    pub(crate) async fn ask(&self, ticket: u64) -> Result<()> {
        let answer = self.client.ask((self.request)(ticket)).await?;
        if (self.counts)(&answer) { Ok(()) } else { Err(answer.refused()) }
    }

    /// `times` requests, `at_once` of them at any time. Gives the requests a second.
    pub(crate) async fn flat_out(&self, times: u64, at_once: usize) -> Result<f64> {
        let (begin, next) = (Instant::now(), Rc::new(Cell::new(0)));
        let mut workers: JoinSet<Result<()>> = JoinSet::new();
        for _ in 0..at_once {
            let (target, next) = (self.clone(), Rc::clone(&next));
            workers.spawn_local(async move {
                while next.get() < times {
                    let ticket = next.replace(next.get() + 1);
                    target.ask(ticket).await?;
                }
                Ok(())
            });
        }
        while let Some(ended) = workers.join_next().await {
            ended.map_err(|error| Failure::Said(error.to_string()))??;
        }
        Ok(times as f64 / begin.elapsed().as_secs_f64())
    }

    /// `times` requests, a fixed time apart. Each is timed from when it was due, so that one that had to wait behind
    /// a slow one counts as slow as well.
    pub(crate) async fn at_rate(&self, per_second: f64, times: u64) -> Result<Vec<Sample>> {
        let mut due = pace(per_second, times);
        let mut running: JoinSet<Result<Sample>> = JoinSet::new();
        while let Some((ticket, at)) = due.recv().await {
            let target = self.clone();
            running.spawn_local(async move {
                target.ask(ticket).await?;
                Ok(Sample { ticket, took: at.elapsed() })
            });
        }
        let mut samples = Vec::new();
        while let Some(ended) = running.join_next().await {
            samples.push(ended.map_err(|error| Failure::Said(error.to_string()))??);
        }
        Ok(samples)
    }
}

/// When each request is due. A thread of its own: an event loop's timer ticks in milliseconds.
pub(crate) fn pace(per_second: f64, times: u64) -> mpsc::UnboundedReceiver<(u64, Instant)> {
    let apart = Duration::from_secs_f64(1.0 / per_second);
    let (sender, receiver) = mpsc::unbounded_channel();
    thread::spawn(move || {
        let mut at = Instant::now();
        for ticket in 0..times {
            at += apart;
            thread::sleep(at.saturating_duration_since(Instant::now()));
            if sender.send((ticket, at)).is_err() {
                return;
            }
        }
    });
    receiver
}
