//! A session that is kept for a connector's next request, and what becomes of it once no request holds it.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use contract::validation::CanonicalUrl;
use tokio::runtime::Handle;

use super::Sessions;
use crate::salesforce::AccessToken;

/// A session that is kept for a connector's next request.
pub struct CachedSession {
    /// The token, and where it may be used.
    pub access_token: AccessToken,
    /// Where it was signed in, and can be ended.
    pub(super) signed_in_at: CanonicalUrl,
    /// When it was signed in, in milliseconds since 1970.
    pub(super) since_ms: i64,
    proven: AtomicBool,
    /// Whether it is being ended at Salesforce.
    ending: AtomicBool,
    /// Who ends it when it is dropped, once no new request gets it.
    retired: OnceLock<Sessions>,
}

impl CachedSession {
    pub(super) const fn new(access_token: AccessToken, signed_in_at: CanonicalUrl, since_ms: i64) -> Self {
        Self {
            access_token,
            signed_in_at,
            since_ms,
            proven: AtomicBool::new(false),
            ending: AtomicBool::new(false),
            retired: OnceLock::new(),
        }
    }

    /// Notes that it is being ended at Salesforce. True the first time.
    pub(super) fn end(&self) -> bool {
        !self.ending.swap(true, Ordering::Relaxed)
    }

    /// Has it ended at Salesforce as soon as no request holds it any more.
    pub(super) fn retire(&self, sessions: &Sessions) {
        self.retired.get_or_init(|| sessions.clone());
    }

    /// Notes that Salesforce accepted it. True the first time.
    pub(super) fn prove(&self) -> bool {
        !self.proven.swap(true, Ordering::Relaxed)
    }

    pub(super) fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }
}

impl Drop for CachedSession {
    fn drop(&mut self) {
        // Outside of a runtime the server has ended, and nothing can be asked any more.
        if let Some(sessions) = self.retired.take()
            && Handle::try_current().is_ok()
        {
            sessions.end(self);
        }
    }
}

impl fmt::Debug for CachedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedSession").field("access_token", &self.access_token).finish_non_exhaustive()
    }
}
