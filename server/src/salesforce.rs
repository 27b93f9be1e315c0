//! Signing in to Salesforce with what an admin entered: the OAuth 2.0 JWT bearer flow (RFC 7523), and what Salesforce's
//! answers mean.
//!
//! A sign-in is one code path (`sign_in.rs`), whether a form is checked, an audience is looked for, or a flow's request
//! needs a session.

pub mod assertion;
pub mod budget;
mod calls;
pub mod check;
mod crypto_pool;
pub mod elsewhere;
pub mod error;
pub mod error_mapping;
pub mod instance;
pub mod progress;
pub mod revoke;
pub mod search;
pub mod send;
pub mod session_end;
mod sign_in;
pub mod token_response;

use std::sync::Arc;
use std::time::Duration;

use contract::api::Unreachable;
use contract::private_key::PrivateKey;
use contract::validation::UrlPolicy;
use tokio::sync::Semaphore;
use url::Url;

use self::assertion::{KeyError, SigningKey};
use self::budget::{Budgets, Rates};
use self::crypto_pool::CryptoPool;
use self::instance::AllowedInstance;
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::model::SalesforceSettings;
use crate::outbound::breaker::BreakerLimits;
use crate::outbound::client::{Client, ClientLimits};
use crate::outbound::host_gate::HostGate;
pub use crate::outbound::last_check::LastCheck;
use crate::outbound::resolver::DnsResolver;
pub use sign_in::AccessToken;

/// How long a connection waits for its next use: a login's probe, which mostly goes to the same host, follows at
/// once and saves the handshakes.
const CONNECTION_IDLE: Duration = Duration::from_secs(5);

/// What checks and sign-ins are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckLimits {
    /// For all steps of a check together.
    pub budget: Duration,
    /// For each request.
    pub client_limits: ClientLimits,
    /// How often a tenant may check.
    pub rates: Rates,
    /// Requests that run at one host at a time.
    pub host_concurrency: usize,
    /// When a host is left alone.
    pub breaker: BreakerLimits,
    /// For the end of a session that nobody uses any more.
    pub revocation: Duration,
}

/// Signs in to Salesforce, and checks forms by it. Cheap to clone: clones share budgets, permits and breakers.
#[derive(Clone, Debug)]
pub struct Salesforce {
    client: Client,
    budgets: Arc<Budgets>,
    gate: HostGate,
    crypto_pool: CryptoPool,
    /// What URLs are held against.
    pub policy: UrlPolicy,
    instances: Arc<[AllowedInstance]>,
    budget: Duration,
    revocation: Duration,
    revoking: Arc<Semaphore>,
    clock: Clock,
    metrics: Metrics,
}

impl Salesforce {
    /// Ready to sign in, within `limits`, at what `policy` allows and for what `instances` does beside that.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        limits: &CheckLimits,
        policy: UrlPolicy,
        instances: &[AllowedInstance],
        dns: Arc<dyn DnsResolver>,
        clock: Clock,
        metrics: Metrics,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: Client::new(dns, limits.client_limits, CONNECTION_IDLE)?,
            budgets: Arc::new(Budgets::new(limits.rates)),
            gate: HostGate::new(limits.host_concurrency, limits.breaker, clock.clone(), metrics.clone()),
            crypto_pool: CryptoPool::new(),
            policy,
            instances: instances.into(),
            budget: limits.budget,
            revocation: limits.revocation,
            revoking: Arc::new(Semaphore::new(revoke::CONCURRENCY)),
            clock,
            metrics,
        })
    }

    /// The host of a connector's that cannot be reached at present, if there is one: where it signs in, or where its requests go.
    pub fn unreachable(&self, settings: &SalesforceSettings) -> Option<Unreachable> {
        [&settings.subject.url, &settings.instance_url].into_iter().find_map(|url| {
            let url = Url::parse(&url.to_string()).ok()?;
            let (host, port) = (url.host_str()?, url.port_or_known_default()?);
            let authority = format!("{host}:{port}");
            let since = self.gate.outages.since(&authority)?;
            Some(Unreachable { host: if port == 443 { host.to_owned() } else { authority }, since })
        })
    }

    /// Imports a key, apart from the threads that serve sockets where it is a large one.
    ///
    /// # Errors
    /// As [`SigningKey::import`].
    pub async fn import(&self, key: PrivateKey) -> Result<SigningKey, KeyError> {
        if SigningKey::is_small_key(&key) {
            SigningKey::import(&key)
        } else {
            self.crypto_pool.run(move || SigningKey::import(&key)).await
        }
    }
}
