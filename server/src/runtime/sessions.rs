//! One session per connector: signed in once, used by all its requests until Salesforce refuses it.
//!
//! A token is in memory only. The parsed key lies beside it, so that a login does not parse it again; both go
//! together, and are wiped then.

mod entry;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use contract::api::{Connector, ConnectorState};
use contract::codes::ProblemCode;
use contract::private_key;
use contract::validation::{self, UrlPolicy};
use tracing::Instrument as _;
use uuid::Uuid;

use super::RuntimeLimits;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::metrics::{Metrics, SessionLookup};
use crate::salesforce::assertion::SigningKey;
use crate::salesforce::budget::millis;
use crate::salesforce::check::{JwtSubject, Salesforce};
use crate::salesforce::session_end::SessionEnd;
use crate::store::Store;
use crate::vault::Vault;
pub use entry::CachedSession;
use entry::Entry;

/// A tenant and a connector of its own.
type Key = (String, String);

/// The sessions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sessions {
    login: Login,
    policy: UrlPolicy,
    limits: RuntimeLimits,
    metrics: Metrics,
    entries: Arc<Mutex<HashMap<Key, Arc<Entry>>>>,
}

/// What a login needs.
#[derive(Clone, Debug)]
struct Login {
    salesforce: Salesforce,
    store: Store,
    vault: Vault,
    clock: Clock,
}

impl Sessions {
    /// No sessions yet.
    pub fn new(
        salesforce: Salesforce,
        store: Store,
        vault: Vault,
        clock: Clock,
        policy: UrlPolicy,
        limits: RuntimeLimits,
        metrics: Metrics,
    ) -> Self {
        let login = Login { salesforce, store, vault, clock };
        Self { login, policy, limits, metrics, entries: Arc::default() }
    }

    /// The connector's session, signed in where there is none. However many ask at a time, one login is made; it
    /// goes on when those who asked have gone.
    ///
    /// # Errors
    /// The sign-in was refused, now or so recently that it is not tried again yet.
    pub async fn session(&self, tenant: &str, connector: &Connector) -> Result<Arc<CachedSession>, ApiError> {
        let entry = self.entry(tenant, connector)?;
        let now_ms = self.login.clock.now_ms();
        let kept = entry.session(now_ms);
        self.metrics.session_lookup(match &kept {
            Ok(Some(_)) => SessionLookup::Hit,
            Ok(None) => SessionLookup::Miss,
            Err(_) => SessionLookup::Paused,
        });
        if let Some(session) = kept? {
            return Ok(session);
        }
        let login = self.login.clone();
        let (tenant, id) = (tenant.to_owned(), connector.id.clone());
        let limits = self.limits;
        let span = tracing::debug_span!("session");
        let work = async move { login.session(&entry, &tenant, &id, &limits).await };
        let panicked = || ApiError::new(ProblemCode::Internal, "the login panicked");
        tokio::spawn(work.instrument(span)).await.unwrap_or_else(|_| Err(panicked()))
    }

    /// Confirms that nobody has taken a connector out of use since it was read.
    ///
    /// # Errors
    /// It is deactivated, or gone.
    pub async fn ensure_active(&self, tenant: &str, connector: &Connector) -> Result<(), ApiError> {
        let id = Uuid::try_parse(&connector.id).map_err(|_| ApiError::no_connector())?;
        let now = self.login.store.get(tenant, id).await?.ok_or_else(ApiError::no_connector)?;
        match now.state {
            ConnectorState::Connected => Ok(()),
            ConnectorState::Deactivated => Err(ApiError::deactivated()),
        }
    }

    /// Salesforce refused this session, or may have. True where the next request signs in anew; false where that was done so often
    /// lately that the session is kept, and the refusal is the answer.
    pub fn refused(
        &self,
        tenant: &str,
        connector: &Connector,
        session: &Arc<CachedSession>,
        end: SessionEnd,
    ) -> bool {
        let known = self.known(tenant, &connector.id);
        known.is_none_or(|entry| entry.refused(session, end, self.login.clock.now_ms(), &self.limits))
    }

    /// Salesforce accepted this session.
    pub fn accepted(&self, tenant: &str, connector: &Connector, session: &Arc<CachedSession>) {
        if session.prove()
            && let Some(entry) = self.known(tenant, &connector.id)
        {
            entry.accepted();
        }
    }

    /// Forgets a connector's session and key, for whoever changes or deletes the connector.
    pub fn forget(&self, tenant: &str, connector: &str) {
        let mut entries = self.locked();
        entries.remove(&(tenant.to_owned(), connector.to_owned()));
        self.metrics.sessions(entries.len());
    }

    /// Forgets sessions and keys that were not used for [`RuntimeLimits::session_idle`].
    pub fn forget_idle(&self) {
        let mut entries = self.locked();
        forget_idle(&mut entries, &self.limits, self.login.clock.now_ms());
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

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Arc<Entry>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, tenant: &str, id: &str) -> Option<Arc<Entry>> {
        self.locked().get(&(tenant.to_owned(), id.to_owned())).cloned()
    }

    /// The connector's entry; a new one where it has none, or signs in as somebody else by now.
    fn entry(&self, tenant: &str, connector: &Connector) -> Result<Arc<Entry>, ApiError> {
        let now_ms = self.login.clock.now_ms();
        let subject = subject(connector, &self.policy)?;
        let key = (tenant.to_owned(), connector.id.clone());
        let mut entries = self.locked();
        if let Some(entry) = entries.get(&key).filter(|entry| entry.subject == subject) {
            entry.touch(now_ms);
            return Ok(Arc::clone(entry));
        }
        make_room(&mut entries, &self.limits, now_ms);
        let entry = Arc::new(Entry::new(subject, now_ms));
        entries.insert(key, Arc::clone(&entry));
        self.metrics.sessions(entries.len());
        Ok(entry)
    }
}

impl Login {
    async fn session(
        &self,
        entry: &Entry,
        tenant: &str,
        connector: &str,
        limits: &RuntimeLimits,
    ) -> Result<Arc<CachedSession>, ApiError> {
        let mut key = entry.login_lock().await;
        // Whoever was first may have signed in, or have been refused, while this one waited.
        if let Some(session) = entry.session(self.clock.now_ms())? {
            return Ok(session);
        }
        let key = match &mut *key {
            Some(key) => key,
            none => none.insert(self.key(tenant, connector).await?),
        };
        match self.salesforce.sign_in(tenant, &entry.subject, key).await {
            Ok(access_token) => Ok(entry.signed_in(access_token)),
            Err(failure) => Err(entry.failed(failure, self.clock.now_ms(), limits).into()),
        }
    }

    async fn key(&self, tenant: &str, connector: &str) -> Result<SigningKey, ApiError> {
        let gone = || ApiError::new(ProblemCode::NotFound, "the connector is gone");
        let id = Uuid::try_parse(connector).map_err(|_| gone())?;
        let stored = self.store.sealed_key(tenant, id).await?.ok_or_else(gone)?;
        let pem = self.vault.open(&stored.binding, &stored.sealed)?;
        let internal = |why: String| ApiError::new(ProblemCode::Internal, why);
        let key = private_key::read(&pem).map_err(|code| internal(format!("stored: {code}")))?;
        self.salesforce.import(key).await.map_err(|error| internal(error.to_string()))
    }
}

/// Who signs in, by what is stored. An authority that the operator allows no more is refused here.
fn subject(connector: &Connector, policy: &UrlPolicy) -> Result<JwtSubject, ApiError> {
    let refused = |code| ApiError::new(ProblemCode::SalesforceForbiddenAddress, format!("stored: {code}"));
    let audience = connector.audience.as_deref().unwrap_or_default();
    Ok(JwtSubject {
        client_id: connector.client_id.clone(),
        user: connector.email_id.clone(),
        url: validation::url(&connector.url, policy).map_err(refused)?,
        audience: validation::audience(audience, policy).map_err(refused)?,
    })
}

/// Makes room for one more: what has not been used for long goes, and where that is not enough, the oldest.
fn make_room(entries: &mut HashMap<Key, Arc<Entry>>, limits: &RuntimeLimits, now_ms: i64) {
    if entries.len() >= limits.sessions {
        forget_idle(entries, limits, now_ms);
    }
    while entries.len() >= limits.sessions.max(1) {
        let Some(oldest) =
            entries.iter().min_by_key(|(_, entry)| entry.used_at()).map(|(key, _)| key.clone())
        else {
            return;
        };
        entries.remove(&oldest);
    }
}

fn forget_idle(entries: &mut HashMap<Key, Arc<Entry>>, limits: &RuntimeLimits, now_ms: i64) {
    entries.retain(|_, entry| entry.used_at() + millis(limits.session_idle) > now_ms);
}
