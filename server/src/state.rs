//! What the handlers share.

use std::ops::Deref;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::api::attempts::Attempts;
use crate::clock::Clock;
use crate::config::{Access, Config};
use crate::metrics::Metrics;
use crate::principal::{Authentication, Demo};
use crate::runtime::FlowRequests;
use crate::runtime::sessions::Sessions;
use crate::salesforce::check::Salesforce;
use crate::salesforce::resolver::{DnsResolver, SystemResolver};
use crate::salesforce::send::Sender;
use crate::site::Site;
use crate::store::Store;
use crate::vault::Vault;

/// What the handlers share. Every layer and handler of a request has a clone of its own: it costs one count.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

/// The parts of [`AppState`].
#[derive(Clone, Debug)]
pub struct Shared {
    /// The configuration.
    pub config: Arc<Config>,
    /// Tells who is asking.
    pub authentication: Arc<dyn Authentication>,
    /// Checks forms.
    pub salesforce: Salesforce,
    /// Sends the requests of flows, as connectors.
    pub flow_requests: FlowRequests,
    /// Keeps connectors.
    pub store: Store,
    /// Seals keys.
    pub vault: Vault,
    /// The creates that run.
    pub attempts: Attempts,
    /// The built app.
    pub site: Arc<Site>,
    /// The time.
    pub clock: Clock,
    /// What operators count.
    pub metrics: Metrics,
    /// Set once the server is told to leave.
    pub shutdown: CancellationToken,
    /// Set when what still runs must end, so that its caller hears of it before the server is gone.
    pub drain_deadline: CancellationToken,
}

/// Why the state cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// TLS cannot be set up.
    #[error("TLS cannot be set up (are root certificates installed?)")]
    Tls(#[from] reqwest::Error),
    /// Nobody could sign in.
    #[error(
        "sign-in is not configured: this version serves only the demo, on this machine (start it with --demo)"
    )]
    NoSignIn,
}

/// What the server takes from outside itself, and tests choose for themselves.
#[derive(Clone)]
pub struct Dependencies {
    /// Tells who is asking.
    pub authentication: Arc<dyn Authentication>,
    /// Resolves names.
    pub dns: Arc<dyn DnsResolver>,
    /// The time.
    pub clock: Clock,
}

impl Dependencies {
    /// The machine's own, for this configuration.
    ///
    /// # Errors
    /// Without the demo there is no sign-in yet.
    pub fn of(config: &Config) -> Result<Self, StateError> {
        match config.access {
            Access::Demo => Ok(Self {
                authentication: Arc::new(Demo),
                dns: Arc::new(SystemResolver),
                clock: Clock::system(),
            }),
            Access::SignedIn => Err(StateError::NoSignIn),
        }
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl AppState {
    /// Puts the parts together.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        config: Config,
        dependencies: Dependencies,
        store: Store,
        vault: Vault,
    ) -> Result<Self, StateError> {
        let Dependencies { authentication, dns, clock } = dependencies;
        let metrics = Metrics::new(&clock);
        let policy = config.url_policy();
        let salesforce =
            Salesforce::new(&config.check, policy, Arc::clone(&dns), clock.clone(), metrics.clone())?;
        let sender = Sender::new(&salesforce, &config.runtime.send, dns)?;
        let sessions = Sessions::new(
            salesforce.clone(),
            store.clone(),
            vault.clone(),
            clock.clone(),
            config.url_policy(),
            config.runtime,
            metrics.clone(),
        );
        let shared = Shared {
            salesforce,
            flow_requests: FlowRequests::new(sender, sessions, &config.runtime),
            attempts: Attempts::new(clock.clone(), config.cancel_memory),
            site: Arc::new(Site::new(&config)),
            config: Arc::new(config),
            authentication,
            store,
            vault,
            clock,
            metrics,
            shutdown: CancellationToken::new(),
            drain_deadline: CancellationToken::new(),
        };
        Ok(shared.into())
    }
}
