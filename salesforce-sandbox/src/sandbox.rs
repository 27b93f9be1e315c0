//! What the sandbox remembers: apps and users, the tokens it gave, and what it has counted.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::watch;

use crate::failures::Failure;
use crate::fault::Addresses;
use crate::keys::{self, Certificate, KeyError};
use crate::registry::{Account, Client, Registry};

/// The sandbox's organization, 18 characters.
pub const ORG_ID: &str = "00DDK000000sand2AA";

/// Tokens that are remembered; the oldest are forgotten first.
const TOKENS_MAX: usize = 10_000;
/// Random bytes in a token: 256 bits.
const TOKEN_BYTES: usize = 32;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// What an access token stands for.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) username: String,
    pub(crate) scope: String,
    pub(crate) failure: Option<Failure>,
}

/// What has come in so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// Connections that the sandbox's own port accepted.
    pub connections: u64,
    /// Connections that the faults' ports accepted.
    pub fault_connections: u64,
    /// Requests to the token endpoint.
    pub token_requests: u64,
    /// Those of them that came to the site's path.
    pub site_token_requests: u64,
    /// Requests to the token endpoint by user, for known users and assertions whose signature was good.
    pub token_requests_by_user: BTreeMap<String, u64>,
    /// Requests with a good token, to the REST API or to Apex REST.
    pub api_requests: u64,
    /// Requests to revoke a token.
    pub revoke_requests: u64,
    /// Those of them that ended a session.
    pub tokens_revoked: u64,
    /// Requests that followed a redirect.
    pub redirects_followed: u64,
    /// The claims of the last assertion that could be taken apart.
    pub last_claims: Map<String, Value>,
}

#[derive(Default)]
struct Tokens {
    sessions: HashMap<String, Session>,
    order: VecDeque<String>,
}

/// The sandbox's state.
pub struct Sandbox {
    pub(crate) addresses: Addresses,
    pub(crate) private_key_file: Option<PathBuf>,
    apps_file: Option<PathBuf>,
    clock: Clock,
    random: SystemRandom,
    registry: Mutex<Registry>,
    tokens: Mutex<Tokens>,
    counters: Mutex<Counters>,
    token_delay: Mutex<Duration>,
    /// Whether requests to revoke a token are answered.
    revoking: watch::Sender<bool>,
}

impl Sandbox {
    /// A sandbox at these addresses. Changes to the apps are written to `data`, where there is one.
    pub fn new(
        addresses: Addresses,
        registry: Registry,
        data: Option<&std::path::Path>,
        clock: Clock,
    ) -> Self {
        Self {
            addresses,
            private_key_file: data.map(|directory| directory.join(keys::PRIVATE_KEY_FILE)),
            apps_file: data.map(|directory| directory.join(crate::data::APPS_FILE)),
            clock,
            random: SystemRandom::new(),
            registry: Mutex::new(registry),
            tokens: Mutex::default(),
            counters: Mutex::default(),
            token_delay: Mutex::default(),
            revoking: watch::Sender::new(true),
        }
    }

    /// The URL that all others are built from.
    pub fn base_url(&self) -> &str {
        &self.addresses.base_url
    }

    /// A copy of what has been counted.
    pub fn counters(&self) -> Counters {
        locked(&self.counters).clone()
    }

    /// Forgets all access tokens: the next call with one gets `INVALID_SESSION_ID`.
    pub fn drop_tokens(&self) {
        *locked(&self.tokens) = Tokens::default();
    }

    /// Lets the token endpoint's answers come late from now on, whatever they are. No row of the table does that: late
    /// is no failure, but with what happens at the probe it shows whether a client gives both steps one budget.
    pub fn delay_tokens(&self, delay: Duration) {
        *locked(&self.token_delay) = delay;
    }

    /// How many access tokens are good.
    pub fn live_tokens(&self) -> usize {
        locked(&self.tokens).sessions.len()
    }

    /// Lets requests to revoke a token wait from now on, until this is called with `false`.
    pub fn hold_revocations(&self, held: bool) {
        self.revoking.send_replace(!held);
    }

    pub(crate) async fn revocations_answered(&self) {
        // The sender is the sandbox's own, so it is there as long as somebody asks.
        let mut revoking = self.revoking.subscribe();
        let _there = revoking.wait_for(|answers| *answers).await.is_ok();
    }

    /// Ends the session of a token; `false` where it has none.
    pub(crate) fn revoke(&self, token: &str) -> bool {
        locked(&self.tokens).sessions.remove(token).is_some()
    }

    pub(crate) fn token_delay(&self) -> Duration {
        *locked(&self.token_delay)
    }

    /// Puts a certificate in the place of the one that the app holds. Keys of the old one stop at once;
    /// tokens live on. Returns `false` where no such app exists.
    ///
    /// # Errors
    /// The file of apps cannot be written; then nothing has changed.
    pub fn replace_certificate(&self, client_id: &str, certificate: Certificate) -> Result<bool, KeyError> {
        let mut registry = locked(&self.registry);
        let mut apps = registry.apps.clone();
        let Some(app) = apps.iter_mut().find(|app| app.client_id == client_id) else { return Ok(false) };
        app.certificate = Some(certificate);
        if let Some(path) = &self.apps_file {
            crate::data::write_json(path, &apps)?;
        }
        registry.apps = apps;
        Ok(true)
    }

    pub(crate) fn client(&self, client_id: &str) -> Option<Client> {
        locked(&self.registry).client(client_id)
    }

    pub(crate) fn account(&self, username: &str) -> Option<Account> {
        locked(&self.registry).account(username)
    }

    /// The first app's Client ID and the first user's name: what the cheat-sheet offers.
    pub(crate) fn demo_credentials(&self) -> (String, String) {
        let registry = locked(&self.registry);
        let app = registry.apps.first().map(|app| app.client_id.clone());
        let user = registry.users.first().map(|user| user.username.clone());
        (app.unwrap_or_default(), user.unwrap_or_default())
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        let since = (self.clock)().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    /// The time for an answer's header `Date`, this much later.
    pub(crate) fn date(&self, later: Duration) -> String {
        httpdate::fmt_http_date((self.clock)() + later)
    }

    pub(crate) fn count(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut locked(&self.counters));
    }

    /// Gives out a token, shaped as Salesforce's: the organization's id, `!`, and what nobody can guess.
    ///
    /// # Errors
    /// The machine's source of randomness fails.
    pub(crate) fn issue(&self, session: Session) -> Result<String, aws_lc_rs::error::Unspecified> {
        let mut bytes = [0; TOKEN_BYTES];
        self.random.fill(&mut bytes)?;
        let token = format!("{}!{}", &ORG_ID[..15], URL_SAFE_NO_PAD.encode(bytes).replace('-', "."));
        let mut tokens = locked(&self.tokens);
        if tokens.order.len() >= TOKENS_MAX
            && let Some(oldest) = tokens.order.pop_front()
        {
            tokens.sessions.remove(&oldest);
        }
        tokens.order.push_back(token.clone());
        tokens.sessions.insert(token.clone(), session);
        Ok(token)
    }

    pub(crate) fn session(&self, token: &str) -> Option<Session> {
        locked(&self.tokens).sessions.get(token).cloned()
    }
}

/// Every change under these locks is whole when it ends, so a panic elsewhere leaves nothing half-done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::UNIX_EPOCH;

    use super::{Sandbox, Session, TOKENS_MAX};
    use crate::fault::Addresses;
    use crate::registry::Registry;

    #[test]
    fn the_oldest_token_is_forgotten_when_there_are_too_many() {
        let addresses = Addresses { base_url: "http://localhost".to_owned(), faults: vec![] };
        let registry = Registry { apps: vec![], users: vec![] };
        let sandbox = Sandbox::new(addresses, registry, None, Arc::new(|| UNIX_EPOCH));
        let issue = || {
            let session = Session { username: String::new(), scope: String::new(), failure: None };
            sandbox.issue(session).expect("a token")
        };
        let (first, second) = (issue(), issue());
        for _ in 2..=TOKENS_MAX {
            issue();
        }
        assert!(sandbox.session(&first).is_none());
        assert!(sandbox.session(&second).is_some());
    }
}
