//! Whether Salesforce lets connectors in when flows use them: what is noted of that, and only when it changes.
//!
//! Requests never wait for it: what is to be written is written in the background.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::{Clock, MonotonicMs};
use crate::model::{Connector, ConnectorId, Refusal, Seen, TenantId};
use crate::store::{Learned, Store, StoreError};
use crate::tasks::Tasks;

/// How far apart two refusals must be: what passes within that is no news.
const SPAN: Duration = Duration::from_secs(60);
/// Connectors of which a first refusal is remembered at most; the oldest are forgotten.
const REMEMBERED_MAX: usize = 10_000;

type Key = (TenantId, ConnectorId);

/// What is known of how connectors fare. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ConnectorHealth {
    store: Store,
    clock: Clock,
    tasks: Tasks,
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    /// The first of refusals between which no sign-in worked.
    refused: HashMap<Key, FirstRefusal>,
    /// Connectors of which it is being written that they work again.
    recovering: HashSet<Key>,
}

#[derive(Clone, Copy, Debug)]
struct FirstRefusal {
    at: MonotonicMs,
    since_ms: i64,
}

impl ConnectorHealth {
    /// Nothing is known yet.
    pub fn new(store: Store, clock: Clock, tasks: Tasks) -> Self {
        Self { store, clock, tasks, known: Arc::default() }
    }

    /// A sign-in for a flow was refused. The second such refusal that is [`SPAN`] after the first one makes a connector failing,
    /// if both are for reasons of its own.
    pub(super) fn refused(&self, tenant: &TenantId, connector: &Connector, refusal: Refusal) {
        if connector.failing.is_some() || !refusal.code.is_of_connector() {
            return;
        }
        let now = self.clock.monotonic();
        let key = (tenant.clone(), connector.id);
        let since_ms = {
            let mut known = self.known();
            match known.refused.get(&key) {
                Some(first) if first.at + SPAN > now => return,
                Some(&FirstRefusal { since_ms, .. }) => {
                    // What fails to be written is found out anew.
                    known.refused.remove(&key);
                    since_ms
                }
                None => {
                    make_room(&mut known.refused);
                    let since_ms = self.clock.now_ms();
                    known.refused.insert(key, FirstRefusal { at: now, since_ms });
                    return;
                }
            }
        };
        let (this, seen) = (self.clone(), Seen::from(connector));
        self.tasks.start(async move {
            let (tenant, id) = key;
            let noted = this.store.for_tenant(&tenant).began_to_fail(id, seen, since_ms, &refusal).await;
            match noted {
                Ok(Learned::Kept(true)) => {
                    tracing::info!(%tenant, connector = %id, code = %refusal.code, "the connector is failing");
                }
                Ok(_) => {}
                Err(error) => not_noted(&tenant, id, &error),
            }
        });
    }

    /// A sign-in for a flow worked.
    pub(super) fn signed_in(&self, tenant: &TenantId, id: ConnectorId) {
        self.forget(tenant, id);
    }

    /// What was known of a connector is of one that it is no more.
    pub(super) fn forget(&self, tenant: &TenantId, id: ConnectorId) {
        let mut known = self.known();
        if !known.refused.is_empty() {
            known.refused.remove(&(tenant.clone(), id));
        }
    }

    /// A request as a connector was accepted, in a session that was signed in at a time (milliseconds since 1970). One from before
    /// the connector began to fail says nothing of sign-ins, and ends no failure.
    pub(super) fn accepted(&self, tenant: &TenantId, connector: &Connector, signed_in_at: i64) {
        let Some(since) = connector.failing.as_ref().map(|failing| failing.since) else { return };
        let key = (tenant.clone(), connector.id);
        // Once is enough, however many requests were accepted meanwhile.
        if signed_in_at <= since || !self.known().recovering.insert(key.clone()) {
            return;
        }
        let this = self.clone();
        self.tasks.start(async move {
            let (tenant, id) = &key;
            match this.store.for_tenant(tenant).recovered(*id, since).await {
                Ok(true) => tracing::info!(%tenant, connector = %id, "the connector works again"),
                Ok(false) => {}
                Err(error) => not_noted(tenant, *id, &error),
            }
            this.known().recovering.remove(&key);
        });
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room for one more: the oldest goes.
fn make_room(refused: &mut HashMap<Key, FirstRefusal>) {
    while refused.len() >= REMEMBERED_MAX {
        let Some(oldest) = refused.iter().min_by_key(|(_, first)| first.at).map(|(key, _)| key.clone())
        else {
            return;
        };
        refused.remove(&oldest);
    }
}

fn not_noted(tenant: &TenantId, id: ConnectorId, error: &StoreError) {
    tracing::warn!(%error, %tenant, connector = %id, "how the connector fares could not be noted");
}
