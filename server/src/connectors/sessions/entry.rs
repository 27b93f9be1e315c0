//! What is known of one connector's session.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::secret::SecretText;
use contract::validation::CanonicalUrl;

use super::SessionLimits;
use super::cached::CachedSession;
use super::forgotten::SessionEnds;
use crate::clock::{MonotonicMs, millis, seconds_up};
use crate::model::{Connector, JwtSubject, KeyId, Settings};
use crate::rate_limit::{Limit, Window};
use crate::salesforce::AccessToken;
use crate::salesforce::assertion::SigningKey;
use crate::salesforce::error::UpstreamError;
use crate::salesforce::send::refused_at_once;
use crate::salesforce::session_end::SessionEnd;

/// Sessions in a row that may be refused before one was accepted, without a pause: a session can end at any moment,
/// even between a login and its first use.
const REFUSALS_FREE: u32 = 2;

/// Renewals that are left for sessions which have certainly ended: a path that redirects for reasons of its own, as some
/// downloads do, must not use up those of all others.
const RENEWALS_KEPT: usize = 2;

/// A connector's session, or what stands in its way.
pub(super) struct Entry {
    pub(super) credentials: Credentials,
    used_at: AtomicI64,
    slot: Mutex<Slot>,
    /// What signs in, once its key is opened. Whoever holds this logs in; all others wait.
    signer: tokio::sync::Mutex<Option<Signer>>,
}

/// What a connector signs in with, as it was read: which key, as whom and where, and at which revision of the connector.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    key_id: KeyId,
    subject: JwtSubject,
    revision: i64,
}

impl Credentials {
    pub(super) fn of(connector: &Connector) -> Self {
        let Settings::Salesforce(settings) = &connector.settings;
        Self { key_id: connector.key_id, subject: settings.subject.clone(), revision: connector.revision }
    }

    /// Whether whoever has read these may have what others keep, which are the same, or were read after a later change.
    pub(super) fn may_use(&self, kept: &Self) -> bool {
        kept.revision > self.revision || kept.key_id == self.key_id && kept.subject == self.subject
    }
}

/// A key that was opened, and whom it was sealed for.
pub(super) struct Signer {
    pub(super) key: SigningKey,
    pub(super) subject: JwtSubject,
}

#[derive(Debug, Default)]
struct Slot {
    session: Option<Arc<CachedSession>>,
    /// Where the connector was changed since: what becomes of the session of a login that ends now.
    forgotten: Option<SessionEnds>,
    backoff: Option<LoginBackoff>,
    /// Logins that failed in a row.
    failed: u32,
    /// Sessions in a row that were refused without ever having been accepted.
    refused: u32,
    /// When sessions were dropped because they were refused, accepted before or not.
    dropped: Window,
}

/// After a login that failed: why, and until when, no other is made.
#[derive(Debug)]
struct LoginBackoff {
    failure: UpstreamError,
    until: MonotonicMs,
}

impl Entry {
    pub(super) fn new(credentials: Credentials, now: MonotonicMs) -> Self {
        Self {
            credentials,
            used_at: AtomicI64::new(now.as_ms()),
            slot: Mutex::default(),
            signer: tokio::sync::Mutex::default(),
        }
    }

    pub(super) fn used_at(&self) -> MonotonicMs {
        MonotonicMs::from_ms(self.used_at.load(Ordering::Relaxed))
    }

    pub(super) fn touch(&self, now: MonotonicMs) {
        self.used_at.store(now.as_ms(), Ordering::Relaxed);
    }

    /// Waits until no other login of this connector is on its way, and keeps others from beginning.
    pub(super) async fn login_lock(&self) -> tokio::sync::MutexGuard<'_, Option<Signer>> {
        self.signer.lock().await
    }

    /// The session, if there is one.
    ///
    /// # Errors
    /// A login failed, and its pause is not over: the same failure, with what is left of the pause.
    pub(super) fn session(&self, now: MonotonicMs) -> Result<Option<Arc<CachedSession>>, UpstreamError> {
        let slot = self.slot();
        if let Some(session) = &slot.session {
            return Ok(Some(Arc::clone(session)));
        }
        match &slot.backoff {
            Some(LoginBackoff { failure, until }) if *until > now => {
                Err(failure.clone().retry_after(now.seconds_until(*until)))
            }
            _ => Ok(None),
        }
    }

    pub(super) fn signed_in(
        &self,
        access_token: AccessToken,
        at: CanonicalUrl,
        now_ms: i64,
    ) -> Arc<CachedSession> {
        let session = Arc::new(CachedSession::new(access_token, at, now_ms));
        let mut slot = self.slot();
        slot.session = Some(Arc::clone(&session));
        slot.backoff = None;
        slot.failed = 0;
        session
    }

    /// Notes that the connector was changed; gives the session that is kept here, if one is.
    pub(super) fn forget(&self, ends: SessionEnds) -> Option<Arc<CachedSession>> {
        let mut slot = self.slot();
        slot.forgotten = slot.forgotten.max(Some(ends));
        slot.session.clone()
    }

    pub(super) fn forgotten(&self) -> Option<SessionEnds> {
        self.slot().forgotten
    }

    /// Whether this token is the kept session's.
    pub(super) fn holds(&self, token: &SecretText) -> bool {
        self.slot().session.as_ref().is_some_and(|session| session.access_token.token == *token)
    }

    /// Notes a failed login. An exhausted budget says itself when to come again.
    pub(super) fn failed(
        &self,
        failure: UpstreamError,
        now: MonotonicMs,
        limits: &SessionLimits,
    ) -> UpstreamError {
        if failure.limit.is_some() {
            return failure;
        }
        let mut slot = self.slot();
        let pause = pause(slot.failed, limits);
        slot.failed += 1;
        slot.backoff = Some(LoginBackoff { failure: failure.clone(), until: now + pause });
        failure.retry_after(seconds_up(millis(pause)))
    }

    /// Forgets logins that failed: the next one is made at once.
    pub(super) fn end_pause(&self) {
        let mut slot = self.slot();
        slot.backoff = None;
        slot.failed = 0;
    }

    /// Drops a session that was refused: true, also for whoever holds the same one and comes later. False where so many
    /// were dropped lately that this says more about the request than about its session: then it stays.
    ///
    /// One path that always answers so would else spend the user's logins, for all that the user is needed for.
    pub(super) fn refused(
        &self,
        session: &Arc<CachedSession>,
        end: SessionEnd,
        now: MonotonicMs,
        limits: &SessionLimits,
    ) -> bool {
        let mut slot = self.slot();
        if !slot.session.as_ref().is_some_and(|current| Arc::ptr_eq(current, session)) {
            return true;
        }
        let mut rate = limits.renewals;
        if end != SessionEnd::Yes {
            rate.times = rate.times.saturating_sub(RENEWALS_KEPT).max(1);
        }
        if slot.dropped.room(Limit { name: "renewals", rate }, now).is_err() {
            return false;
        }
        slot.dropped.note(limits.renewals, now);
        slot.session = None;
        // What may have another reason must not count as a login in vain, which has all others wait.
        if end != SessionEnd::Yes || session.is_proven() {
            return true;
        }
        slot.refused += 1;
        if let Some(streak) = slot.refused.checked_sub(REFUSALS_FREE + 1) {
            let until = now + pause(streak, limits);
            slot.backoff = Some(LoginBackoff { failure: refused_at_once(), until });
        }
        true
    }

    pub(super) fn accepted(&self) {
        self.slot().refused = 0;
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("used_at", &self.used_at)
            .field("slot", &self.slot)
            .finish_non_exhaustive()
    }
}

/// Twice as long for each failure before it, up to the longest.
fn pause(before: u32, limits: &SessionLimits) -> Duration {
    let factor = 1_u32.checked_shl(before).filter(|&factor| factor != 0).unwrap_or(u32::MAX);
    limits.login_pause.saturating_mul(factor).min(limits.login_pause_max)
}

#[cfg(test)]
mod tests {
    use contract::codes::{ProblemCode, Step};
    use contract::validation::UrlPolicy;

    use super::*;
    use crate::rate_limit::{Exhausted, Rate};

    fn limits() -> SessionLimits {
        SessionLimits {
            kept: 1,
            idle: Duration::from_secs(60),
            renewals: Rate { times: 5, per: Duration::from_secs(900) },
            login_pause: Duration::from_secs(1),
            login_pause_max: Duration::from_secs(300),
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let limits = limits();
        let pauses: Vec<u64> =
            [0, 1, 2, 3, 8, 9, 31, 32, 1000].map(|before| pause(before, &limits).as_secs()).into();
        assert_eq!(pauses, [1, 2, 4, 8, 256, 300, 300, 300, 300]);
    }

    #[test]
    fn only_a_spent_budget_says_itself_when_to_come_again() {
        let limits = limits();
        let failure =
            UpstreamError::new(ProblemCode::RateLimited, Step::Reach, "no permit for the host in time");
        let url =
            contract::validation::url("https://login.salesforce.com", &UrlPolicy::default()).expect("a URL");
        let subject = JwtSubject {
            client_id: "a".to_owned(),
            user: "b".to_owned(),
            url: (&url).into(),
            audience: None,
        };
        let credentials = Credentials { key_id: KeyId::random(), subject, revision: 1 };
        let entry = Entry::new(credentials, MonotonicMs::default());
        let rate = Rate { times: 60, per: Duration::from_secs(3600) };
        let spent = Exhausted { limit: Limit { name: "logins", rate }, retry_after: 60 };
        entry.failed(failure.clone().exhausted(spent), MonotonicMs::default(), &limits);
        assert!(entry.session(MonotonicMs::default()).is_ok(), "the budget is asked again");
        entry.failed(failure, MonotonicMs::default(), &limits);
        assert!(
            entry.session(MonotonicMs::default()).is_err(),
            "the others do not wait for the same once more"
        );
    }
}
