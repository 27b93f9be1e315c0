//! How many requests run against one host at a time, and whose turn it is: tenants take turns, so that one
//! with a hundred requests waiting does not hold up another with one.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

/// The places of all hosts.
#[derive(Clone, Debug)]
pub struct Hosts {
    bound: usize,
    hosts: Arc<Mutex<HashMap<String, Host>>>,
}

#[derive(Debug, Default)]
struct Host {
    running: usize,
    /// The tenants that wait, in turn, each with its own queue.
    waiting: VecDeque<(String, VecDeque<oneshot::Sender<Place>>)>,
}

/// A place at a host, given back when dropped.
#[derive(Debug)]
pub struct Place {
    hosts: Hosts,
    host: String,
}

impl Hosts {
    /// `bound` places at each host.
    pub fn new(bound: usize) -> Self {
        Self { bound: bound.max(1), hosts: Arc::default() }
    }

    /// Waits for a place. Dropping the future gives up the wait.
    pub async fn place(&self, host: &str, tenant: &str) -> Place {
        let turn = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let known = hosts.entry(host.to_owned()).or_default();
            if known.running < self.bound {
                known.running += 1;
                return self.at(host);
            }
            let (sender, turn) = oneshot::channel();
            match known.waiting.iter_mut().find(|(who, _)| who == tenant) {
                Some((_, queue)) => queue.push_back(sender),
                None => known.waiting.push_back((tenant.to_owned(), VecDeque::from([sender]))),
            }
            turn
        };
        match turn.await {
            Ok(place) => place,
            // A sender is only dropped with the hosts themselves, which `self` keeps alive.
            Err(_) => self.at(host),
        }
    }

    fn at(&self, host: &str) -> Place {
        Place { hosts: self.clone(), host: host.to_owned() }
    }

    /// Hands a free place to the next in turn, or takes it back.
    fn hand_on(&self, host: &str) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = hosts.get_mut(host) else { return };
        while let Some((tenant, mut queue)) = known.waiting.pop_front() {
            let next = queue.pop_front();
            if !queue.is_empty() {
                known.waiting.push_back((tenant, queue));
            }
            let Some(next) = next.filter(|next| !next.is_closed()) else { continue };
            // Unlocked before it is sent: a place that comes back because its receiver just went is dropped here,
            // and hands itself on.
            drop(hosts);
            drop(next.send(self.at(host)));
            return;
        }
        known.running -= 1;
        if known.running == 0 {
            hosts.remove(host);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hosts.hand_on(&self.host);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    async fn settle() {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn tenants_take_turns() {
        let hosts = Hosts::new(1);
        let first = hosts.place("host", "big").await;
        let (order, mut served) = mpsc::unbounded_channel();
        for (tenant, times) in [("big", 10), ("small", 1), ("other", 1)] {
            for _ in 0..times {
                let (hosts, order) = (hosts.clone(), order.clone());
                tokio::spawn(async move {
                    let _place = hosts.place("host", tenant).await;
                    order.send(tenant).expect("the test listens");
                });
            }
            settle().await;
        }
        drop((first, order));
        let mut seen = Vec::new();
        while let Some(tenant) = served.recv().await {
            seen.push(tenant);
        }
        assert_eq!(seen[..3], ["big", "small", "other"], "{seen:?}");
        assert_eq!(seen.len(), 12);
    }

    #[tokio::test]
    async fn no_more_than_the_bound_run_and_none_is_lost() {
        let hosts = Hosts::new(3);
        let held =
            [hosts.place("host", "a").await, hosts.place("host", "a").await, hosts.place("host", "b").await];
        let waiting: Vec<_> = (0..20)
            .map(|n| {
                let hosts = hosts.clone();
                tokio::spawn(async move { drop(hosts.place("host", &format!("o{}", n % 4)).await) })
            })
            .collect();
        settle().await;
        assert!(waiting.iter().all(|task| !task.is_finished()));
        for task in waiting.iter().step_by(2) {
            task.abort();
        }
        settle().await;
        drop(held);
        for task in waiting.into_iter().skip(1).step_by(2) {
            task.await.expect("served");
        }
        settle().await;
        assert!(hosts.hosts.lock().expect("not poisoned").is_empty(), "every place came back");
    }
}
