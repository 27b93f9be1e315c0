//! The creates that run. Each is a task of its own, so that a client that goes away leaves nothing half done:
//! when the last one who waits is gone, the attempt is canceled; what is being saved then is saved wholly.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::codes::ProblemCode;
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::clock::{Clock, MonotonicMs};
use crate::error::ApiError;
use crate::model::{Connector, TenantId};
use crate::store::Fingerprint;
use crate::tasks::Tasks;

/// A connector as the answer to its create tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedConnector {
    /// The connector.
    pub connector: Connector,
    /// The name of the one that was there first with the same app, user and URL, where its warnings tell of one.
    pub same_as: Option<String>,
}

/// How a create ended.
pub type Ended = Result<CreatedConnector, ApiError>;

/// A tenant, and an `Idempotency-Key` of its own.
type Key = (TenantId, String);

/// The creates that run, by their `Idempotency-Key`.
#[derive(Clone, Debug)]
pub struct Attempts {
    clock: Clock,
    cancel_memory: Duration,
    known: Arc<Mutex<Known>>,
    tasks: Tasks,
}

#[derive(Debug, Default)]
struct Known {
    running: HashMap<Key, Running>,
    /// Cancels that came before their create, until when they count.
    canceled: HashMap<Key, MonotonicMs>,
}

#[derive(Debug)]
struct Running {
    fingerprint: Fingerprint,
    cancel: CancellationToken,
    /// Lives as long as somebody waits.
    waiters: std::sync::Weak<DropGuard>,
    ended: watch::Receiver<Option<Ended>>,
}

/// Cancels that are remembered at most, of one tenant and in all: each costs memory that any admin could ask for, and no
/// tenant's may keep another's from being remembered.
const CANCELS_OF_TENANT_MAX: usize = 100;
const CANCELS_MAX: usize = 10_000;

/// Somebody who waits for an attempt. While one waits, the attempt goes on; its end is the answer either way.
#[derive(Debug)]
struct Waiter {
    ended: watch::Receiver<Option<Ended>>,
    /// `None`: nobody waited any more, so it is being canceled, or saved already.
    _going_on: Option<Arc<DropGuard>>,
}

impl Attempts {
    /// No attempts yet; a cancel that comes before its create counts for `cancel_memory`.
    pub fn new(clock: Clock, cancel_memory: Duration, tasks: Tasks) -> Self {
        Self { clock, cancel_memory, known: Arc::default(), tasks }
    }

    /// Runs `work`, or waits for the one that runs under this key already.
    ///
    /// # Errors
    /// What `work` ended with; or the key is in use for another request, or was canceled before.
    pub async fn run<F>(
        &self,
        tenant: &TenantId,
        key: &str,
        fingerprint: Fingerprint,
        work: impl FnOnce(CancellationToken) -> F,
    ) -> Ended
    where
        F: Future<Output = Ended> + Send + 'static,
    {
        let waiter = self.join((tenant.clone(), key.to_owned()), fingerprint, work)?;
        waiter.wait().await
    }

    /// Cancels what runs under a key and waits for its end. `None`: nothing runs.
    pub async fn cancel(&self, tenant: &TenantId, key: &str) -> Option<Ended> {
        let key = (tenant.clone(), key.to_owned());
        let mut ended = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(running) = known.running.get(&key) else {
                self.remember_cancel(&mut known, key);
                return None;
            };
            running.cancel.cancel();
            running.ended.clone()
        };
        Some(wait(&mut ended).await)
    }

    /// How many wait for what runs under a key.
    pub fn waiting(&self, tenant: &TenantId, key: &str) -> usize {
        let key = (tenant.clone(), key.to_owned());
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.running.get(&key).map_or(0, |running| running.waiters.strong_count())
    }

    /// A cancel that found its create saved already needs no memory.
    pub fn forget_cancel(&self, tenant: &TenantId, key: &str) {
        let key = (tenant.clone(), key.to_owned());
        self.known.lock().unwrap_or_else(PoisonError::into_inner).canceled.remove(&key);
    }

    fn join<F>(
        &self,
        key: Key,
        fingerprint: Fingerprint,
        work: impl FnOnce(CancellationToken) -> F,
    ) -> Result<Waiter, ApiError>
    where
        F: Future<Output = Ended> + Send + 'static,
    {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.canceled.remove(&key).is_some_and(|until| until > self.clock.monotonic()) {
            return Err(ApiError::new(ProblemCode::Canceled, "canceled before it began"));
        }
        match known.running.entry(key.clone()) {
            Entry::Occupied(running) if running.get().fingerprint != fingerprint => {
                Err(ApiError::new(ProblemCode::IdempotencyKeyReused, "another request runs under this key"))
            }
            Entry::Occupied(running) => {
                let running = running.get();
                Ok(Waiter { ended: running.ended.clone(), _going_on: running.waiters.upgrade() })
            }
            Entry::Vacant(place) => {
                let cancel = CancellationToken::new();
                let going_on = Arc::new(cancel.clone().drop_guard());
                let (sender, ended) = watch::channel(None);
                let waiters = Arc::downgrade(&going_on);
                place.insert(Running { fingerprint, cancel: cancel.clone(), waiters, ended: ended.clone() });
                self.start(key, sender, work(cancel));
                Ok(Waiter { ended, _going_on: Some(going_on) })
            }
        }
    }

    fn start(
        &self,
        key: Key,
        sender: watch::Sender<Option<Ended>>,
        work: impl Future<Output = Ended> + Send + 'static,
    ) {
        let end = End { known: Arc::clone(&self.known), key };
        self.tasks.start(async move {
            let ended = work.await;
            // Taken off the list first: whoever comes now finds what was saved.
            drop(end);
            sender.send_replace(Some(ended));
        });
    }

    fn remember_cancel(&self, known: &mut Known, key: Key) {
        let now = self.clock.monotonic();
        known.canceled.retain(|_, until| *until > now);
        let of_tenant = known.canceled.keys().filter(|(tenant, _)| *tenant == key.0).count();
        if of_tenant < CANCELS_OF_TENANT_MAX && known.canceled.len() < CANCELS_MAX {
            known.canceled.insert(key, now + self.cancel_memory);
        }
    }
}

impl Waiter {
    async fn wait(mut self) -> Ended {
        wait(&mut self.ended).await
    }
}

/// The end of an attempt. Its sender goes without one only when the task panicked.
async fn wait(ended: &mut watch::Receiver<Option<Ended>>) -> Ended {
    match ended.wait_for(Option::is_some).await {
        Ok(ended) => ended.clone().unwrap_or_else(|| Err(ApiError::new(ProblemCode::Internal, "no end"))),
        Err(_) => Err(ApiError::new(ProblemCode::Internal, "the attempt panicked")),
    }
}

/// Takes an attempt off the list, even when it panics.
struct End {
    known: Arc<Mutex<Known>>,
    key: Key,
}

impl Drop for End {
    fn drop(&mut self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).running.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_tenant_takes_anothers_room_for_cancels() {
        let attempts = Attempts::new(Clock::set_at(0), Duration::from_secs(60), Tasks::default());
        let (greedy, other) = (TenantId::new("greedy"), TenantId::new("other"));
        for number in 0..2 * CANCELS_OF_TENANT_MAX {
            assert!(attempts.cancel(&greedy, &number.to_string()).await.is_none());
        }
        assert!(attempts.cancel(&other, "k").await.is_none());
        let remembered = |tenant: &TenantId| {
            let known = attempts.known.lock().expect("not poisoned");
            known.canceled.keys().filter(|(of, _)| of == tenant).count()
        };
        assert_eq!((remembered(&greedy), remembered(&other)), (CANCELS_OF_TENANT_MAX, 1));
    }
}
