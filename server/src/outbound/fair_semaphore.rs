//! A fair semaphore for each host: so many requests run against it at a time, and tenants take turns, so that one with a
//! hundred requests waiting does not hold up another with one.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::model::TenantId;

/// The permits of all hosts. Cheap to clone: clones share them.
#[derive(Clone, Debug)]
pub struct FairSemaphore {
    permits: usize,
    hosts: Arc<Mutex<HashMap<String, Host>>>,
}

#[derive(Debug, Default)]
struct Host {
    running: usize,
    /// The tenants that wait, in turn, each with its own queue.
    waiting: VecDeque<(TenantId, VecDeque<oneshot::Sender<Permit>>)>,
}

/// Lets one request run against a host until it is dropped.
#[derive(Debug)]
pub struct Permit {
    semaphore: FairSemaphore,
    host: String,
}

impl FairSemaphore {
    /// `permits` for each host; one where that is zero.
    pub fn new(permits: usize) -> Self {
        Self { permits: permits.max(1), hosts: Arc::default() }
    }

    /// Waits for a permit. Dropping the future gives up the wait.
    pub async fn acquire(&self, host: &str, tenant: &TenantId) -> Permit {
        let granted = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let known = hosts.entry(host.to_owned()).or_default();
            if known.running < self.permits {
                known.running += 1;
                return self.permit(host);
            }
            let (sender, granted) = oneshot::channel();
            match known.waiting.iter_mut().find(|(who, _)| who == tenant) {
                Some((_, queue)) => queue.push_back(sender),
                None => known.waiting.push_back((tenant.clone(), VecDeque::from([sender]))),
            }
            granted
        };
        match granted.await {
            Ok(permit) => permit,
            // A sender is only dropped with the semaphore itself, which `self` keeps alive.
            Err(_) => self.permit(host),
        }
    }

    fn permit(&self, host: &str) -> Permit {
        Permit { semaphore: self.clone(), host: host.to_owned() }
    }

    /// Hands a permit that is free to the next in turn, or takes it back.
    fn release(&self, host: &str) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = hosts.get_mut(host) else { return };
        while let Some((tenant, mut queue)) = known.waiting.pop_front() {
            let next = queue.pop_front();
            if !queue.is_empty() {
                known.waiting.push_back((tenant, queue));
            }
            let Some(next) = next.filter(|next| !next.is_closed()) else { continue };
            // Unlocked before it is sent: a permit that comes back because its receiver just went is dropped here,
            // and so goes to the next.
            drop(hosts);
            drop(next.send(self.permit(host)));
            return;
        }
        known.running -= 1;
        if known.running == 0 {
            hosts.remove(host);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.semaphore.release(&self.host);
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
        let semaphore = FairSemaphore::new(1);
        let first = semaphore.acquire("host", &TenantId::new("big")).await;
        let (order, mut served) = mpsc::unbounded_channel();
        for (tenant, times) in [("big", 10), ("small", 1), ("other", 1)] {
            for _ in 0..times {
                let (semaphore, order) = (semaphore.clone(), order.clone());
                tokio::spawn(async move {
                    let _permit = semaphore.acquire("host", &TenantId::new(tenant)).await;
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
    async fn no_more_than_its_permits_run_and_none_is_lost() {
        let semaphore = FairSemaphore::new(3);
        let held = [
            semaphore.acquire("host", &TenantId::new("a")).await,
            semaphore.acquire("host", &TenantId::new("a")).await,
            semaphore.acquire("host", &TenantId::new("b")).await,
        ];
        let waiting: Vec<_> = (0..20)
            .map(|n| {
                let semaphore = semaphore.clone();
                tokio::spawn(async move {
                    drop(semaphore.acquire("host", &TenantId::new(format!("o{}", n % 4))).await)
                })
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
        assert!(semaphore.hosts.lock().expect("not poisoned").is_empty(), "every permit came back");
    }
}
