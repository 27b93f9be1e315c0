//! One session per connector: signed in once, used by all its requests until Salesforce refuses it.
//!
//! A token is in memory only. The parsed key lies beside it, so that a login does not parse it again; both go
//! together, and are wiped then.

mod cached;
mod entry;
mod forgotten;
mod login;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::codes::ProblemCode;
use tracing::Instrument as _;

use super::health::ConnectorHealth;
use super::revocations::Revocations;
use crate::clock::{Clock, MonotonicMs};
use crate::error::ApiError;
use crate::metrics::{Metrics, Purpose, SessionLookup};
use crate::model::{Connector, ConnectorId, Refusal, Settings, TenantId};
use crate::rate_limit::Rate;
use crate::salesforce::Salesforce;
use crate::salesforce::revoke::{IssuedToken, IssuedTokens};
use crate::salesforce::session_end::SessionEnd;
use crate::store::Store;
use crate::vault::Vault;
pub use cached::CachedSession;
use entry::{Credentials, Entry};
pub(super) use forgotten::SessionEnds;
use login::Login;

/// What sessions are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Sessions that are kept at most.
    pub kept: usize,
    /// How long an unused session is kept.
    pub idle: Duration,
    /// Sessions of one connector that are given up because Salesforce refused them.
    pub renewals: Rate,
    /// The pause after a failed login; each further failure doubles it.
    pub login_pause: Duration,
    /// The longest such pause.
    pub login_pause_max: Duration,
}

/// What follows of sessions without anybody waiting for it.
#[derive(Clone, Debug)]
pub struct InBackground {
    /// Ends sessions at Salesforce.
    pub revocations: Revocations,
    /// Notes how connectors fare.
    pub health: ConnectorHealth,
}

/// A tenant and a connector of its own.
type Key = (TenantId, ConnectorId);

/// The sessions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sessions {
    login: Login,
    limits: SessionLimits,
    metrics: Metrics,
    revocations: Revocations,
    entries: Arc<Mutex<HashMap<Key, Arc<Entry>>>>,
}

impl Sessions {
    /// No sessions yet.
    pub fn new(
        salesforce: Salesforce,
        store: Store,
        vault: Vault,
        clock: Clock,
        limits: SessionLimits,
        metrics: Metrics,
        background: InBackground,
    ) -> Self {
        let InBackground { revocations, health } = background;
        let login = Login { salesforce, store, vault, clock, health };
        Self { login, limits, metrics, revocations, entries: Arc::default() }
    }

    /// The connector's session, signed in where there is none. However many ask at a time, one login is made; it
    /// goes on when those who asked have gone.
    ///
    /// # Errors
    /// The sign-in was refused, now or so recently that it is not tried again yet.
    pub async fn session(
        &self,
        tenant: &TenantId,
        connector: &Connector,
    ) -> Result<Arc<CachedSession>, ApiError> {
        let Settings::Salesforce(settings) = &connector.settings;
        if !settings.subject.is_allowed_by(&self.login.salesforce.policy) {
            // No waiting mends it, so no login is tried, and its key stays sealed.
            let why = "an authority that the operator does not allow any more";
            let refusal = ApiError::new(ProblemCode::SalesforceForbiddenAddress, why);
            self.login.health.refused(tenant, connector, Refusal::from(&refusal));
            return Err(refusal);
        }
        let entry = self.entry(tenant, connector);
        let now = self.login.clock.monotonic();
        let kept = entry.session(now);
        self.metrics.session_lookup(match &kept {
            Ok(Some(_)) => SessionLookup::Hit,
            Ok(None) => SessionLookup::Miss,
            Err(_) => SessionLookup::Paused,
        });
        if let Some(session) = kept? {
            return Ok(session);
        }
        let this = self.clone();
        let (tenant, connector) = (tenant.clone(), connector.clone());
        let span = tracing::debug_span!("session");
        let work = async move { this.signed_in(entry, &tenant, connector).await };
        let panicked = || ApiError::new(ProblemCode::Internal, "the login panicked");
        tokio::spawn(work.instrument(span)).await.unwrap_or_else(|_| Err(panicked()))
    }

    /// Signs in, or waits for whoever does. Where the connector is given other credentials meanwhile, a login with the old ones
    /// counts if it worked, for those who wait for it; if not, it is made with the new ones.
    async fn signed_in(
        &self,
        mut entry: Arc<Entry>,
        tenant: &TenantId,
        mut connector: Connector,
    ) -> Result<Arc<CachedSession>, ApiError> {
        loop {
            let session = self.login.session(&entry, tenant, &connector, &self.limits).await;
            match (&session, entry.forgotten()) {
                (Ok(session), Some(SessionEnds::AtOnce)) => self.end(session),
                (Ok(session), Some(SessionEnds::OnceUnused)) => session.retire(self),
                (Err(_), Some(SessionEnds::OnceUnused)) => {
                    let changed = self.login.store.for_tenant(tenant).get(connector.id).await?;
                    connector = changed.ok_or_else(ApiError::no_connector)?;
                    entry = self.entry(tenant, &connector);
                    continue;
                }
                _ => {}
            }
            return session;
        }
    }

    /// Salesforce refused this session, or may have. True where the next request signs in anew; false where that was done so often
    /// lately that the session is kept, and the refusal is the answer.
    pub fn refused(
        &self,
        tenant: &TenantId,
        connector: &Connector,
        session: &Arc<CachedSession>,
        end: SessionEnd,
    ) -> bool {
        let known = self.known(tenant, connector.id);
        known.is_none_or(|entry| entry.refused(session, end, self.login.clock.monotonic(), &self.limits))
    }

    /// Salesforce accepted this session.
    pub fn accepted(&self, tenant: &TenantId, connector: &Connector, session: &Arc<CachedSession>) {
        self.login.health.accepted(tenant, connector, session.since_ms);
        if session.prove()
            && let Some(entry) = self.known(tenant, connector.id)
        {
            entry.accepted();
        }
    }

    /// Salesforce let a connector in elsewhere, by a check: whoever waits since a login failed need not any more.
    pub(super) fn let_in(&self, tenant: &TenantId, id: ConnectorId) {
        if let Some(entry) = self.known(tenant, id) {
            entry.end_pause();
        }
        self.login.health.forget(tenant, id);
    }

    /// Ends at Salesforce, in the background, the sessions of tokens that nobody uses again. One that a connector's session has as
    /// well lives on: some servers give the same one for each login.
    pub(super) fn revoke(&self, issued: IssuedTokens) {
        for issued in issued.into_vec() {
            let kept = self.locked().values().any(|entry| entry.holds(&issued.token));
            if !kept {
                self.revocations.start(issued);
            }
        }
    }

    /// Ends a session that was forgotten. Idle ones, and those that made room, are left to end by themselves.
    fn end(&self, session: &CachedSession) {
        if let Some(signed_in_at) = session.signed_in_at.admit(&self.login.salesforce.policy)
            && session.end()
        {
            let token = session.access_token.token.clone();
            let issued = IssuedTokens::from(IssuedToken { token, signed_in_at, purpose: Purpose::Runtime });
            self.revoke(issued);
        }
    }

    /// Sees to the session of an entry that is kept no more. One that is signed in later is seen to by whoever does that.
    fn forget(&self, entry: &Entry, ends: SessionEnds) {
        match (entry.forget(ends), ends) {
            (Some(session), SessionEnds::AtOnce) => self.end(&session),
            (Some(session), SessionEnds::OnceUnused) => session.retire(self),
            (None, _) => {}
        }
    }

    /// Forgets sessions and keys that were not used for [`SessionLimits::idle`].
    pub fn forget_idle(&self) {
        let mut entries = self.locked();
        forget_idle(&mut entries, &self.limits, self.login.clock.monotonic());
        self.metrics.sessions(entries.len());
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.locked().len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<Key, Arc<Entry>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, tenant: &TenantId, id: ConnectorId) -> Option<Arc<Entry>> {
        self.locked().get(&(tenant.clone(), id)).cloned()
    }

    /// The connector's entry; a new one where it has none, or signs in with something else by now.
    fn entry(&self, tenant: &TenantId, connector: &Connector) -> Arc<Entry> {
        let now = self.login.clock.monotonic();
        let (key, credentials) = ((tenant.clone(), connector.id), Credentials::of(connector));
        let (entry, replaced) = {
            let mut entries = self.locked();
            if let Some(entry) = entries.get(&key).filter(|entry| credentials.may_use(&entry.credentials)) {
                entry.touch(now);
                return Arc::clone(entry);
            }
            make_room(&mut entries, &self.limits, now);
            let entry = Arc::new(Entry::new(credentials, now));
            let replaced = entries.insert(key, Arc::clone(&entry));
            self.metrics.sessions(entries.len());
            (entry, replaced)
        };
        // It was changed at another server.
        if let Some(replaced) = replaced {
            self.forget(&replaced, SessionEnds::OnceUnused);
        }
        entry
    }
}

/// Makes room for one more: what has not been used for long goes, and where that is not enough, the oldest.
fn make_room(entries: &mut HashMap<Key, Arc<Entry>>, limits: &SessionLimits, now: MonotonicMs) {
    if entries.len() >= limits.kept {
        forget_idle(entries, limits, now);
    }
    while entries.len() >= limits.kept.max(1) {
        let Some(oldest) =
            entries.iter().min_by_key(|(_, entry)| entry.used_at()).map(|(key, _)| key.clone())
        else {
            return;
        };
        entries.remove(&oldest);
    }
}

fn forget_idle(entries: &mut HashMap<Key, Arc<Entry>>, limits: &SessionLimits, now: MonotonicMs) {
    entries.retain(|_, entry| entry.used_at() + limits.idle > now);
}
